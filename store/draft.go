package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// aside has fill write a draft next to path, and place give it that name. A
// crash leaves what was at path or the whole new file, never a part of one, and
// an error leaves no draft. It returns what fill says, which must have synced
// the draft.
func aside(path string, place func(draft, path string) error, fill func(draft string) (int64, error)) (n int64, err error) {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return 0, err
	}
	draft := file.Name()
	defer func() {
		if gone := os.Remove(draft); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := file.Close(); err != nil {
		return 0, err
	}
	if n, err = fill(draft); err != nil {
		return 0, err
	}
	if err := place(draft, path); err != nil {
		return 0, err
	}
	return n, syncDir(dir)
}

// moveNew gives the draft its name unless the name is taken, which is
// fs.ErrExist. Where the file system knows no hard links, it has to look first.
func moveNew(draft, path string) error {
	err := os.Link(draft, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "rename to", Path: path, Err: fs.ErrExist}
	}
	return os.Rename(draft, path)
}

// syncDir makes the new name in dir last. Windows knows no such thing.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// checkFile makes sure that a file is a whole store.
func checkFile(path string) error {
	db, err := openFile(path, true)
	if err != nil {
		return fmt.Errorf("read it back: %w", err)
	}
	s := newStore(db)
	return errors.Join(s.Check(), s.Close())
}
