package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"vedette/config"
	"vedette/watcher/digest"
)

// file appends digests to a file, or writes them to a stream.
type file struct {
	path   string
	out    io.Writer // where path is "-"
	render func(io.Writer, digest.Digest) error
	rule   string // between two digests

	mu    sync.Mutex
	begun bool // something was written to out
}

func newFile(c config.File, o Options) (*file, error) {
	f := &file{path: c.Path}
	if c.Path == "-" {
		if f.out = o.Stdout; f.out == nil {
			return nil, errors.New("there is no standard output here; give it a path")
		}
	}
	switch c.Format {
	case "text", "":
		f.render, f.rule = digest.Text, "\n"+strings.Repeat("=", 76)+"\n\n"
	case "html":
		f.render, f.rule = digest.HTML, "<hr>\n"
	case "json":
		f.render = digest.JSON // a line each
	default:
		return nil, fmt.Errorf("format %q is not one of text, html, json", c.Format)
	}
	return f, nil
}

// Send writes the digest in one piece. In a file it is on disk when Send
// returns nil; what could be written only in part is taken back.
func (f *file) Send(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.render(&b, m.Digest); err != nil {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.out != nil {
		return f.stream(b.Bytes())
	}
	return f.add(b.Bytes())
}

func (f *file) stream(body []byte) error {
	if f.begun {
		body = append([]byte(f.rule), body...)
	}
	if _, err := f.out.Write(body); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	f.begun = true
	return nil
}

func (f *file) add(body []byte) (err error) {
	out, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: make the folder %s first", err, filepath.Dir(f.path))
	}
	if err != nil {
		return err
	}
	defer func() {
		if e := out.Close(); err == nil && e != nil {
			err = e
		}
	}()
	before, err := out.Stat()
	if err != nil {
		return err
	}
	if before.Size() > 0 {
		body = append([]byte(f.rule), body...)
	}
	if n, err := out.Write(body); err != nil {
		return errors.Join(err, takeBack(out, before.Size(), n))
	}
	if !before.Mode().IsRegular() {
		return nil // a pipe or terminal has no disk to reach
	}
	if err := out.Sync(); err != nil {
		return err
	}
	if before.Size() == 0 {
		return syncFolder(filepath.Dir(f.path))
	}
	return nil
}

// takeBack cuts off the n bytes that were written behind size, unless someone
// else has written since.
func takeBack(out *os.File, size int64, n int) error {
	now, err := out.Stat()
	if err != nil || n == 0 || !now.Mode().IsRegular() || now.Size() != size+int64(n) {
		return err
	}
	return out.Truncate(size)
}

// syncFolder makes a new name in the folder last.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
