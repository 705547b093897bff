package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

const changing = "https://a.example/"

// next is a poll that brings another version of the only item of a poll, for
// the same digests.
func next(p Poll, at time.Time) Poll {
	n := newPoll(changing, at, p.New[0].Item.Key)
	n.New[0].Item.Revises = p.New[0].Item.ID
	n.New[0].Item.Title = "another title of " + at.Format(time.Kitchen)
	n.New[0].Print = Print{Title: uint64(at.Unix())}
	n.New[0].Revisions = p.New[0].Revisions + 1
	n.New[0].Known = true
	if len(n.New[0].Hits) > 0 && len(p.New[0].Hits) > 0 {
		n.New[0].Hits[0].Digests = p.New[0].Hits[0].Digests
	}
	return n
}

// tell takes what waits for a digest as one that tells it does.
func tell(t *testing.T, s *Store, digest string) {
	t.Helper()
	f := Freeze{State: DigestState{Name: digest}, Now: noon, Told: map[StoryKey]Telling{}}
	for _, p := range check[[]Found](t)(s.Pending(digest)) {
		f.Taken = append(f.Taken, p.Hit)
		f.Told[StoryKey{p.Hit.Profile, p.Hit.Story}] = Telling{}
	}
	if err := s.Freeze(f); err != nil {
		t.Fatal(err)
	}
}

// open1 stores the first version of an item that waits for the digests d and e,
// as the opening of a story.
func open1(t *testing.T, s *Store) Poll {
	t.Helper()
	p := newPoll(changing, noon, "hit 1")
	h := &p.New[0].Hits[0]
	h.Digests = []string{"d", "e"}
	h.Hit.Story, h.Hit.Status, h.Hit.Fresh = "s1", "new", []string{"fresh"}
	p.New[0].Print = Print{Title: 1}
	commit(t, s, p)
	return p
}

// waitingFor shows what waits for a digest: the version, and what it corrects.
func waitingFor(t *testing.T, s *Store, digest string) [][2]string {
	t.Helper()
	var all [][2]string
	for _, f := range check[[]Found](t)(s.Pending(digest)) {
		was := ""
		if f.Was != nil {
			was = f.Was.ID
		}
		all = append(all, [2]string{f.Item.ID, was})
	}
	return all
}

func wantWaiting(t *testing.T, s *Store, digest string, want ...[2]string) {
	t.Helper()
	if diff := cmp.Diff(want, waitingFor(t, s, digest)); diff != "" {
		t.Errorf("waits for %s (-want +got):\n%s", digest, diff)
	}
}

func TestAVersionTakesThePlaceOfTheOneBefore(t *testing.T) {
	s := open(t)
	v1 := open1(t, s)
	tell(t, s, "d")
	v2 := next(v1, noon.Add(time.Hour))
	if items, hits := commit(t, s, v2); items != 0 || hits != 1 {
		t.Errorf("stored %d items and %d hits, want a version only and its hit", items, hits)
	}
	id1, id2 := v1.New[0].Item.ID, v2.New[0].Item.ID
	wantWaiting(t, s, "d", [2]string{id2, id1})
	wantWaiting(t, s, "e", [2]string{id2, ""})
	got := check[[]Found](t)(s.Pending("e"))[0].Hit
	if got.Revises != id1 || got.Story != "s1" || got.Status != "new" || got.Copy || len(got.Fresh) != 1 {
		t.Errorf("%+v: want it to be what the version before was to its story", got)
	}

	// A third version before the second was told corrects the first.
	v3 := next(v2, noon.Add(2*time.Hour))
	commit(t, s, v3)
	id3 := v3.New[0].Item.ID
	wantWaiting(t, s, "d", [2]string{id3, id1})
	wantWaiting(t, s, "e", [2]string{id3, ""})

	tell(t, s, "d")
	tell(t, s, "e")
	v4 := next(v3, noon.Add(3*time.Hour))
	commit(t, s, v4)
	wantWaiting(t, s, "d", [2]string{v4.New[0].Item.ID, id3})
	got = check[[]Found](t)(s.Pending("d"))[0].Hit
	if got.Story != "s1" || got.Status != "echo" || !got.Copy {
		t.Errorf("%+v: want a copy of what was told", got)
	}
}

func TestTheSameVersionTwiceIsStoredOnce(t *testing.T) {
	s := open(t)
	v1 := open1(t, s)
	v2 := next(v1, noon.Add(time.Hour))
	for i := range 2 {
		if _, hits := commit(t, s, v2); hits != 1-i {
			t.Errorf("commit %d: %d hits", i, hits)
		}
	}
	wantWaiting(t, s, "d", [2]string{v2.New[0].Item.ID, ""})
	got := check[map[string]Version](t)(s.Versions(changing, []string{"hit 1", "2"}))
	want := map[string]Version{"hit 1": {Key: "hit 1", Item: v2.New[0].Item.ID, Print: v2.New[0].Print, Revisions: 1, Changed: noon.Add(time.Hour)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}

// A version that comes while the digest with the one before is composed.
func TestAVersionThatComesTooLate(t *testing.T) {
	s := open(t)
	v1 := open1(t, s)
	composed := check[[]Found](t)(s.Pending("d"))
	v2 := next(v1, noon.Add(time.Hour))
	commit(t, s, v2)
	f := Freeze{State: DigestState{Name: "d"}, Taken: []Hit{composed[0].Hit}, Told: map[StoryKey]Telling{{"p", "s1"}: {}}, Now: noon}
	if err := s.Freeze(f); err != nil {
		t.Fatal(err)
	}
	wantWaiting(t, s, "d", [2]string{v2.New[0].Item.ID, v1.New[0].Item.ID})
	wantWaiting(t, s, "e", [2]string{v2.New[0].Item.ID, ""})
}

// What is no hit any more, or only nearly, takes nothing back that waits, and
// corrects what was told.
func TestAVersionThatIsNoHit(t *testing.T) {
	for name, change := range map[string]func(n *NewItem){
		"nothing":   func(n *NewItem) { n.Hits = nil },
		"near miss": func(n *NewItem) { n.Hits[0].Hit.Near = true },
	} {
		s := open(t)
		v1 := open1(t, s)
		tell(t, s, "e")
		v2 := next(v1, noon.Add(time.Hour))
		change(&v2.New[0])
		commit(t, s, v2)
		id1 := v1.New[0].Item.ID
		if diff := cmp.Diff([][2]string{{id1, ""}}, waitingFor(t, s, "d")); diff != "" {
			t.Errorf("%s: waits for d (-want +got):\n%s", name, diff)
		}
		wantWaiting(t, s, "e", [2]string{v2.New[0].Item.ID, id1})
		if h := check[[]Found](t)(s.Pending("e"))[0].Hit; !h.Near || h.Retracted != v1.New[0].Hits[0].Hit.Probability || h.Story != "s1" || h.Revises != id1 {
			t.Errorf("%s: %+v, want it to take back what was told", name, h)
		}
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		again := next(v2, noon.Add(90*time.Minute))
		again.New[0].Hits = nil
		commit(t, s, again)
		wantWaiting(t, s, "e", [2]string{v2.New[0].Item.ID, id1})
		v2 = again
		// What is a hit again corrects the one that was told.
		v3 := next(v2, noon.Add(2*time.Hour))
		v3.New[0].Hits = []PendingHit{{Hit: newHit(v3.New[0].Item, "p"), Digests: []string{"d", "e"}}}
		commit(t, s, v3)
		wantWaiting(t, s, "d", [2]string{v3.New[0].Item.ID, ""})
		wantWaiting(t, s, "e", [2]string{v3.New[0].Item.ID, id1})
	}
}

func TestAVersionOfANearMiss(t *testing.T) {
	s := open(t)
	v1 := newPoll(changing, noon, "hit 1")
	v1.New[0].Hits[0].Hit.Near = true
	v1.New[0].Hits[0].Digests = []string{"d", "e"}
	commit(t, s, v1)
	tell(t, s, "e")
	v2 := next(v1, noon.Add(time.Hour))
	v2.New[0].Hits[0].Hit.Near = true
	commit(t, s, v2)
	wantWaiting(t, s, "d", [2]string{v2.New[0].Item.ID, ""})
	wantWaiting(t, s, "e") // which has shown it
	v3 := next(v2, noon.Add(2*time.Hour))
	commit(t, s, v3)
	for _, digest := range []string{"d", "e"} {
		wantWaiting(t, s, digest, [2]string{v3.New[0].Item.ID, ""})
	}
}

// Older matches are counted once, whatever becomes of them.
func TestAVersionOfAnOlderMatch(t *testing.T) {
	s := open(t)
	v1 := newPoll(changing, noon, "hit 1")
	v1.New[0].Hits[0].Hit.Backfill = true
	commit(t, s, v1)
	v2 := next(v1, noon.Add(time.Hour))
	commit(t, s, v2)
	if got := check[[]Found](t)(s.Pending("d")); len(got) != 1 || !got[0].Hit.Backfill {
		t.Errorf("waiting: %+v, want the older match once", got)
	}
	if err := s.Freeze(Freeze{State: DigestState{Name: "d"}, Taken: []Hit{v2.New[0].Hits[0].Hit}}); err != nil {
		t.Fatal(err)
	}
	commit(t, s, next(v2, noon.Add(2*time.Hour)))
	wantWaiting(t, s, "d")
}

func TestVersionsAreFoundByAliasAndPrint(t *testing.T) {
	s := open(t)
	p := newPoll(changing, noon, "1", "2")
	p.New[0].Aliases, p.New[0].Print = []string{"link x"}, Print{7, 8}
	p.Versions = []Version{{Key: "old", Print: Print{9, 9}}}
	commit(t, s, p)
	other := newPoll("https://b.example/", noon, "1")
	other.New[0].Print = Print{7, 8}
	commit(t, s, other)
	versions := check[map[string]Version](t)(s.Versions(changing, []string{"1", "link x", "old", "none"}))
	if versions["1"].Item != p.New[0].Item.ID || versions["link x"].Item != p.New[0].Item.ID || len(versions) != 3 {
		t.Errorf("versions: %+v", versions)
	}
	prints := check[map[Print]Version](t)(s.VersionsByPrint(changing))
	if len(prints) != 2 || prints[Print{7, 8}].Item != p.New[0].Item.ID {
		t.Errorf("by print: %+v", prints)
	}
}

// What is known of an item outlives it, as long as its seen mark.
func TestPruneVersions(t *testing.T) {
	s := open(t)
	p := newPoll(changing, noon, "gone", "hit kept")
	p.New[0].Print, p.New[0].Raw = Print{7, 8}, 9
	p.Seen = append(p.Seen, "unkept")
	p.Versions = []Version{{Key: "unkept"}, {Key: "unseen"}}
	commit(t, s, p)
	left := func() map[string]Version {
		return check[map[string]Version](t)(s.Versions(changing, []string{"gone", "hit kept", "unkept", "unseen"}))
	}
	prune(t, s, Cutoffs{Items: noon.Add(time.Hour), Seen: noon})
	if _, ok, err := s.Item(p.New[0].Item.ID); ok || err != nil {
		t.Fatalf("the item is left, %v", err)
	}
	if got := left(); len(got) != 3 || got["gone"].Print != (Print{7, 8}) || got["gone"].Raw != 9 || got["unseen"].Key != "" {
		t.Errorf("left %+v, want all that have a mark", got)
	}
	// The marks of the newest document stay, so another one has to come first.
	if err := s.db.Load().Update(func(tx *bolt.Tx) error {
		return tx.Bucket(seenBucket).Delete(seenKeys(changing, []string{"gone"})[0])
	}); err != nil {
		t.Fatal(err)
	}
	prune(t, s, Cutoffs{Seen: noon})
	if got := left(); len(got) != 2 || got["gone"].Key != "" {
		t.Errorf("left %+v, want what has a mark", got)
	}
}

// An item whose key was seen is stored when it is said to be known, once.
func TestAnotherItemUnderAKnownKey(t *testing.T) {
	s := open(t)
	v1 := open1(t, s)
	tell(t, s, "e")
	p := newPoll(changing, noon.Add(time.Hour), "hit 1")
	p.New[0].Print, p.New[0].Known, p.New[0].Replaces = Print{Title: 2}, true, v1.New[0].Item.ID
	p.New[0].Hits[0].Digests = []string{"d", "e"}
	for i := range 2 {
		if items, hits := commit(t, s, p); items != 1-i || hits != 1-i {
			t.Errorf("commit %d: %d items, %d hits", i, items, hits)
		}
	}
	id1, id2 := v1.New[0].Item.ID, p.New[0].Item.ID
	wantWaiting(t, s, "d", [2]string{id1, ""}, [2]string{id2, ""})
	wantWaiting(t, s, "e", [2]string{id2, ""})

	rain := newPoll(changing, noon.Add(2*time.Hour), "hit 1")
	rain.New[0].Print, rain.New[0].Known, rain.New[0].Replaces = Print{Title: 3}, true, id1
	rain.New[0].Hits = nil
	commit(t, s, rain)
	wantWaiting(t, s, "e", [2]string{id2, ""}, [2]string{rain.New[0].Item.ID, id1})
}

// A version that may be another report is told beside what waits.
func TestAVersionBesideTheOneBefore(t *testing.T) {
	s := open(t)
	v1 := open1(t, s)
	v2 := next(v1, noon.Add(time.Hour))
	v2.New[0].Beside = true
	commit(t, s, v2)
	id1, id2 := v1.New[0].Item.ID, v2.New[0].Item.ID
	wantWaiting(t, s, "d", [2]string{id1, ""}, [2]string{id2, ""})
	tell(t, s, "d")
	tell(t, s, "e")
	v3 := next(v1, noon.Add(2*time.Hour)) // of what has a story
	v3.New[0].Beside = true
	commit(t, s, v3)
	wantWaiting(t, s, "d", [2]string{v3.New[0].Item.ID, id1})
}

func TestSeenMarksOutliveTheirItems(t *testing.T) {
	s := open(t)
	commit(t, s, newPoll(changing, noon, "gone"))
	prune(t, s, Cutoffs{Items: noon.Add(time.Hour)})
	if unseen := check[map[string]bool](t)(s.Unseen(changing, []string{"gone"})); len(unseen) != 0 {
		t.Error("the seen mark of a pruned item is gone, too")
	}
}

// A file of a program that kept no versions gets the bucket for them.
func TestOpenAddsVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	s := check[*Store](t)(Open(path))
	p := open1(t, s)
	if err := s.db.Load().Update(func(tx *bolt.Tx) error { return tx.DeleteBucket(versionsBucket) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, path)
	if versions := check[map[string]Version](t)(again.Versions(changing, []string{"hit 1"})); len(versions) != 0 {
		t.Errorf("versions: %+v", versions)
	}
	if items, _ := commit(t, again, p); items != 0 {
		t.Error("an item that was seen is news")
	}
}
