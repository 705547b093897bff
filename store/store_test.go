package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// childEnv makes the test binary play a part in another process.
const childEnv = "VEDETTE_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	part, path, _ := strings.Cut(os.Getenv(childEnv), ":")
	switch part {
	case "":
		os.Exit(m.Run())
	case "hold":
		childHolds(path)
	case "commit":
		childCommits(path)
	default:
		panic("no such part: " + part)
	}
}

// child starts a part and returns what it prints.
func child(t *testing.T, part, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+part+":"+path)
	cmd.Stderr = t.Output()
	if _, err := cmd.StdinPipe(); err != nil { // ends with Wait
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// open opens a new store and checks it when the test is over.
func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "vedette.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// noon is the time of most things in these tests.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// newItem is an item whose every field is set.
func newItem(feed, key string, seen time.Time) Item {
	return Item{
		ID: NewID(seen, feed, key), Feed: feed, Key: key, GUID: "guid " + key,
		Title: "Встреча " + key, Link: feed + "/" + key, Summary: "ملخص", Content: strings.Repeat("text ", 50),
		Authors: []string{"A", "B"}, Language: "ru", Outlet: "Outlet", Class: "wire",
		Published: seen.Add(-time.Hour), FirstSeen: seen,
	}
}

func newHit(it Item, profile string) Hit {
	return Hit{
		Item: it.ID, Profile: profile, Score: 1.5, Probability: .82, Threshold: .5, Found: it.FirstSeen,
		Evidence: []Evidence{{Kind: "entity", Text: "встреча", Field: "title", Start: 0, End: 7, Weight: 2}},
	}
}

// newPoll is a poll of a feed at a time, with one new item for each key. The
// items whose key begins with "hit" are hits of profile p, for digest d.
func newPoll(feed string, at time.Time, keys ...string) Poll {
	p := Poll{Feed: FeedState{URL: feed, ETag: strings.Join(keys, "+"), NextPoll: at.Add(time.Hour), LastPoll: at, Items: len(keys)}, Seen: keys}
	for _, key := range keys {
		n := NewItem{Item: newItem(feed, key, at)}
		if strings.HasPrefix(key, "hit") {
			n.Hits = []PendingHit{{Hit: newHit(n.Item, "p"), Digests: []string{"d"}}}
		}
		p.New = append(p.New, n)
	}
	return p
}

func commit(t testing.TB, s *Store, p Poll) (items, hits int) {
	t.Helper()
	items, hits, err := s.CommitPoll(p)
	if err != nil {
		t.Fatal(err)
	}
	return items, hits
}

// check fails the test when err is not nil, and returns the value otherwise.
func check[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// found reads hits with all that is stored of them.
func found(t testing.TB, s *Store, since time.Time, profile string, near bool, limit int) (all []Found) {
	t.Helper()
	of := check[[]*Headline](t)(s.Headlines(since, profile, near, limit))
	if err := s.EachFound(of, func(f Found) error { all = append(all, f); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func titles(found []Found) string {
	var all []string
	for _, f := range found {
		all = append(all, fmt.Sprintf("%s/%s", f.Item.Key, f.Hit.Profile))
	}
	return strings.Join(all, " ")
}
