package watcher

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/store"
)

func TestTheFootNamesFeedsThatAreNotWell(t *testing.T) {
	week := noon.Add(-7 * day)
	silent := store.FeedState{LastNew: noon.Add(-9 * day), LastSuccess: noon, Rhythm: store.Rhythm{Day: dayOf(noon) - 9, Counts: weeks(20, 20, 20, 20, 20, 20, 20)}}
	for _, c := range []struct {
		name string
		st   store.FeedState
		want []string
	}{
		{"well", store.FeedState{LastSuccess: noon}, nil},
		{"not polled", store.FeedState{}, nil},
		{"mended", store.FeedState{LastSuccess: noon, Degraded: []string{"torn"}}, nil},
		{"failed twice", store.FeedState{LastSuccess: week, Errors: 2, Error: "x", ErrorSince: noon}, nil},
		{"failed thrice", store.FeedState{LastSuccess: week, Errors: 3, Error: "answered 500", ErrorSince: week},
			[]string{"failed thrice fails since 13 May 12:00: answered 500 (3 polls in a row)"}},
		{"never worked", store.FeedState{Errors: 1, Error: "no such host", ErrorSince: noon},
			[]string{"never worked fails since 20 May 12:00: no such host"}},
		{"gone", store.FeedState{Gone: true, Errors: 3, LastSuccess: week, ErrorSince: week},
			[]string{"gone is gone since 13 May 12:00: the server says that it is gone for good, and is not asked any more; remove it, or give its new address"}},
		{"emptied", store.FeedState{LastSuccess: noon, EmptySince: week},
			[]string{"emptied is empty since 13 May 12:00: its document has no items any more"}},
		{"silent", silent, []string{"silent is stale since 11 May 12:00: usually 20 a day, nothing for 9 days"}},
		{"ids, just now", store.FeedState{LastSuccess: noon, IDs: byLink, IDsSince: noon},
			[]string{"ids, just now: its ids proved of no use, its items are told apart by link now"}},
		{"ids, told before", store.FeedState{LastSuccess: noon, IDs: byLink, IDsSince: week.Add(-day)}, nil},
	} {
		w := &Watcher{cfg: &config.Config{Feeds: []config.Feed{{URL: "u", Name: c.name}}}}
		var got []string
		for _, n := range w.feedNotes(map[string]store.FeedState{"u": c.st}, week, noon) {
			got = append(got, n.Text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheFootIsBounded(t *testing.T) {
	w := &Watcher{cfg: &config.Config{}}
	states := map[string]store.FeedState{}
	add := func(url string, st store.FeedState) {
		w.cfg.Feeds = append(w.cfg.Feeds, config.Feed{URL: url, Name: url})
		states[url] = st
	}
	for i := range 20 {
		add(fmt.Sprint("broken", i), store.FeedState{Errors: 5, Error: "x", ErrorSince: noon.Add(-day)})
		add(fmt.Sprint("lonely", i), store.FeedState{LastSuccess: noon, Error: "no route", ErrorSince: noon})
	}
	add("newest", store.FeedState{Errors: 5, Error: "x", ErrorSince: noon})
	notes := w.feedNotes(states, noon, noon)
	if len(notes) != 1+mostNotes+1 {
		t.Fatalf("%d notes, want one of the network, %d of feeds and one that counts the rest", len(notes), mostNotes)
	}
	for i, want := range map[int]string{
		0:              "no feed can be reached since 20 May 12:00; is the network down?",
		1:              "newest fails since 20 May 12:00: x (5 polls in a row)",
		len(notes) - 1: "and 9 more feeds are not well; see: vedette feeds --failing",
	} {
		if notes[i].Text != want {
			t.Errorf("note %d is %q, want %q", i, notes[i].Text, want)
		}
	}
}
