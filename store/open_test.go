package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// wantRemedy makes sure that an error of Open names the file and says what to
// do, and that the file is as it was.
func wantRemedy(t *testing.T, path string, says ...string) error {
	t.Helper()
	before, _ := os.ReadFile(path)
	s, err := Open(path)
	if err == nil {
		s.Close()
		t.Fatal("Open: no error")
	}
	for _, word := range append(says, path) {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error does not say %q: %v", word, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	return err
}

func TestOpenModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("windows has no such modes")
	}
	dir := filepath.Join(t.TempDir(), "state", "vedette")
	path := filepath.Join(dir, "vedette.db")
	openAt(t, path)
	for name, want := range map[string]fs.FileMode{dir: fs.ModeDir | 0o700, filepath.Dir(dir): fs.ModeDir | 0o700, path: 0o600} {
		info, err := os.Stat(name)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: mode %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("the folder holds %v, %v; want the store only", files, err)
	}
}

func TestOpenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	p := newPoll("https://a.example/", noon, "hit 1")
	for i := range 3 {
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if items, _ := commit(t, s, p); items != map[bool]int{true: 1, false: 0}[i == 0] {
			t.Errorf("opened %d times, stored %d items", i+1, items)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
		if _, _, err := s.CommitPoll(p); err == nil {
			t.Error("CommitPoll of a closed store: no error")
		}
	}
}

// Several that start at once all get the one store.
func TestOpenCreatesOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			s, err := Open(path)
			for errors.Is(err, ErrLocked) { // the others took longer than it waits
				s, err = Open(path)
			}
			if err != nil {
				t.Error(err)
				return
			}
			commit(t, s, newPoll(fmt.Sprintf("https://%d.example/", i), noon, "1"))
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if feeds := check[map[string]FeedState](t)(openAt(t, path).Feeds()); len(feeds) != 4 {
		t.Errorf("%d of 4 commits are there", len(feeds))
	}
}

// childHolds holds the store open until its standard input ends or it is
// killed.
func childHolds(path string) {
	if _, err := Open(path); err != nil {
		panic(err)
	}
	fmt.Println("open")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		panic(err)
	}
}

func TestOpenLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	cmd, out := child(t, "hold", path)
	if !out.Scan() || out.Text() != "open" {
		t.Fatalf("the child says %q", out.Text())
	}
	err := wantRemedy(t, path, "daemon", "--state-dir")
	if !errors.Is(err, ErrLocked) {
		t.Errorf("%v is not ErrLocked", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	openAt(t, path)
}

// alter changes a store through bbolt.
func alter(t *testing.T, path string, fn func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(fn), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenSchema(t *testing.T) {
	for name, c := range map[string]struct {
		change func(tx *bolt.Tx) error
		says   []string
		is     error
	}{
		"newer": {func(tx *bolt.Tx) error {
			return tx.Bucket(metaBucket).Put(schemaKey, strconv.AppendInt(nil, schema+1, 10))
		}, []string{"schema 2", "up to 1", "newer vedette"}, ErrSchema},
		"none": {func(tx *bolt.Tx) error {
			return tx.Bucket(metaBucket).Delete(schemaKey)
		}, []string{"schema", "restore a backup"}, nil},
		"a bucket is missing": {func(tx *bolt.Tx) error {
			return tx.DeleteBucket(hitsBucket)
		}, []string{"hits", "restore a backup"}, nil},
		"another program's": {func(tx *bolt.Tx) error {
			return tx.DeleteBucket(metaBucket)
		}, []string{"not those of vedette", "set the store aside"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "vedette.db")
			s, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
			alter(t, path, c.change)
			if err := wantRemedy(t, path, c.says...); errors.Is(err, ErrSchema) != (c.is == ErrSchema) {
				t.Errorf("ErrSchema or not: %v", err)
			}
		})
	}
}

func TestOpenDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		commit(t, s, newPoll(fmt.Sprintf("https://%d.example/", i), noon, "1", "2", "hit 3"))
	}
	var used int64 // the file is longer than what it holds
	if err := errors.Join(s.db.Load().View(func(tx *bolt.Tx) error { used = tx.Size(); return nil }), s.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	zeroed := func(from, to int) []byte {
		return slices.Concat(whole[:from], make([]byte, to-from), whole[to:])
	}
	page := os.Getpagesize()
	for name, content := range map[string][]byte{
		"empty":                nil,
		"text":                 []byte("feeds:\n  - url: https://a.example/\n"),
		"long text":            bytes.Repeat([]byte("not a database\n"), 10_000),
		"zeroes":               make([]byte, len(whole)),
		"both meta pages gone": zeroed(0, 2*page),
		"all but meta gone":    zeroed(2*page, len(whole)),
		"cut in the meta":      whole[:page+100],
		"cut in half":          whole[:int(used)/2/page*page],
		"cut after the meta":   whole[:2*page],
		"cut at the end":       whole[:used-1],
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "vedette.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			wantRemedy(t, path, "damaged", "restore a backup", "left as it is")
		})
	}
}

func TestOpenOneMetaPageIsEnough(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, newPoll("https://a.example/", noon, "1"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, 64), 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path)
	for _, key := range []string{"2", "3"} { // the two pages are written in turn
		commit(t, s, newPoll("https://a.example/", noon, "1", key))
	}
	if unseen := check[map[string]bool](t)(s.Unseen("https://a.example/", []string{"2", "3"})); len(unseen) > 0 {
		t.Errorf("lost %v", unseen)
	}
}

func TestOpenWrongPlace(t *testing.T) {
	dir := t.TempDir()
	wantRemedy(t, dir, "folder", "--state-dir")
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantRemedy(t, filepath.Join(file, "vedette.db"), "not a directory")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := wantRemedy(t, link); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a link to nowhere: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCheckFinds(t *testing.T) {
	d := newDelivery("1", noon)
	d.State = Delivered
	for name, change := range map[string]func(tx *bolt.Tx) error{
		"a hit without its item":         func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(itemsBucket)) },
		"a mark without its hit":         func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(hitsBucket)) },
		"a delivery without a way to it": func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(deliveredBucket)) },
		"a way to no delivery":           func(tx *bolt.Tx) error { return deleteFirst(tx.Bucket(ledgerBucket)) },
		"a bad item":                     func(tx *bolt.Tx) error { return tx.Bucket(itemsBucket).Put([]byte("x"), []byte("x")) },
		"a bad hit":                      func(tx *bolt.Tx) error { return tx.Bucket(hitsBucket).Put([]byte("x"), []byte("x")) },
		"a bad feed":                     func(tx *bolt.Tx) error { return tx.Bucket(feedsBucket).Put([]byte("x"), []byte("x")) },
		"a bad seen mark":                func(tx *bolt.Tx) error { return tx.Bucket(seenBucket).Put([]byte("x"), []byte("x")) },
		"a bad digest":                   func(tx *bolt.Tx) error { return tx.Bucket(digestsBucket).Put([]byte("x"), []byte("x")) },
		"a bad delivery":                 func(tx *bolt.Tx) error { return tx.Bucket(outboxBucket).Put([]byte("x"), []byte("x")) },
		"delivered and to be":            func(tx *bolt.Tx) error { return putDelivery(tx, newDelivery("1", noon)) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(filepath.Join(t.TempDir(), "vedette.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			commit(t, s, newPoll("https://a.example/", noon, "hit 1"))
			freeze(t, s, newDelivery("1", noon))
			record(t, s, d)
			if err := s.Check(); err != nil {
				t.Fatalf("before the damage: %v", err)
			}
			if err := s.db.Load().Update(change); err != nil {
				t.Fatal(err)
			}
			if err := s.Check(); err == nil {
				t.Error("Check: no error")
			}
		})
	}
}

func deleteFirst(b *bolt.Bucket) error {
	k, _ := b.Cursor().First()
	return b.Delete(bytes.Clone(k))
}
