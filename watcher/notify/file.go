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

// file appends digests to a file, or writes them to a stream.
//
// A write may take for ever: into a pipe whose reader sleeps, to a terminal
// that is held, to a disk across the network. Send then leaves it behind when
// its context ends: one goroutine with one digest, for as long as that write
// takes, and nothing more is written until it has ended.
type file struct {
	path   string
	out    io.Writer // where path is "-"
	render func(io.Writer, digest.Digest) error
	rule   string // between two digests

	turn  chan struct{}   // holds a token while a Send uses what is below
	left  *write          // the one left behind, until its end was seen
	late  map[string]bool // ids of messages that were written after Send gave up
	begun bool            // something was written to out
}

// write is one under way. Its end comes through done, which has room for it.
type write struct {
	id   string
	done chan error
}

func newFile(c config.File, o Options) (*file, error) {
	f := &file{path: c.Path, turn: make(chan struct{}, 1), late: map[string]bool{}}
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
// returns nil; what could be written only in part is taken back. A message
// that was written after an earlier Send of it gave up is not written again.
func (f *file) Send(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.render(&b, m.Digest); err != nil {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return f.slow(ctx)
	}
	if !f.settle() {
		return fmt.Errorf("an earlier write to %s has not ended: is anyone reading it?", f.name())
	}
	if f.late[m.ID] {
		delete(f.late, m.ID)
		return nil
	}
	w := &write{id: m.ID, done: make(chan error, 1)}
	go func() { w.done <- f.put(b.Bytes()) }()
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		f.left = w
		return f.slow(ctx)
	}
}

// settle tells whether no write is under way, and remembers what the one that
// was left behind has come to.
func (f *file) settle() bool {
	if f.left == nil {
		return true
	}
	select {
	case err := <-f.left.done:
		if err == nil {
			f.late[f.left.id] = true
		}
		f.left = nil
		return true
	default:
		return false
	}
}

// slow is the error of a write that goes on when ctx has ended.
func (f *file) slow(ctx context.Context) error {
	return fmt.Errorf("%s does not take the digest: is anyone reading it? %w", f.name(), ctx.Err())
}

func (f *file) name() string {
	if f.out != nil {
		return "standard output"
	}
	return f.path
}

func (f *file) put(body []byte) error {
	if f.out != nil {
		return f.stream(body)
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
