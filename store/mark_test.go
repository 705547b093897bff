package store

import (
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// reopened opens a store, does something and closes it again, and tells whether
// it was unclean.
func reopened(t *testing.T, path string, do func(s *Store)) bool {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	unclean := s.Unclean()
	if do != nil {
		do(s)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return unclean
}

func TestUnclean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vedette.db")
	write := func(s *Store) { commit(t, s, newPoll("https://a.example/", noon, "hit 1")) }
	if reopened(t, path, write) || reopened(t, path, nil) {
		t.Error("a store that was closed is unclean")
	}
	backup := filepath.Join(t.TempDir(), "backup") // the file of a process that is killed now
	reopened(t, path, func(s *Store) {
		write(s)
		check[int64](t)(s.Backup(t.Context(), backup, BackupOptions{}))
	})
	if !reopened(t, backup, nil) || !reopened(t, backup, write) {
		t.Error("a store that was not closed is clean")
	}
	var item []byte
	if !reopened(t, backup, func(s *Store) {
		if err := s.db.Load().Update(func(tx *bolt.Tx) error {
			k, v := tx.Bucket(itemsBucket).Cursor().First()
			item = append(append(item, k...), v...)
			return tx.Bucket(itemsBucket).Delete(item[:len(k)])
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(); err == nil || !s.Unclean() {
			t.Errorf("Check of a damaged store: %v", err)
		}
		if err := s.db.Load().Update(func(tx *bolt.Tx) error {
			return tx.Bucket(itemsBucket).Put(item[:16], item[16:])
		}); err != nil {
			t.Fatal(err)
		}
	}) {
		t.Error("writing has made an unclean store clean")
	}
	if !reopened(t, backup, func(s *Store) {
		if err := s.Check(); err != nil || s.Unclean() {
			t.Errorf("Check: %v, unclean: %v", err, s.Unclean())
		}
	}) || reopened(t, backup, nil) {
		t.Error("a store is clean before Check, or unclean after it")
	}
}
