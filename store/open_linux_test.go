package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// asNobody calls fn with the file permissions of a user who owns nothing, which
// matters where the tests run as root. Only the thread of fn is changed; it
// ends with fn.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		fn()
		return
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good, so that the thread is not used again
		err := syscall.Setfsuid(65534)
		if err == nil {
			fn()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Skip("cannot act as another user:", err)
	}
}

func TestOpenWithoutPermission(t *testing.T) {
	dir := t.TempDir()
	for d := dir; d != filepath.Dir(os.TempDir()) && d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "vedette.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(path, 0o400), os.Chmod(dir, 0o555)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) }) // for TempDir to remove it
	for name, path := range map[string]string{
		"a file of another's":  path,
		"a read-only folder":   filepath.Join(dir, "new.db"),
		"no right to a folder": filepath.Join(dir, "new", "new.db"),
	} {
		asNobody(t, func() {
			s, err := Open(path)
			if err == nil {
				s.Close()
				t.Errorf("%s: no error", name)
			} else if !errors.Is(err, fs.ErrPermission) {
				t.Errorf("%s: %v is not fs.ErrPermission", name, err)
			}
		})
	}
}
