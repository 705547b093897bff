package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// stored names all items in the store by their keys.
func stored(t *testing.T, s *Store) string {
	t.Helper()
	var keys []string
	err := s.EachItem(t.Context(), time.Time{}, time.Time{}, func(it Item) error {
		keys = append(keys, it.Key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(keys, ", ")
}

func prune(t *testing.T, s *Store, before Cutoffs) PruneStats {
	t.Helper()
	st, err := s.Prune(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestPrune(t *testing.T) {
	s := open(t)
	for i := range 6 {
		at := noon.Add(time.Duration(i) * time.Hour)
		p := newPoll("https://a.example/", at, fmt.Sprintf("hit %d", i))
		commit(t, s, p)
		commit(t, s, newPoll("https://b.example/", at, fmt.Sprintf("miss %d", i)))
		if i != 1 { // which goes on waiting
			if err := s.Freeze(Freeze{State: DigestState{Name: "d"}, Taken: []Hit{p.New[0].Hits[0].Hit}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := func(hour int) time.Time { return noon.Add(time.Duration(hour) * time.Hour) }
	for _, c := range []struct {
		name   string
		before Cutoffs
		want   PruneStats
		items  string
	}{
		{"nothing", Cutoffs{}, PruneStats{}, "hit 0, miss 0, hit 1, miss 1, hit 2, miss 2, hit 3, miss 3, hit 4, miss 4, hit 5, miss 5"},
		{"items, but hits hold theirs", Cutoffs{Items: at(3)}, PruneStats{Items: 3}, "hit 0, hit 1, hit 2, hit 3, miss 3, hit 4, miss 4, hit 5, miss 5"},
		{"hits, of which one waits", Cutoffs{Hits: at(3)}, PruneStats{Hits: 2}, "hit 0, hit 1, hit 2, hit 3, miss 3, hit 4, miss 4, hit 5, miss 5"},
		{"their items", Cutoffs{Items: at(4)}, PruneStats{Items: 3}, "hit 1, hit 3, hit 4, miss 4, hit 5, miss 5"},
		{"again", Cutoffs{Items: at(4), Hits: at(3)}, PruneStats{}, "hit 1, hit 3, hit 4, miss 4, hit 5, miss 5"},
		{"all", Cutoffs{Items: at(9), Hits: at(9)}, PruneStats{Items: 5, Hits: 3}, "hit 1"},
	} {
		if got := prune(t, s, c.before); got != c.want {
			t.Errorf("%s: pruned %+v, want %+v", c.name, got, c.want)
		}
		// Those of one hour are in the order of a hash.
		if diff := cmp.Diff(keySet(c.items), keySet(stored(t, s))); diff != "" {
			t.Errorf("%s: items (-want +got):\n%s", c.name, diff)
		}
	}
	if got := titles(check[[]Found](t)(s.Pending("d"))); got != "hit 1/p" {
		t.Errorf("waiting: %q", got)
	}
	if items, _ := commit(t, s, newPoll("https://b.example/", at(9), "miss 0")); items != 0 {
		t.Error("an item whose seen mark is kept came back")
	}
}

func keySet(s string) map[string]bool {
	set := make(map[string]bool)
	for f := range strings.SplitSeq(s, ", ") {
		set[f] = true
	}
	return set
}

// A hit that waits for the second of three digests is kept.
func TestPruneLooksAtAllDigests(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "hit 2", "hit 3")
	for i, digests := range [][]string{{"a", "z"}, {"a\x01"}, {"b"}} {
		p.New[i].Hits[0].Digests = digests
	}
	commit(t, s, p)
	if st := prune(t, s, Cutoffs{Hits: noon.Add(time.Hour), Items: noon.Add(time.Hour)}); st != (PruneStats{}) {
		t.Errorf("pruned %+v while all wait", st)
	}
	for _, digest := range []string{"a", "z", "b"} {
		f := Freeze{State: DigestState{Name: digest}, Taken: []Hit{p.New[0].Hits[0].Hit, p.New[2].Hits[0].Hit}}
		if err := s.Freeze(f); err != nil {
			t.Fatal(err)
		}
	}
	if st, want := prune(t, s, Cutoffs{Hits: noon.Add(time.Hour), Items: noon.Add(time.Hour)}), (PruneStats{Items: 2, Hits: 2}); st != want {
		t.Errorf("pruned %+v, want %+v", st, want)
	}
}

func TestPruneSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		day := func(d int) time.Time { return time.Date(2000, 1, 1+d, 12, 0, 0, 0, time.UTC) }
		until := func(d int) { time.Sleep(time.Until(day(d))) }
		until(0)
		commit(t, s, newPoll("https://still.example/", noon, "1", "2"))
		commit(t, s, newPoll("https://moves.example/", noon, "1", "2"))
		until(10)
		commit(t, s, newPoll("https://moves.example/", noon, "2", "3"))
		if st := prune(t, s, Cutoffs{Seen: day(0)}); st.Seen != 0 {
			t.Errorf("pruned %d marks of the day itself", st.Seen)
		}
		if st := prune(t, s, Cutoffs{Seen: day(5)}); st.Seen != 1 {
			t.Errorf("pruned %d marks, want that of item 1 of the feed that moves", st.Seen)
		}
		for feed, want := range map[string]string{"https://still.example/": "", "https://moves.example/": "1"} {
			unseen := check[map[string]bool](t)(s.Unseen(feed, []string{"1", "2"}))
			if len(unseen) != len(want) || want != "" && !unseen[want] {
				t.Errorf("%s: unseen %v, want %q", feed, unseen, want)
			}
		}
		if st := prune(t, s, Cutoffs{Seen: day(99)}); st.Seen != 0 {
			t.Errorf("pruned %d marks of the newest documents", st.Seen)
		}
	})
}

func TestPruneDeliveries(t *testing.T) {
	s := open(t)
	for i, state := range []string{Delivered, Waiting, Parked, Delivered} {
		d := newDelivery(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Hour))
		freeze(t, s, d)
		d.State = state
		record(t, s, d)
	}
	if st := prune(t, s, Cutoffs{Deliveries: noon.Add(3 * time.Hour)}); st.Deliveries != 2 {
		t.Errorf("pruned %d deliveries, want the delivered and the parked one", st.Deliveries)
	}
	if diff := cmp.Diff([]string{"3", "1"}, ids(check[[]Delivery](t)(s.Deliveries(0)))); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// More of each than one transaction deletes.
func TestPruneManyBatches(t *testing.T) {
	const n = 2*pruneBatch + 7
	s := open(t)
	err := s.db.Load().Update(func(tx *bolt.Tx) error {
		var errs []error
		for i := range n {
			it := Item{ID: NewID(noon, "f", fmt.Sprint(i)), FirstSeen: noon}
			h, err := encodeHit(Hit{Found: noon})
			d := newDelivery(it.ID, noon)
			d.State = Delivered
			errs = append(errs, err, putDelivery(tx, d),
				tx.Bucket(itemsBucket).Put([]byte(it.ID), appendItem(nil, it)),
				tx.Bucket(hitsBucket).Put(joinKey(it.ID, "p"), h))
		}
		for i, mark := range seenKeys("f", make([]string, n)) {
			binary.BigEndian.PutUint32(mark[feedHash:], uint32(i)) // all different
			errs = append(errs, markSeen(tx.Bucket(seenBucket), mark, uint16(i/(n-1))))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	later := noon.Add(time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	all := Cutoffs{Items: later, Hits: later, Seen: later, Deliveries: later}
	if st, err := s.Prune(ctx, all); !errors.Is(err, context.Canceled) || st != (PruneStats{}) {
		t.Errorf("after the end of its context: pruned %+v, %v", st, err)
	}
	if st, want := prune(t, s, all), (PruneStats{Items: n, Hits: n, Seen: n - 1, Deliveries: n}); st != want {
		t.Errorf("pruned %+v, want %+v", st, want)
	}
}

// What waits for a digest that is no more is let go, and only that.
func TestPruneOrphans(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "hit 2")
	p.New[0].Hits[0].Digests = []string{"old", "d"}
	p.New[1].Hits[0].Digests = []string{"old\x01"}
	commit(t, s, p)
	names, feeds := []string{"d", "old\x01"}, map[string]bool{"https://a.example/": true}
	if st := prune(t, s, Cutoffs{Orphans: noon, Digests: names, Feeds: feeds}); st != (PruneStats{}) {
		t.Errorf("pruned %+v before its time", st)
	}
	want := map[string]int{"old": 1, "d": 1, "old\x01": 1}
	if diff := cmp.Diff(want, check[map[string]int](t)(s.PendingCounts())); diff != "" {
		t.Errorf("waiting (-want +got):\n%s", diff)
	}
	if st := prune(t, s, Cutoffs{Orphans: noon.Add(time.Hour), Digests: names, Feeds: feeds}); st != (PruneStats{Orphans: 1}) {
		t.Errorf("pruned %+v, want one orphan", st)
	}
	delete(want, "old")
	if diff := cmp.Diff(want, check[map[string]int](t)(s.PendingCounts())); diff != "" {
		t.Errorf("waiting (-want +got):\n%s", diff)
	}
}

// The state of a feed that is polled no more is let go, and what it brought stays.
func TestPruneFeeds(t *testing.T) {
	s := open(t)
	for _, url := range []string{"https://a.example/", "https://b.example/", "https://c.example/"} {
		p := newPoll(url, noon, "hit "+url)
		p.Feed.LastPoll = noon
		if url == "https://c.example/" {
			p.Feed.LastPoll = noon.Add(2 * time.Hour)
		}
		commit(t, s, p)
	}
	before := Cutoffs{Orphans: noon.Add(time.Hour), Feeds: map[string]bool{"https://a.example/": true}, Digests: []string{"d"}}
	if st := prune(t, s, before); st != (PruneStats{Feeds: 1}) {
		t.Errorf("pruned %+v, want one feed", st)
	}
	states := check[map[string]FeedState](t)(s.Feeds())
	if _, gone := states["https://b.example/"]; gone || len(states) != 2 {
		t.Errorf("states %v, want those of a and c", states)
	}
	if items, _ := commit(t, s, newPoll("https://b.example/", noon, "hit https://b.example/")); items != 0 {
		t.Error("an item of the feed is news when that comes back")
	}
}
