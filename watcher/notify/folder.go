package notify

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// place puts a digest into the folder, under a name made of time, digest and
// id. The name comes last: whoever sees it finds the whole digest behind it. A
// message whose file is there already is not written again.
func (f *file) place(m Message, body []byte) error {
	name := m.Created.UTC().Format("20060102T150405Z") + "-" + atom(m.Digest.Digest) + "-" + atom(m.ID) + f.ending
	path := filepath.Join(f.path, name)
	if _, err := os.Lstat(path); err == nil {
		return syncFolder(f.path) // which may be what failed the last time
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// Always the same name: what a crash leaves behind is written over.
	draft := filepath.Join(f.path, "."+name+".part")
	if err := writeFile(draft, body); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: make the folder %s first", err, f.path)
		}
		return errors.Join(err, remove(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return errors.Join(err, remove(draft))
	}
	return syncFolder(f.path)
}

// writeFile writes a file and sees it on the disk.
func writeFile(path string, body []byte) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(body)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// remove deletes what may not be there.
func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
