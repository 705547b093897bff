package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	bolt "go.etcd.io/bbolt"
)

// BackupOptions say how a backup is made.
type BackupOptions struct {
	Replace  bool                    // a file that has the name already
	Progress func(done, total int64) // bytes written; may be nil
}

// Backup writes the store as it is when it is called to a file of mode 0600,
// and returns its size in bytes. Others read and write meanwhile; what they
// write is not in the backup, and makes the store's file grow a little more
// than it would. The file gets its name when it is on the disk and was read
// back and found whole, so what has the name is a backup that can be restored.
func (s *Store) Backup(ctx context.Context, path string, o BackupOptions) (size int64, err error) {
	place := moveNew
	if o.Replace {
		place = os.Rename
	}
	if err = s.mayBecome(path, o.Replace); err == nil {
		size, err = aside(path, place, func(draft string) (int64, error) {
			size, err := s.copyTo(ctx, draft, o.Progress)
			if err != nil {
				return 0, err
			}
			return size, checkFile(draft)
		})
	}
	if err != nil {
		return 0, fmt.Errorf("back up the store to %s: %w", path, err)
	}
	return size, nil
}

// mayBecome tells whether a backup may take a name.
func (s *Store) mayBecome(path string, replace bool) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := os.Stat(s.path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("this is a folder: name a file in it")
	case os.SameFile(info, own):
		return errors.New("this is the store itself: name another file")
	case !info.Mode().IsRegular():
		return errors.New("this is not a regular file: name another")
	case !replace:
		return fmt.Errorf("%w: name another, or replace it with --force", fs.ErrExist)
	}
	return nil
}

// copyTo writes a copy to a file that is there, and syncs it.
func (s *Store) copyTo(ctx context.Context, name string, progress func(done, total int64)) (size int64, err error) {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	err = s.view(func(tx *bolt.Tx) error {
		size = tx.Size()
		_, err := tx.WriteTo(&meter{ctx: ctx, file: file, total: size, progress: progress})
		return err
	})
	if err != nil {
		return 0, err
	}
	return size, file.Sync()
}

// meter writes to a file until ctx ends, and tells how far it has come.
type meter struct {
	ctx         context.Context
	file        *os.File
	done, total int64
	progress    func(done, total int64)
}

// Write is that of io.Writer.
func (m *meter) Write(p []byte) (int, error) {
	if m.ctx.Err() != nil {
		return 0, context.Cause(m.ctx)
	}
	n, err := m.file.Write(p)
	m.done += int64(n)
	if m.progress != nil {
		m.progress(m.done, m.total)
	}
	return n, err
}
