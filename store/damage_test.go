package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// wholeFile is the content of a store in which every bucket has entries, most
// of them on more than one page.
func wholeFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vedette.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		commit(t, s, newPoll(fmt.Sprintf("https://%d.example/", i), noon, "1", "hit 3"))
		d := newDelivery(fmt.Sprint(i), noon)
		freeze(t, s, d)
		if i%2 == 0 {
			d.State = Delivered
			record(t, s, d)
		}
	}
	var used int64
	if err := errors.Join(s.db.Load().View(func(tx *bolt.Tx) error { used = tx.Size(); return nil }), s.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole[:used]
}

// far is a page's content that leads out of the file: offsets, lengths and
// page numbers of a million and more.
func far(n int) []byte {
	return bytes.Repeat(binary.LittleEndian.AppendUint32(nil, 1<<20), n/4)
}

// damages calls fn for each page of a file and each way to damage it.
func damages(whole []byte, fn func(name string, content []byte)) {
	const header = 16
	page := os.Getpagesize()
	for at := 2 * page; at < len(whole); at += page {
		for name, content := range map[string][]byte{
			"zeroed":     make([]byte, page),
			"far":        far(page),
			"far inside": slices.Concat(whole[at:at+header], far(page-header)),
		} {
			fn(fmt.Sprintf("page %d %s", at/page, name), slices.Concat(whole[:at], content, whole[at+page:]))
		}
	}
}

func writeStore(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vedette.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whichever page is damaged, Open or Check says so.
func TestCheckFindsDamagedPages(t *testing.T) {
	whole := wholeFile(t)
	all, silent := 0, 0
	damages(whole, func(_ string, content []byte) {
		all++
		s, err := Open(writeStore(t, content))
		if err == nil {
			err = errors.Join(s.Check(), s.Close())
		}
		if err == nil {
			silent++ // a page that is free
		}
	})
	if silent > all/2 {
		t.Errorf("of %d damages, %d went unnoticed", all, silent)
	} else {
		t.Logf("%d damages, %d of them to free pages", all, silent)
	}
}

// verbs is everything that can be done with a store, by name.
func verbs(t *testing.T) map[string]func(s *Store) error {
	ignore := func(_ any, err error) error { return err }
	poll := newPoll("https://1.example/", noon.Add(time.Hour), "1", "hit 3", "hit 4")
	item := newItem("https://1.example/", "1", noon).ID
	taken := newHit(newItem("https://1.example/", "hit 3", noon), "p")
	d := newDelivery("1", noon)
	later := noon.AddDate(1, 0, 0)
	return map[string]func(s *Store) error{
		"Feeds":      func(s *Store) error { return ignore(s.Feeds()) },
		"PutFeeds":   func(s *Store) error { return s.PutFeeds([]FeedState{poll.Feed}) },
		"Unseen":     func(s *Store) error { return ignore(s.Unseen(poll.Feed.URL, poll.Seen)) },
		"CommitPoll": func(s *Store) error { _, _, err := s.CommitPoll(poll); return err },
		"Item":       func(s *Store) error { _, _, err := s.Item(item); return err },
		"EachItem": func(s *Store) error {
			return s.EachItem(t.Context(), time.Time{}, later, func(Item) error { return nil })
		},
		"Headlines": func(s *Store) error { return ignore(s.Headlines(time.Time{}, "", true, 0)) },
		"EachFound": func(s *Store) error {
			return s.EachFound([]*Headline{{Item: "i", Profile: "p"}}, func(Found) error { return nil })
		},
		"Pending":        func(s *Store) error { return ignore(s.Pending("d")) },
		"Digest":         func(s *Store) error { _, _, err := s.Digest("d"); return err },
		"PutDigest":      func(s *Store) error { return s.PutDigest(DigestState{Name: "e"}) },
		"Freeze":         func(s *Store) error { return s.Freeze(Freeze{State: DigestState{Name: "d"}, Taken: []Hit{taken}}) },
		"Waiting":        func(s *Store) error { return ignore(s.Waiting()) },
		"Undelivered":    func(s *Store) error { _, _, err := s.Undelivered("1"); return err },
		"Park":           func(s *Store) error { return ignore(s.Park("r", "why", later)) },
		"RecordDelivery": func(s *Store) error { return s.RecordDelivery(d) },
		"Deliveries":     func(s *Store) error { return ignore(s.Deliveries(0)) },
		"Prune": func(s *Store) error {
			return ignore(s.Prune(t.Context(), Cutoffs{Items: later, Hits: later, Seen: later, Stories: later, Deliveries: later, Orphans: later}))
		},
		"Check": func(s *Store) error { return s.Check() },
	}
}

// A damaged page met by any verb is an error that says what to do, in that
// verb and in all that follow, and none of them hangs.
func TestDamagedPageMet(t *testing.T) {
	all := verbs(t)
	met := make(map[string]bool)
	damages(wholeFile(t), func(damage string, content []byte) {
		s, err := Open(writeStore(t, content))
		if err != nil {
			return
		}
		for first, verb := range all { // in another order each time
			err := verb(s)
			if !errors.Is(err, ErrBroken) {
				continue
			}
			met[first] = true
			if !strings.Contains(err.Error(), "process must end") || !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("%s: %s does not say what to do: %v", damage, first, err)
			}
			for name, verb := range all {
				if err := verb(s); !errors.Is(err, ErrBroken) {
					t.Errorf("%s: after %s, %s: %v", damage, first, name, err)
				}
			}
			break
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", damage, err)
		}
	})
	if len(met) < len(all)/2 {
		t.Errorf("only %d verbs met a damage", len(met))
	}
}

// All who share a transaction that meets a damaged page are told, and so are
// those who wait for their turn meanwhile.
func TestDamagedPageMetTogether(t *testing.T) {
	s := newStore(openAt(t, filepath.Join(t.TempDir(), "vedette.db")).db.Load())
	begun, damaged := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := s.update(func(*bolt.Tx) error { close(begun); <-damaged; panic("page 7") })
		if !errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), "page 7") {
			t.Errorf("update: %v", err)
		}
	})
	<-begun
	for f := range 8 {
		wg.Go(func() {
			if _, _, err := s.CommitPoll(newPoll(benchFeed(f), noon, "1")); !errors.Is(err, ErrBroken) {
				t.Errorf("CommitPoll: %v", err)
			}
			if err := s.PutDigest(DigestState{Name: "d"}); !errors.Is(err, ErrBroken) {
				t.Errorf("PutDigest: %v", err)
			}
		})
	}
	close(damaged)
	wg.Wait()
}
