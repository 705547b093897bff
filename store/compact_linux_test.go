package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A full disk leaves the store as it is and in use, and no draft.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=20m"); err != nil {
		t.Skip("cannot make a small disk here:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s, items := halfEmpty(t, filepath.Join(dir, "vedette.db"))
	rest, err := os.Create(filepath.Join(dir, "rest"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = rest.Write(make([]byte, 64<<10))
	}
	if err := errors.Join(rest.Truncate(0), rest.Close()); err != nil {
		t.Fatal(err)
	}
	var free syscall.Statfs_t
	if err := syscall.Statfs(dir, &free); err != nil {
		t.Fatal(err)
	}
	left := int64(free.Bavail)*free.Bsize - 128<<10
	if err := os.WriteFile(rest.Name(), make([]byte, left), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Compact(t.Context(), nil); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Compact: %v", err)
	}
	if _, err := s.Backup(t.Context(), filepath.Join(dir, "backup"), BackupOptions{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Backup: %v", err)
	}
	wantFiles(t, dir, "rest", "vedette.db")
	if got := countItems(t, s); got != items {
		t.Errorf("%d items, want %d", got, items)
	}
}
