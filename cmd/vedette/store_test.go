package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"vedette/config"
	"vedette/store"
)

// killed is the file of a process that was killed while it had the store.
func killed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(filepath.Join(dir, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "vedette.db")
	err = st.PutFeeds([]store.FeedState{{URL: "https://a.example/", LastPoll: time.Now()}})
	if err == nil {
		_, err = st.Backup(t.Context(), path, store.BackupOptions{})
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// What a start says of the store: nothing after an orderly stop, whether it is
// whole after another, and each damage with what to do.
func TestCheckUnclean(t *testing.T) {
	path := killed(t)
	says := func() string {
		t.Helper()
		st, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		(&app{stderr: &said}).checkUnclean(config.Log{Format: "text"}, st)()
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		return said.String()
	}
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	change := func(value []byte) error {
		return db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte("digests")).Put([]byte("daily"), value) })
	}
	if err := errors.Join(change([]byte("nonsense")), db.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it is said until it is mended
		got := says()
		for _, want := range []string{"not closed in order", `digests \"daily\"`, "restore a backup", "mv " + path, "ERROR"} {
			if !strings.Contains(got, want) {
				t.Errorf("of a damaged store it does not say %q: %s", want, got)
			}
		}
	}
	if db, err = bolt.Open(path, 0o600, nil); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(change([]byte("{}")), db.Close()); err != nil {
		t.Fatal(err)
	}
	if got := says(); !strings.Contains(got, "the store is whole") || strings.Contains(got, "ERROR") {
		t.Errorf("of a whole store it says %s", got)
	}
	if got := says(); got != "" {
		t.Errorf("of one that was checked it says %s", got)
	}
}
