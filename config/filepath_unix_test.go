//go:build unix

package config

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestFilePathSpecial(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"to-fifo": "fifo", "to-nothing": "nothing", "to-null": "/dev/null"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	const irregular = "is not a regular file; a regular file"
	for name, want := range map[string]string{"fifo": irregular, "to-fifo": irregular, "to-nothing": "", "to-null": ""} {
		checkFilePath(t, dir, name, want)
	}
}
