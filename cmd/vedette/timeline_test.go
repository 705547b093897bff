package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/store"
)

// reported is a hit of one outlet, so many hours after the first of March 2026.
func reported(story, outlet, class string, hours int) *store.Headline {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
	id := fmt.Sprintf("%s-%s-%d", story, outlet, hours)
	return &store.Headline{Item: id, Profile: "p", Story: story, When: at, Title: "What " + story + " is about",
		Link: "https://x.example/" + id, Outlet: outlet, Class: class, Copy: outlet == "Copyist"}
}

func TestTimelineText(t *testing.T) {
	found := []*store.Headline{
		reported("one", "Wire", "wire", 10), reported("one", "Radio", "state", 11), reported("one", "Copyist", "", 40), reported("one", "Radio", "state", 41),
		reported("two", "Paper", "independent", 24*5+23), reported("three", "Wire", "wire", 24*33),
	}
	for i := range 6 {
		found = append(found, reported("three", fmt.Sprintf("Radio %d", i), "state", 24*33+i))
	}
	events := chronicle(byStory(found), time.UTC)
	for by, want := range map[string][]string{
		"day": {
			"2026-03-01  ██████████████████  1 story, 4 reports\n  What one is about\n      1 Mar 10:00 – 2 Mar 17:00 · 4 reports, 1 of them copies\n      state: Radio · wire: Wire · Copyist\n      https://x.example/one-Wire-10\n\n            · 4 days without a story\n",
			"2026-03-06  █████  1 story, 1 report\n", "· 27 days without a story\n",
			"      state: Radio 0, Radio 1, Radio 2, Radio 3 +2 · wire: Wire\n",
		},
		"week":  {"2026-02-23  ", "2026-03-02  ", "· 3 weeks without a story", "2026-03-30  "},
		"month": {"2026-03  ", "2 stories, 5 reports", "2026-04  "},
	} {
		var b bytes.Buffer
		if err := timelineText(&b, events, by, time.UTC, false); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("by %s lacks %q:\n%s", by, w, b.String())
			}
		}
	}
}
