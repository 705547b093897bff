package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vedette/config"
	"vedette/watcher/digest"
)

func newFileReceiver(t *testing.T, path, format string, out io.Writer) Receiver {
	t.Helper()
	r, err := New("log", config.Receiver{File: &config.File{Path: path, Format: format}}, Options{Stdout: out})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func form(t *testing.T, f func(io.Writer, digest.Digest) error, d digest.Digest) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFileAppends(t *testing.T) {
	m := message("m1")
	text := form(t, digest.Text, m.Digest)
	rule := "\n" + strings.Repeat("=", 76) + "\n\n"
	path := filepath.Join(t.TempDir(), "digests.txt")
	var out bytes.Buffer
	for _, r := range []Receiver{newFileReceiver(t, path, "text", nil), newFileReceiver(t, "-", "text", &out)} {
		for range 2 {
			if err := r.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A new process goes on in the same file.
	if err := newFileReceiver(t, path, "", nil).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := text + rule + text + rule + text; string(got) != want {
		t.Errorf("file:\n%s", got)
	}
	if want := text + rule + text; out.String() != want {
		t.Errorf("standard output:\n%s", out.String())
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

// A standard output that takes nothing holds up neither the others nor the
// shutdown; what it takes later is not written again.
func TestFileStandardOutputThatIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader, out := io.Pipe()
		r := newFileReceiver(t, "-", "text", out)
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- r.Send(ctx, message("m1")) }()
		synctest.Wait()
		go func() { second <- r.Send(ctx, message("m2")) }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		select {
		case err := <-first:
			if !errors.Is(err, context.Canceled) || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "standard output") {
				t.Errorf("error %v", err)
			}
		default:
			t.Error("Send goes on after its context has ended")
		}
		if _, err := io.CopyN(io.Discard, reader, int64(len(form(t, digest.Text, message("m1").Digest)))); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if err := <-second; err == nil {
			t.Error("the second is sent though its context had ended")
		}
		if err := r.Send(t.Context(), message("m1")); err != nil {
			t.Errorf("error %v, want what was taken late to count as sent", err)
		}
		sent := make(chan error, 1)
		go func() { sent <- r.Send(t.Context(), message("m2")) }()
		got := make([]byte, 3)
		if _, err := io.ReadFull(reader, got); err != nil || string(got) != "\n==" {
			t.Errorf("after the first comes %q, %v; want the rule", got, err)
		}
		go io.Copy(io.Discard, reader)
		if err := <-sent; err != nil {
			t.Error(err)
		}
		out.Close()
	})
}

func TestFileJSONIsALineEach(t *testing.T) {
	path := filepath.Join(t.TempDir(), "digests.jsonl")
	r := newFileReceiver(t, path, "json", nil)
	for range 3 {
		if err := r.Send(t.Context(), message("m1")); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range bytes.Lines(data) {
		var d digest.Digest
		if err := json.Unmarshal(line, &d); err != nil || d.Digest != "daily" {
			t.Errorf("line %q: %v", line, err)
		}
		lines++
	}
	if lines != 3 {
		t.Errorf("%d lines", lines)
	}
}

func TestFileErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none", "x.txt")
	err := newFileReceiver(t, missing, "html", nil).Send(t.Context(), message("m1"))
	if err == nil || errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "make the folder "+filepath.Dir(missing)+" first") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if err := newFileReceiver(t, "-", "html", &out).Send(ctx, message("m1")); !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("error %v, wrote %d bytes", err, out.Len())
	}
	for _, f := range []config.File{{Path: "-"}, {Path: "x", Format: "pdf"}} {
		if _, err := New("log", config.Receiver{File: &f}, Options{}); err == nil {
			t.Errorf("%+v is taken", f)
		}
	}
	if _, err := New("log", config.Receiver{}, Options{}); err == nil {
		t.Error("a receiver of no kind is taken")
	}
}

// A full disk leaves no half of a digest behind.
func TestFileOnFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("no device that is always full: %v", err)
	}
	if err := newFileReceiver(t, "/dev/full", "text", nil).Send(t.Context(), message("m1")); err == nil || errors.Is(err, ErrRejected) {
		t.Errorf("error %v, want a temporary one", err)
	}
	path := filepath.Join(t.TempDir(), "x.txt")
	out, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, test := range []struct {
		size int64
		n    int
		want string
	}{{4, 5, "whole"}, {4, 1, "whol"}, {4, 0, "whole"}, {0, 4, "whole"}, {2, 3, "wh"}} {
		if err := os.WriteFile(path, []byte("whole"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := takeBack(out, test.size, test.n); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != test.want {
			t.Errorf("%d bytes behind %d: %q, want %q", test.n, test.size, got, test.want)
		}
	}
}

func TestBackoff(t *testing.T) {
	want := []time.Duration{5 * time.Second, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour}
	for n, least := range want {
		for range 100 {
			if d := Backoff(n); d < least || d > least+least/10 {
				t.Fatalf("after %d failures %v, want %v and up to a tenth more", n, d, least)
			}
		}
	}
	if d := Backoff(1000); d < 10*time.Hour {
		t.Errorf("after many failures %v", d)
	}
}
