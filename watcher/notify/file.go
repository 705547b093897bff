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
	"syscall"

	"vedette/config"
	"vedette/watcher/digest"
)

// file appends digests to a file, puts them into a folder, or writes them to a
// stream.
//
// A write may take for ever: into a pipe whose reader sleeps, to a terminal
// that is held, to a disk across the network. Send then leaves it behind when
// its context ends.
type file struct {
	path   string
	out    io.Writer // where path is "-"
	render func(io.Writer, digest.Digest) error
	rule   string // between two digests
	ending string // of a file's name in a folder

	writes *lone
	begun  bool // something was written to out
}

func newFile(c config.File, o Options) (*file, error) {
	f := &file{path: c.Path, writes: newLone()}
	if c.Path == "-" {
		if f.out = o.Stdout; f.out == nil {
			return nil, errors.New("there is no standard output here; give it a path")
		}
	}
	var err error
	if f.render, f.ending, err = rendering(c.Format, o.Forms); err != nil {
		return nil, err
	}
	switch f.ending {
	case ".txt":
		f.rule = "\n" + strings.Repeat("=", 76) + "\n\n"
	case ".html":
		f.rule = "<hr>\n"
	}
	return f, nil
}

// rendering is a form by its name in the configuration, and how files of it
// end. The JSON form is a line, and needs nothing between two of it.
func rendering(format string, forms digest.Forms) (form func(io.Writer, digest.Digest) error, ending string, err error) {
	switch format {
	case "text", "":
		return forms.Text, ".txt", nil
	case "html":
		return forms.HTML, ".html", nil
	case "json":
		return digest.JSON, ".json", nil
	}
	return nil, "", fmt.Errorf("format %q is not one of text, html, json", format)
}

// Send writes the digest in one piece. In a file it is on disk when Send
// returns nil; what could be written only in part is taken back. A message
// that was written after an earlier Send of it gave up is not written again.
func (f *file) Send(ctx context.Context, m Message) error {
	var b bytes.Buffer
	if err := f.render(&b, m.Digest); err != nil {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	err := f.writes.do(ctx, m.ID, func() error { return f.put(m, b.Bytes()) })
	switch {
	case err == nil:
		return nil
	case err == errBusy:
		return fmt.Errorf("an earlier write to %s has not ended: is anyone reading it?", f.name())
	case err == ctx.Err():
		return fmt.Errorf("%s does not take the digest: is anyone reading it? %w", f.name(), err)
	}
	return err
}

func (f *file) name() string {
	if f.out != nil {
		return "standard output"
	}
	return f.path
}

func (f *file) put(m Message, body []byte) error {
	switch {
	case f.out != nil:
		return f.stream(body)
	case strings.HasSuffix(f.path, "/"):
		return f.place(m, body)
	}
	return f.add(body)
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
	// Without O_NONBLOCK, opening a pipe waits for its reader.
	out, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	if errors.Is(err, syscall.ENXIO) {
		return fmt.Errorf("%w: nothing reads this pipe; start its reader, or name a file", err)
	}
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
