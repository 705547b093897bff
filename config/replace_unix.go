//go:build unix

package config

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile keeps others that change the file the same way out until unlock is
// called.
func lockFile(name string) (unlock func() error, err error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(in.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(errors.New("another program is changing it; try again"), in.Close())
	}
	return in.Close, nil // a file system without locks has the comparison of the text only
}

// keepOwner gives a new file the owner and group of the one that it replaces.
func keepOwner(out *os.File, was os.FileInfo) error {
	is, err := out.Stat()
	if err != nil {
		return err
	}
	a, ok := was.Sys().(*syscall.Stat_t)
	b, okToo := is.Sys().(*syscall.Stat_t)
	if !ok || !okToo || a.Uid == b.Uid && a.Gid == b.Gid {
		return nil
	}
	return out.Chown(int(a.Uid), int(a.Gid))
}

// syncFolder makes a new name in a folder last.
func syncFolder(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil // a file system that has no such thing
	}
	if err := errors.Join(err, dir.Close()); err != nil {
		return fmt.Errorf("sync the folder: %w", err)
	}
	return nil
}
