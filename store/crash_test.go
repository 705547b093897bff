package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const crashFeeds = 4

func crashURL(feed int) string { return fmt.Sprintf("https://%d.example/", feed) }

// crashPoll is the nth poll of a feed: what it wrote can be told from n alone.
func crashPoll(feed, n int) Poll {
	p := newPoll(crashURL(feed), noon.Add(time.Duration(n)*time.Second), fmt.Sprintf("hit %d", n), fmt.Sprintf("miss %d", n))
	p.Feed.Polls = n
	return p
}

// childCommits commits polls of several feeds for ever and prints each that was
// acknowledged.
func childCommits(path string) {
	s, err := Open(path)
	if err != nil {
		panic(err)
	}
	states, err := s.Feeds()
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	for feed := range crashFeeds {
		wg.Go(func() {
			for n := states[crashURL(feed)].Polls + 1; ; n++ {
				if items, hits, err := s.CommitPoll(crashPoll(feed, n)); items != 2 || hits != 1 || err != nil {
					panic(fmt.Sprint(items, hits, err))
				}
				if _, err := fmt.Println(feed, n); err != nil {
					panic(err)
				}
			}
		})
	}
	wg.Wait()
}

// kill -9 at a random moment loses no acknowledged poll and no part of one,
// nor does it leave a part of one that was not acknowledged.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	var acked [crashFeeds]int
	for round := range 40 {
		cmd, out := child(t, "commit", path)
		for lines := rand.IntN(40); lines > 0 && out.Scan(); lines-- {
			note(t, &acked, out.Text())
		}
		// To somewhere within the millisecond or so that a commit takes.
		for spin := rand.IntN(1 << 21); spin > 0; spin-- {
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() {
			note(t, &acked, out.Text())
		}
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("round %d: the child ended by itself: %v", round, err)
		}
		verify(t, path, acked)
	}
	t.Logf("acknowledged polls by feed: %v", acked)
}

func note(t *testing.T, acked *[crashFeeds]int, line string) {
	var feed, n int
	if _, err := fmt.Sscan(line, &feed, &n); err != nil {
		t.Fatalf("the child says %q: %v", line, err)
	}
	acked[feed] = n
}

func verify(t *testing.T, path string, acked [crashFeeds]int) {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		if _, missing := os.Stat(path); missing != nil {
			return // killed before the store was made
		}
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	states := check[map[string]FeedState](t)(s.Feeds())
	waiting := make(map[string]bool)
	for _, f := range check[[]Found](t)(s.Pending("d")) {
		waiting[f.Item.ID] = true
	}
	hits := len(check[[]*Headline](t)(s.Headlines(time.Time{}, "", false, 0)))
	total := 0
	for feed, n := range acked {
		last := states[crashURL(feed)].Polls
		if last < n {
			t.Errorf("feed %d: poll %d was acknowledged, the state is of poll %d", feed, n, last)
		}
		total += last
		for n := 1; n <= last; n++ {
			p := crashPoll(feed, n)
			for _, it := range p.New {
				if _, ok, err := s.Item(it.Item.ID); !ok || err != nil {
					t.Errorf("feed %d poll %d: %s: %v, %v", feed, n, it.Item.Key, ok, err)
				}
			}
			if !waiting[p.New[0].Item.ID] {
				t.Errorf("feed %d poll %d: the hit does not wait", feed, n)
			}
			if unseen := check[map[string]bool](t)(s.Unseen(crashURL(feed), p.Seen)); len(unseen) > 0 {
				t.Errorf("feed %d poll %d: unseen %v", feed, n, unseen)
			}
		}
	}
	if hits != total || len(waiting) != total {
		t.Errorf("%d hits, %d wait, of %d polls", hits, len(waiting), total)
	}
}
