package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

var errChanged = errors.New("another program wrote to it meanwhile; try again")

// replaceFile puts text into the place of a file that held was, nil for a file
// that was not there: readers see the one or the other, also after a power cut.
func replaceFile(name string, was, text []byte) (err error) {
	if was == nil {
		return createFile(name, text)
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return fmt.Errorf("find the file: %w", err)
	}
	unlock, err := lockFile(target)
	if err != nil {
		return fmt.Errorf("lock the file: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	temp, err := writeTemp(target, text)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp))
		}
	}()
	if is, err := readBounded(target, maxFile); err != nil || !bytes.Equal(is, was) {
		return errors.Join(errChanged, err)
	}
	if err := os.Rename(temp, target); err != nil {
		return fmt.Errorf("put the new file in place: %w", err)
	}
	return syncFolder(filepath.Dir(target))
}

// createFile makes a file that must not exist, and its folder.
func createFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("make its folder: %w", err)
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return errChanged
	}
	if err != nil {
		return fmt.Errorf("make the file: %w", err)
	}
	if err := writeAndClose(out, text); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return syncFolder(filepath.Dir(name))
}

// writeTemp writes a file beside the target, with its mode and owner.
func writeTemp(target string, text []byte) (name string, err error) {
	info, err := os.Stat(target)
	if err != nil {
		return "", fmt.Errorf("look at the file: %w", err)
	}
	out, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+"-*")
	if err != nil {
		return "", fmt.Errorf("make a new file beside it: %w", err)
	}
	err = keepOwner(out, info)
	if err == nil {
		err = out.Chmod(info.Mode().Perm())
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("give the new file its owner and mode: %w", err), out.Close(), os.Remove(out.Name()))
	}
	if err := writeAndClose(out, text); err != nil {
		return "", errors.Join(err, os.Remove(out.Name()))
	}
	return out.Name(), nil
}

// writeAndClose returns when the text is on the disk.
func writeAndClose(out *os.File, text []byte) error {
	_, err := out.Write(text)
	if err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("write the new file: %w", err)
	}
	return nil
}
