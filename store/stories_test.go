package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

var errPlace = errors.New("no place")

// storyPoll brings one item with a hit, which place is asked about.
func storyPoll(key string, place placeFunc) Poll {
	it := newItem("https://f.example/"+key, key, noon)
	return Poll{
		Feed: FeedState{URL: it.Feed}, Seen: []string{key}, Place: place,
		New: []NewItem{{Item: it, Hits: []PendingHit{{Hit: Hit{Profile: "p", Found: noon}, Digests: []string{"d"}}}}},
	}
}

// puts places every hit in the story of its own item.
func puts(at time.Time) placeFunc {
	return func(stories *Stories, items []NewItem) error {
		for _, n := range items {
			h := &n.Hits[0].Hit
			h.Story, h.Status = h.Item, "new"
			if err := stories.Put(h.Profile, h.Story, at, []byte("state of "+n.Item.Key)); err != nil {
				return err
			}
		}
		return nil
	}
}

// states reads all stories put at since or later.
func states(t *testing.T, s *Store, since time.Time) (all []string, revision uint64) {
	t.Helper()
	_, _, err := s.CommitPoll(storyPoll(fmt.Sprint("look ", since.UnixNano()), func(stories *Stories, _ []NewItem) error {
		revision = stories.Revision()
		return stories.Each(since, func(profile, id string, state []byte) error {
			all = append(all, profile+" "+string(state))
			return nil
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all, revision
}

func TestStoriesAreStoredWithTheirHits(t *testing.T) {
	s := open(t)
	for i, key := range []string{"a", "b"} {
		if _, _, err := s.CommitPoll(storyPoll(key, puts(noon.Add(time.Duration(i)*time.Hour)))); err != nil {
			t.Fatal(err)
		}
	}
	hits := found(t, s, time.Time{}, "p", false, 0)
	if len(hits) != 2 || hits[0].Hit.Story != hits[0].Item.ID || hits[0].Hit.Status != "new" {
		t.Errorf("hits %+v", hits)
	}
	all, revision := states(t, s, noon)
	if diff := cmp.Diff([]string{"p state of a", "p state of b"}, all); diff != "" || revision != 2 {
		t.Errorf("revision %d, stories (-want +got):\n%s", revision, diff)
	}
	if all, _ = states(t, s, noon.Add(time.Minute)); len(all) != 1 {
		t.Errorf("stories since a minute later: %v, want the second", all)
	}
}

// A transaction that fails takes stories and revision back.
func TestAFailedPollTakesItsStoriesBack(t *testing.T) {
	s := open(t)
	_, _, err := s.CommitPoll(storyPoll("a", func(stories *Stories, items []NewItem) error {
		return errors.Join(puts(noon)(stories, items), errPlace)
	}))
	if !errors.Is(err, errPlace) {
		t.Fatalf("error %v, want that of Place", err)
	}
	all, revision := states(t, s, time.Time{})
	if len(all) != 0 || revision != 0 {
		t.Errorf("stories %v and revision %d after a failed transaction", all, revision)
	}
	if items, hits, err := s.CommitPoll(storyPoll("a", puts(noon))); items != 1 || hits != 1 || err != nil {
		t.Errorf("tried again: %d items, %d hits, %v", items, hits, err)
	}
}

func TestToldIsRememberedByDigest(t *testing.T) {
	s := open(t)
	key, other := StoryKey{"p", "1"}, StoryKey{"p", "2"}
	if err := s.Freeze(Freeze{State: DigestState{Name: "d"}, Told: map[StoryKey]Telling{key: {Outlets: []string{"A"}, Told: 1}}, Now: noon}); err != nil {
		t.Fatal(err)
	}
	for digest, want := range map[string]map[StoryKey]Telling{"d": {key: {Outlets: []string{"A"}, Told: 1}}, "e": {}} {
		told, err := s.Told(digest, []StoryKey{key, other})
		if diff := cmp.Diff(want, told); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", digest, err, diff)
		}
	}
	later := noon.Add(time.Hour)
	if st := prune(t, s, Cutoffs{Hits: noon, Stories: later}); st.Told != 0 {
		t.Error("what was told was forgotten before the hits")
	}
	if st := prune(t, s, Cutoffs{Hits: later, Stories: later}); st.Told != 1 {
		t.Errorf("pruned %+v, want what was told", st)
	}
}

func TestPruneStories(t *testing.T) {
	s := open(t)
	if _, _, err := s.CommitPoll(storyPoll("a", puts(noon))); err != nil {
		t.Fatal(err)
	}
	if st := prune(t, s, Cutoffs{Stories: noon}); st.Stories != 0 {
		t.Errorf("pruned %d stories too early", st.Stories)
	}
	if st := prune(t, s, Cutoffs{Stories: noon.Add(time.Hour)}); st.Stories != 1 {
		t.Errorf("pruned %d stories, want the one", st.Stories)
	}
}

// A file from before there were stories gets their buckets, and keeps its own.
func TestOpenAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	s := check[*Store](t)(Open(path))
	if _, _, err := s.CommitPoll(storyPoll("a", nil)); err != nil {
		t.Fatal(err)
	}
	err := s.update(func(tx *bolt.Tx) error {
		return errors.Join(tx.DeleteBucket(storiesBucket), tx.DeleteBucket(toldBucket))
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path)
	if _, _, err := s.CommitPoll(storyPoll("b", puts(noon))); err != nil {
		t.Fatal(err)
	}
	if hits := found(t, s, time.Time{}, "p", false, 0); len(hits) != 2 {
		t.Errorf("%d hits", len(hits))
	}
}
