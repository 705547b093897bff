package store

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// benchPoll is a poll that brings n items of about 1 KB, one of them a hit.
func benchPoll(feed string, at time.Time, n int) Poll {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%d/%d", at.Unix(), i)
	}
	keys[0] = "hit" + keys[0]
	p := newPoll(feed, at, keys...)
	for i := range p.New {
		p.New[i].Item.Content = strings.Repeat("about 100 letters of text, ", 25)
	}
	return p
}

func BenchmarkCommitPoll(b *testing.B) {
	b.Run("30 new items", func(b *testing.B) {
		s := open(b)
		n := 0
		for b.Loop() {
			n++
			commit(b, s, benchPoll("https://a.example/", noon.Add(time.Duration(n)*time.Second), 30))
		}
	})
	b.Run("nothing new", func(b *testing.B) {
		s := open(b)
		p := benchPoll("https://a.example/", noon, 30)
		for b.Loop() {
			commit(b, s, p)
		}
	})
	b.Run("1000 at once", benchCommitAtOnce)
}

// benchCommitAtOnce counts the transactions that a thousand polls take. Each
// is two syncs.
func benchCommitAtOnce(b *testing.B) {
	s := open(b)
	before := lastTx(b, s)
	n := 0
	for b.Loop() {
		n++
		var wg sync.WaitGroup
		for f := range 1000 {
			p := benchPoll(fmt.Sprintf("https://%d.example/", f), noon.Add(time.Duration(n)*time.Second), 30)
			wg.Go(func() { commit(b, s, p) })
		}
		wg.Wait()
	}
	b.ReportMetric(float64(lastTx(b, s)-before)*2/float64(n), "syncs/op")
	b.ReportMetric(float64(30_000*n)/b.Elapsed().Seconds(), "items/s")
}

// lastTx is the number of transactions committed so far.
func lastTx(b *testing.B, s *Store) (id int) {
	if err := s.db.Load().View(func(tx *bolt.Tx) error { id = tx.ID(); return nil }); err != nil {
		b.Fatal(err)
	}
	return id
}

// filled returns a store of n items of about 1 KB, one in a hundred a hit.
func filled(b *testing.B, n int) *Store {
	s := open(b)
	for first := 0; first < n; first += 1000 {
		p := benchPoll("https://a.example/", noon.Add(time.Duration(first)*time.Second), 1000)
		for i := range p.New {
			if i%100 == 0 {
				p.New[i].Hits = []PendingHit{{Hit: newHit(p.New[i].Item, "p"), Digests: []string{"d"}}}
			}
		}
		commit(b, s, p)
	}
	return s
}

func BenchmarkEachItem(b *testing.B) {
	const n = 100_000
	s := filled(b, n)
	info, err := os.Stat(s.db.Load().Path())
	if err != nil {
		b.Fatal(err)
	}
	read := 0
	for b.Loop() {
		err := s.EachItem(b.Context(), time.Time{}, time.Time{}, func(it Item) error {
			read += len(it.ID) / 16
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "items/s")
	b.ReportMetric(float64(info.Size())/n, "B/item")
}

func BenchmarkHits(b *testing.B) {
	s := filled(b, 500_000) // 5,000 hits
	b.Run("newest 50 of 5000", func(b *testing.B) {
		for b.Loop() {
			found(b, s, time.Time{}, "p", true, 50)
		}
	})
	b.Run("5000 pending", func(b *testing.B) {
		for b.Loop() {
			check[[]Found](b)(s.Pending("d"))
		}
	})
	b.Run("prune all items", func(b *testing.B) {
		for b.Loop() {
			st, err := s.Prune(b.Context(), Cutoffs{Items: noon.AddDate(10, 0, 0)})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(st.Items), "items")
		}
	})
}

// manySeen returns the path of a closed store with marks of a million items in
// a thousand feeds.
func manySeen(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "vedette.db")
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	for f := range 1000 {
		err := s.db.Load().Update(func(tx *bolt.Tx) error {
			for _, mark := range seenKeys(benchFeed(f), benchKeys(0, 1000)) {
				if err := markSeen(tx.Bucket(seenBucket), mark, 1); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func benchFeed(f int) string { return fmt.Sprintf("https://%d.example/", f) }

func benchKeys(from, to int) (keys []string) {
	for i := from; i < to; i++ {
		keys = append(keys, fmt.Sprintf("https://feed.example/2026/03/%d", i))
	}
	return keys
}

func BenchmarkSeen(b *testing.B) {
	path := manySeen(b)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(path)
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(info.Size())/1e6, "B/mark")
	})
	s := openAt(b, path)
	b.Run("30 of a million", func(b *testing.B) {
		keys := benchKeys(985, 1015)
		for f := 0; b.Loop(); f++ {
			if unseen := check[map[string]bool](b)(s.Unseen(benchFeed(f%1000), keys)); len(unseen) != 15 {
				b.Fatalf("%d of 30 unseen, want 15", len(unseen))
			}
		}
	})
	b.Run("prune a million", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Prune(b.Context(), Cutoffs{Seen: noon}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkDecodeItem is why items are not JSON.
func BenchmarkDecodeItem(b *testing.B) {
	it := benchPoll("https://a.example/", noon, 1).New[0].Item
	v := appendItem(nil, it)
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(v)))
		b.ReportAllocs()
		for b.Loop() {
			check[Item](b)(decodeItem(it.ID, v))
		}
	})
	text, err := json.Marshal(it)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("json", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			var it Item
			if err := json.Unmarshal(text, &it); err != nil {
				b.Fatal(err)
			}
		}
	})
}
