package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// wantFiles makes sure that a folder holds these files and no draft.
func wantFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if fmt.Sprint(got) != fmt.Sprint(names) {
		t.Errorf("the folder holds %v, want %v", got, names)
	}
}

// A backup made while others write is whole: of each poll that it has it has
// all, and it has all that were there before.
func TestBackupWhileWriting(t *testing.T) {
	s := open(t)
	commit(t, s, newPoll("https://before.example/", noon, "1", "hit 2"))
	stop, begun := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				commit(t, s, benchPoll(benchFeed(n), noon.Add(time.Duration(n)*time.Second), 30))
			}
			if n == 3 {
				close(begun)
			}
		}
	})
	<-begun
	dir := t.TempDir()
	for i := range 3 {
		var told int64
		path := filepath.Join(dir, fmt.Sprint(i))
		size, err := s.Backup(t.Context(), path, BackupOptions{Progress: func(done, total int64) {
			if done < told || done > total {
				t.Errorf("progress: %d of %d after %d", done, total, told)
			}
			told = done
		}})
		info, statErr := os.Stat(path)
		if err := errors.Join(err, statErr); err != nil {
			t.Fatal(err)
		}
		if size != info.Size() || told != size || info.Mode() != 0o600 {
			t.Errorf("a backup of %d bytes, told of %d, is a file of %d, mode %v", size, told, info.Size(), info.Mode())
		}
	}
	close(stop)
	wg.Wait()
	wantFiles(t, dir, "0", "1", "2")
	b := openAt(t, filepath.Join(dir, "2"))
	feeds, items := check[map[string]FeedState](t)(b.Feeds()), 0
	if err := b.EachItem(t.Context(), time.Time{}, time.Time{}, func(Item) error { items++; return nil }); err != nil {
		t.Fatal(err)
	}
	if want := 2 + 30*(len(feeds)-1); len(feeds) < 5 || items != want {
		t.Errorf("%d feeds and %d items are in the backup, want %d", len(feeds), items, want)
	}
}

func TestBackupRefused(t *testing.T) {
	dir := t.TempDir()
	path, old := filepath.Join(dir, "vedette.db"), filepath.Join(dir, "old")
	s := openAt(t, path)
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancelCause(t.Context())
	end(errors.New("interrupted"))
	for name, c := range map[string]struct {
		ctx     context.Context
		path    string
		replace bool
		says    string
	}{
		"a file":    {t.Context(), old, false, "--force"},
		"a folder":  {t.Context(), dir, true, "folder"},
		"itself":    {t.Context(), path, true, "the store itself"},
		"no folder": {t.Context(), filepath.Join(dir, "none", "new"), false, "no such file"},
		"a device":  {t.Context(), os.DevNull, true, "not a regular file"},
		"ended":     {ended, old, true, "interrupted"},
	} {
		if _, err := s.Backup(c.ctx, c.path, BackupOptions{Replace: c.replace}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", name, err, c.says)
		}
	}
	if content, err := os.ReadFile(old); string(content) != "old" || err != nil {
		t.Errorf("the old file holds %q, %v", content, err)
	}
	if _, err := s.Backup(t.Context(), old, BackupOptions{Replace: true}); err != nil {
		t.Error(err)
	}
	wantFiles(t, dir, "old", "vedette.db")
	openAt(t, old)
}

// What is damaged does not get the name of a backup.
func TestBackupOfDamaged(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(filepath.Join(dir, "vedette.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	commit(t, s, newPoll("https://a.example/", noon, "hit 1"))
	if err := s.db.Load().Update(func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(itemsBucket)) }); err != nil {
		t.Fatal(err)
	}
	_, err = s.Backup(t.Context(), filepath.Join(dir, "b"), BackupOptions{})
	if _, ok := errors.AsType[*Damage](err); !ok {
		t.Errorf("%v is no *Damage", err)
	}
	wantFiles(t, dir, "vedette.db")
}

// The draft does not take a name that another gave meanwhile.
func TestMoveNew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	fill := func(content string) func(string) (int64, error) {
		return func(draft string) (int64, error) {
			return int64(len(content)), os.WriteFile(draft, []byte(content), 0o600)
		}
	}
	if n, err := aside(path, moveNew, fill("one")); n != 3 || err != nil {
		t.Errorf("aside: %d, %v", n, err)
	}
	if _, err := aside(path, moveNew, fill("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name that is taken: %v", err)
	}
	if content, err := os.ReadFile(path); string(content) != "one" || err != nil {
		t.Errorf("the file holds %q, %v", content, err)
	}
	wantFiles(t, dir, "f")
}
