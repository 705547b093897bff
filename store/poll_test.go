package store

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCommitPoll(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "2")
	p.New[0].Hits[0].Hit.Item = "" // set by the store
	if items, hits := commit(t, s, p); items != 2 || hits != 1 {
		t.Errorf("stored %d items and %d hits, want 2 and 1", items, hits)
	}
	for _, n := range p.New {
		got, ok, err := s.Item(n.Item.ID)
		if err != nil || !ok {
			t.Fatalf("Item(%s): %v, %v", n.Item.ID, ok, err)
		}
		if diff := cmp.Diff(n.Item, got); diff != "" {
			t.Errorf("item differs (-want +got):\n%s", diff)
		}
	}
	want := []Found{{Hit: newHit(p.New[0].Item, "p"), Item: p.New[0].Item}}
	for name, got := range map[string][]Found{
		"EachFound": found(t, s, noon, "", false, 0),
		"Pending":   check[[]Found](t)(s.Pending("d")),
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	feeds := check[map[string]FeedState](t)(s.Feeds())
	if diff := cmp.Diff(map[string]FeedState{p.Feed.URL: p.Feed}, feeds); diff != "" {
		t.Errorf("feeds differ (-want +got):\n%s", diff)
	}
}

func TestCommitPollTwiceStoresOnce(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "2")
	commit(t, s, p)
	if err := s.Freeze(Freeze{State: DigestState{Name: "d"}, Taken: []Hit{p.New[0].Hits[0].Hit}}); err != nil {
		t.Fatal(err)
	}
	again := newPoll("https://a.example/", noon.Add(time.Minute), "hit 1", "2", "3")
	if items, hits := commit(t, s, again); items != 1 || hits != 0 {
		t.Errorf("stored %d items and %d hits, want 1 and 0", items, hits)
	}
	if got := check[[]Found](t)(s.Pending("d")); len(got) != 0 {
		t.Errorf("%s waits again", titles(got))
	}
	other := newPoll("https://b.example/", noon, "hit 1")
	if items, _ := commit(t, s, other); items != 1 {
		t.Error("another feed's item of the same key was left out")
	}
}

func TestCommitPollDuplicateKeys(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "hit 1", "hit 2")
	p.New[1].Item.Title = "the second of its key"
	if items, hits := commit(t, s, p); items != 2 || hits != 2 {
		t.Errorf("stored %d items and %d hits, want 2 and 2", items, hits)
	}
	got, _, err := s.Item(p.New[0].Item.ID)
	if err != nil || got.Title != p.New[0].Item.Title {
		t.Errorf("kept %q, %v; want the first", got.Title, err)
	}
}

func TestCommitPollTakenID(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "hit 1", "hit 2")
	p.New[1].Item.ID = p.New[0].Item.ID
	if items, hits := commit(t, s, p); items != 2 || hits != 2 {
		t.Fatalf("stored %d items and %d hits, want 2 and 2", items, hits)
	}
	if got := titles(check[[]Found](t)(s.Pending("d"))); got != "hit 1/p hit 2/p" {
		t.Errorf("pending: %s", got)
	}
	bad := newPoll("https://b.example/", noon, "1", "2")
	bad.New[0].Item.ID, bad.New[1].Item.ID = "x", "x"
	if _, _, err := s.CommitPoll(bad); err == nil {
		t.Error("two items of an id that cannot be counted on: no error")
	}
	if unseen := check[map[string]bool](t)(s.Unseen("https://b.example/", []string{"1"})); !unseen["1"] {
		t.Error("a failed poll left a seen mark")
	}
}

func TestCommitPollRefusesNames(t *testing.T) {
	s := open(t)
	for name, spoil := range map[string]func(*Poll){
		"no URL":             func(p *Poll) { p.Feed.URL = "" },
		"long URL":           func(p *Poll) { p.Feed.URL = strings.Repeat("u", maxName+1) },
		"no item id":         func(p *Poll) { p.New[0].Item.ID = "" },
		"zero in an item id": func(p *Poll) { p.New[0].Item.ID = "a\x00b" },
		"no profile":         func(p *Poll) { p.New[0].Hits[0].Hit.Profile = "" },
		"zero in a digest":   func(p *Poll) { p.New[0].Hits[0].Digests[0] = "\x00" },
	} {
		p := newPoll("https://a.example/", noon, "hit 1")
		spoil(&p)
		if _, _, err := s.CommitPoll(p); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if feeds := check[map[string]FeedState](t)(s.Feeds()); len(feeds) != 0 {
		t.Errorf("refused polls left feeds %v", feeds)
	}
}

// Many polls at once share transactions, and each arrives whole.
func TestCommitPollConcurrently(t *testing.T) {
	const feeds, rounds = 16, 20
	s := open(t)
	var wg sync.WaitGroup
	for f := range feeds {
		wg.Go(func() {
			url := fmt.Sprintf("https://%d.example/", f)
			for r := range rounds {
				p := newPoll(url, noon.Add(time.Duration(r)*time.Minute), fmt.Sprintf("hit %d", r), fmt.Sprint(r))
				if items, hits, err := s.CommitPoll(p); items != 2 || hits != 1 || err != nil {
					t.Errorf("%s round %d: %d items, %d hits, %v", url, r, items, hits, err)
				}
				if _, err := s.Headlines(noon, "p", true, 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := check[[]Found](t)(s.Pending("d")); len(got) != feeds*rounds {
		t.Errorf("%d hits wait, want %d", len(got), feeds*rounds)
	}
	states := check[map[string]FeedState](t)(s.Feeds())
	for f := range feeds {
		url := fmt.Sprintf("https://%d.example/", f)
		if want := newPoll(url, noon.Add((rounds-1)*time.Minute), "hit 19", "19").Feed; !cmp.Equal(states[url], want) {
			t.Errorf("%s: %s", url, cmp.Diff(want, states[url]))
		}
		for r := range rounds {
			keys := []string{fmt.Sprintf("hit %d", r), fmt.Sprint(r)}
			if unseen := check[map[string]bool](t)(s.Unseen(url, keys)); len(unseen) != 0 {
				t.Errorf("%s: %v not marked as seen", url, unseen)
			}
		}
	}
}

// One poll that fails in a shared transaction fails alone.
func TestCommitPollFailsAlone(t *testing.T) {
	s := open(t)
	bad := newPoll("https://bad.example/", noon, "1", "2")
	bad.New[0].Item.ID, bad.New[1].Item.ID = "x", "x"
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, _, err := s.CommitPoll(bad); err == nil {
			t.Error("the bad poll: no error")
		}
	})
	for f := range 8 {
		wg.Go(func() {
			p := newPoll(fmt.Sprintf("https://%d.example/", f), noon, "hit", "2")
			if items, hits, err := s.CommitPoll(p); items != 2 || hits != 1 || err != nil {
				t.Errorf("%s: %d items, %d hits, %v", p.Feed.URL, items, hits, err)
			}
		})
	}
	wg.Wait()
	if feeds := check[map[string]FeedState](t)(s.Feeds()); len(feeds) != 8 {
		t.Errorf("%d feeds stored, want 8", len(feeds))
	}
}

// A document that stays the same dates its marks anew once a day, and writes
// next to nothing otherwise.
func TestSeenMarksRenewedDaily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		p := newPoll("https://a.example/", noon, "1")
		for i := range 2000 {
			p.Seen = append(p.Seen, fmt.Sprint(i))
		}
		pages := func(p Poll) int64 {
			before := s.db.Load().Stats()
			commit(t, s, p)
			after := s.db.Load().Stats()
			return after.TxStats.GetPageCount() - before.TxStats.GetPageCount()
		}
		first := day(time.Now())
		all := pages(p)
		p.New = nil
		time.Sleep(time.Hour)
		same := pages(p)
		time.Sleep(47 * time.Hour)
		renewed := pages(p)
		if same > all/2 || renewed < all/2 {
			t.Errorf("pages written: %d at first, %d an hour later, %d two days later", all, same, renewed)
		}
		err := s.scan(span{bucket: seenBucket}, func(k, v []byte) error {
			mark, err := readMark(k, v)
			if mark.day != first+2 {
				t.Errorf("mark %x is of day %d, want %d", k, mark.day, first+2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUnseen(t *testing.T) {
	s := open(t)
	p := newPoll("https://a.example/", noon, "new")
	p.Seen = []string{"new", "in the document only"}
	commit(t, s, p)
	got := check[map[string]bool](t)(s.Unseen(p.Feed.URL, []string{"new", "in the document only", "never", "", "new\x00"}))
	if diff := cmp.Diff(map[string]bool{"never": true, "": true, "new\x00": true}, got); diff != "" {
		t.Errorf("unseen differs (-want +got):\n%s", diff)
	}
	if got := check[map[string]bool](t)(s.Unseen("https://b.example/", []string{"new"})); !got["new"] {
		t.Error("what one feed showed is seen in another")
	}
}

// Keys in Seen that no item has are known again, last as long as those of
// items, and make no items.
func TestSeenKeysOfNoItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		links := []string{"link:https://a.example/1", "link:https://a.example/2"}
		p := newPoll("https://a.example/", noon, "hit 1", "2")
		p.Seen = append(p.Seen, links...)
		if items, hits := commit(t, s, p); items != 2 || hits != 1 {
			t.Errorf("stored %d items and %d hits, want 2 and 1", items, hits)
		}
		time.Sleep(10 * 24 * time.Hour)
		renamed := Poll{Feed: p.Feed, Seen: []string{"other 1", links[0]}} // the same item by its link
		if items, hits := commit(t, s, renamed); items != 0 || hits != 0 {
			t.Errorf("stored %d items and %d hits, want none", items, hits)
		}
		all := append([]string{"hit 1", "2", "other 1"}, links...)
		if unseen := check[map[string]bool](t)(s.Unseen(p.Feed.URL, all)); len(unseen) != 0 {
			t.Errorf("unseen: %v", unseen)
		}
		if unseen := check[map[string]bool](t)(s.Unseen("https://b.example/", links)); len(unseen) != 2 {
			t.Errorf("another feed knows the links: unseen %v", unseen)
		}
		if st := prune(t, s, Cutoffs{Items: noon.Add(time.Hour), Seen: time.Now()}); st != (PruneStats{Items: 1, Seen: 3}) {
			t.Errorf("pruned %+v, want one item and three marks", st)
		}
		unseen := check[map[string]bool](t)(s.Unseen(p.Feed.URL, all))
		if diff := cmp.Diff(map[string]bool{"hit 1": true, "2": true, links[1]: true}, unseen); diff != "" {
			t.Errorf("unseen after pruning (-want +got):\n%s", diff)
		}
	})
}
