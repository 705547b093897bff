package watcher_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"vedette/store"
)

// thousand makes 1,000 hits of 300 stories wait for a digest.
func thousand(tb testing.TB, r *rig) {
	tb.Helper()
	now := time.Now()
	p := store.Poll{Feed: store.FeedState{URL: "https://sample.example/feed"}}
	for i := range 1000 {
		key := fmt.Sprint("k", i)
		it := store.Item{
			ID: store.NewID(now.Add(time.Duration(i)*time.Millisecond), p.Feed.URL, key), Feed: p.Feed.URL, Key: key, FirstSeen: now, Published: now,
			Title: fmt.Sprintf("Putin receives Assad in Moscow for round %d of talks", i), Link: fmt.Sprint("https://sample.example/", i),
			Language: "en", Outlet: fmt.Sprint("Outlet ", i%40), Class: []string{"state", "wire", "independent"}[i%3],
		}
		for n := range 60 {
			it.Summary += fmt.Sprintf("Vladimir Putin met Bashar al-Assad for %d hours of talks on matter %d. ", n, i)
		}
		h := store.Hit{Item: it.ID, Profile: meetings, Probability: 0.9, Threshold: 0.5, Found: now, Story: fmt.Sprint("s", i%300), Status: "update"}
		for n := range 8 {
			h.Evidence = append(h.Evidence, store.Evidence{Kind: "entity", Text: "Putin", Field: "text", Start: n * 70, End: n*70 + 14, Weight: 2})
		}
		p.Seen = append(p.Seen, key)
		p.New = append(p.New, store.NewItem{Item: it, Hits: []store.PendingHit{{Hit: h, Digests: []string{"d"}}}})
	}
	if _, hits, err := r.store.CommitPoll(p); err != nil || hits != 1000 {
		tb.Fatalf("%d hits stored, %v", hits, err)
	}
}

const composing = "feeds: []\ndigests: [{name: d, schedule: '0 7 * * *', receivers: [stdout], max_stories: 60}]\n"

// A digest of 1,000 hits in 300 stories is composed within 100 ms and 50 MB; the
// test allows a slow machine four times as long.
func TestComposingIsQuick(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector is slow")
	}
	r := newRig(t)
	r.start(composing)
	thousand(t, r)
	best, most := time.Hour, uint64(0)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		d, err := r.w.Preview("d")
		if err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
		runtime.ReadMemStats(&after)
		most = max(most, after.TotalAlloc-before.TotalAlloc)
		if n := len(d.Stories) + d.Truncated; n != 300 {
			t.Fatalf("%d stories, want 300", n)
		}
	}
	t.Logf("%s, %d MB allocated", best, most>>20)
	if best > 400*time.Millisecond || most > 50<<20 {
		t.Errorf("composed in %s with %d MB, want 100 ms and 50 MB at most", best, most>>20)
	}
}
