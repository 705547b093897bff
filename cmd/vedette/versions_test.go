package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
)

// versions are an item and the version after it.
func versions(isCopy bool) []store.Found {
	before := store.Hit{Item: "1", Profile: "p", Story: "1", Status: "new"}
	after := store.Hit{Item: "2", Profile: "p", Story: "1", Status: "new", Revises: "1", Copy: isCopy}
	return []store.Found{{Hit: after, Item: store.Item{ID: "2", Title: "Now"}}, {Hit: before, Item: store.Item{ID: "1", Title: "Before"}}}
}

// A version that took the place of another is the report; one that came after
// the other was told is a copy of it.
func TestStoriesOfChangedReports(t *testing.T) {
	for isCopy, want := range map[bool]string{false: "Now", true: "Before Now"} {
		stories := byStory(headlines(versions(isCopy)))
		if len(stories) != 1 {
			t.Fatalf("%d stories, want one", len(stories))
		}
		var titles []string
		for _, f := range stories[0].Reports {
			titles = append(titles, f.Title)
		}
		if got := strings.Join(titles, " "); got != want {
			t.Errorf("copy %t: reports %q, want %q", isCopy, got, want)
		}
	}
}

func TestHitsSayWhatTheyRevise(t *testing.T) {
	var b bytes.Buffer
	if err := explained(&b, versions(true)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), "its publisher changed it: item 1 was found before\n"); got != 1 {
		t.Errorf("said %d times:\n%s", got, b.String())
	}
}

func headlines(found []store.Found) (all []*store.Headline) {
	for _, f := range found {
		h := f.Headline()
		all = append(all, &h)
	}
	return all
}

// explained writes what hits --explain does.
func explained(b *bytes.Buffer, found []store.Found) error {
	cfg := &config.Config{Timezone: config.Zone{Location: time.UTC}}
	w := bufio.NewWriter(b)
	for _, f := range found {
		if err := explainHit(w, f, cfg); err != nil {
			return err
		}
	}
	return w.Flush()
}
