package store

import (
	"fmt"
	"testing"
	"time"
)

// A document of very many items, which other writers wait for, takes time in
// proportion to their number, even when all are hits for two digests.
func TestCommitPollOfManyItems(t *testing.T) {
	if raced {
		t.Skip("measures time, and the race detector is on")
	}
	const n = 40_000
	s := open(t)
	commit(t, s, newPoll("https://z.example/", noon, "hit 1"))
	p := Poll{Feed: FeedState{URL: "https://a.example/"}}
	for i := range n {
		key := fmt.Sprint(i)
		it := Item{ID: NewID(noon, p.Feed.URL, key), Feed: p.Feed.URL, Key: key, FirstSeen: noon}
		p.Seen = append(p.Seen, key, "link:https://a.example/"+key)
		p.New = append(p.New, NewItem{Item: it, Hits: []PendingHit{{Hit{Profile: "p", Found: noon}, []string{"a", "z"}}}})
	}
	begun := time.Now()
	if items, hits := commit(t, s, p); items != n || hits != n {
		t.Errorf("stored %d items and %d hits, want %d of each", items, hits, n)
	}
	took := time.Since(begun)
	if took > 5*time.Second {
		t.Errorf("%d items took %v, want less than 5 s", n, took)
	}
	if got := check[[]Found](t)(s.Pending("z")); len(got) != n {
		t.Errorf("%d hits wait, want %d", len(got), n)
	}
	if unseen := check[map[string]bool](t)(s.Unseen(p.Feed.URL, p.Seen)); len(unseen) > 0 {
		t.Errorf("%d keys have no mark", len(unseen))
	}
	t.Logf("%d items took %v", n, took)
}
