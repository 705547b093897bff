package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// halfEmpty is a store most of whose pages are free, and how many items it has.
func halfEmpty(t *testing.T, path string) (s *Store, items int) {
	t.Helper()
	s = check[*Store](t)(Open(path))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for i := range 40 {
		commit(t, s, benchPoll("https://a.example/", noon.Add(time.Duration(i)*time.Hour), 60))
	}
	check[PruneStats](t)(s.Prune(t.Context(), Cutoffs{Items: noon.Add(35 * time.Hour), Hits: noon.Add(35 * time.Hour)}))
	return s, countItems(t, s)
}

func countItems(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.EachItem(t.Context(), time.Time{}, time.Time{}, func(Item) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// The store is used on while it is compacted and afterwards, and what is
// written then is in the new file.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vedette.db")
	s, items := halfEmpty(t, path)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 20 {
				commit(t, s, newPoll(benchFeed(i), noon.Add(time.Duration(n)*time.Second), fmt.Sprint(n)))
				if got := countItems(t, s); got < items {
					t.Errorf("%d items are there, at least %d were", got, items)
				}
			}
		})
	}
	for range 3 {
		before, after, err := s.Compact(t.Context(), nil)
		info, statErr := os.Stat(path)
		if err := errors.Join(err, statErr); err != nil {
			t.Fatal(err)
		}
		if after > before || info.Mode() != 0o640 {
			t.Errorf("from %d to %d bytes, mode %v", before, after, info.Mode())
		}
	}
	wg.Wait()
	told := int64(0)
	if _, after, err := s.Compact(t.Context(), func(done, _ int64) { told = done }); err != nil || after > 2<<20 || told == 0 {
		t.Errorf("compacted to %d bytes, %v, told of %d", after, err, told)
	}
	if got := countItems(t, s); got != items+80 {
		t.Errorf("%d items, want %d", got, items+80)
	}
	if err := errors.Join(s.Check(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if got := countItems(t, openAt(t, path)); got != items+80 {
		t.Errorf("%d items in the file, want %d", got, items+80)
	}
	wantFiles(t, dir, "vedette.db")
}

func TestCompactFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "vedette.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	commit(t, s, newPoll("https://a.example/", noon, "hit 1", "2"))
	was, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancelCause(t.Context())
	interrupted := errors.New("interrupted")
	end(interrupted)
	if _, _, err := s.Compact(ended, nil); !errors.Is(err, interrupted) {
		t.Errorf("ended: %v", err)
	}
	if err := s.db.Load().Update(func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(itemsBucket)) }); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.Compact(t.Context(), nil)
	if _, ok := errors.AsType[*Damage](err); !ok {
		t.Errorf("of a damaged store: %v", err)
	}
	if is, err := os.Stat(path); err != nil || !os.SameFile(was, is) {
		t.Errorf("the file is another, %v", err)
	}
	wantFiles(t, dir, "vedette.db")
	commit(t, s, newPoll("https://a.example/", noon, "3"))
}

// A store that is reached by a link stays where it is.
func TestCompactLink(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "vedette.db")
	check[*Store](t)(Open(filepath.Join(elsewhere, "real"))).Close()
	if err := os.Symlink(filepath.Join(elsewhere, "real"), path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	s := openAt(t, path)
	if _, _, err := s.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	wantFiles(t, elsewhere, "real")
	commit(t, s, newPoll("https://a.example/", noon, "1"))
}

// Who keeps stories in memory finds what the last Put left, also after the file
// was written anew.
func TestCompactKeepsTheRevision(t *testing.T) {
	s := open(t)
	revision := func(puts int) (before uint64) {
		p := newPoll("https://a.example/", noon, fmt.Sprint("hit ", puts))
		p.Place = func(tx *Stories, _ []NewItem) error {
			before = tx.Revision()
			for i := range puts {
				if err := tx.Put("p", fmt.Sprint(i), noon, nil); err != nil {
					return err
				}
			}
			return nil
		}
		if _, _, err := s.CommitPoll(p); err != nil {
			t.Fatal(err)
		}
		return before
	}
	revision(3)
	if _, _, err := s.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := revision(1); got != 3 {
		t.Errorf("revision %d after three puts, want 3", got)
	}
}
