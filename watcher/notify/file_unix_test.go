//go:build unix

package notify

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vedette/watcher/digest"
)

// longMessage is more than a pipe holds.
func longMessage(id string) Message {
	m := message(id)
	m.Digest.Profiles[0].Title = strings.Repeat("far more than a pipe holds ", 10_000)
	return m
}

// sendWithin fails the test when Send does not return in good time.
func sendWithin(ctx context.Context, t *testing.T, r Receiver, m Message) error {
	t.Helper()
	sent := make(chan error, 1)
	go func() { sent <- r.Send(ctx, m) }()
	select {
	case err := <-sent:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("Send does not return")
		return nil
	}
}

// pipe makes a named pipe.
func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	return path
}

func TestFilePipeWithoutReader(t *testing.T) {
	err := sendWithin(t.Context(), t, newFileReceiver(t, pipe(t), "text", nil), message("m1"))
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "nothing reads this pipe") {
		t.Errorf("error %v, want a temporary one that says that there is no reader", err)
	}
}

// A reader that has fallen asleep does not hold up Send for longer than its
// context, and gets each digest once when it wakes up.
func TestFilePipeWithSleepingReader(t *testing.T) {
	path := pipe(t)
	reader, err := os.OpenFile(path, os.O_RDWR, 0) // both ends: opening does not wait
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	r := newFileReceiver(t, path, "json", nil)
	first, second := longMessage("m1"), message("m2")
	second.Digest.Digest = "second"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	begin := make([]byte, 1)
	go func() {
		if n, err := reader.Read(begin); n != 1 || err != nil {
			t.Errorf("read %d bytes, %v", n, err)
		}
		cancel() // the write has begun
	}()
	if err := sendWithin(ctx, t, r, first); !errors.Is(err, context.Canceled) || errors.Is(err, ErrRejected) {
		t.Fatalf("error %v, want a temporary one that wraps %v", err, context.Canceled)
	}
	if err := sendWithin(t.Context(), t, r, second); err == nil || !strings.Contains(err.Error(), "has not ended") {
		t.Errorf("error %v, want none to be written behind half a digest", err)
	}
	want := form(t, digest.JSON, first.Digest) + form(t, digest.JSON, second.Digest)
	got := make([]byte, len(want))
	read := make(chan error, 1)
	go func() {
		got[0] = begin[0]
		_, err := io.ReadFull(reader, got[1:])
		read <- err
	}()
	for _, m := range []Message{first, second} {
		until(t, func() bool { return r.Send(t.Context(), m) == nil })
	}
	if err := <-read; err != nil || string(got) != want {
		t.Errorf("read %d bytes, %v: not the two digests in turn", len(got), err)
	}
	if !bytes.HasSuffix(got, []byte("\n")) {
		t.Error("the last digest is cut")
	}
}

// until calls done again and again until it says so, for 10 s at most.
func until(t *testing.T, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		if done() {
			return
		}
		<-tick.C
	}
	t.Fatal("it does not happen within 10 s")
}
