//go:build unix

package store

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives a file the owner of an old one: what root compacts is still
// the daemon's.
func keepOwner(path string, old fs.FileInfo) error {
	if stat, ok := old.Sys().(*syscall.Stat_t); ok {
		return os.Chown(path, int(stat.Uid), int(stat.Gid))
	}
	return nil
}
