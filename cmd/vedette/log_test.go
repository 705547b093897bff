package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
)

var logged = time.Date(2026, 3, 4, 7, 8, 9, 0, time.UTC)

func says(level slog.Level, message string, attrs ...any) slog.Record {
	r := slog.NewRecord(logged, level, message, 0)
	r.Add(attrs...)
	return r
}

// write gives records to a log and returns what it wrote.
func write(t *testing.T, c config.Log, records ...slog.Record) string {
	t.Helper()
	var out bytes.Buffer
	h := newLogger(&out, c).Handler()
	for _, r := range records {
		if !h.Enabled(t.Context(), r.Level) {
			continue
		}
		if err := h.Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestLogForms(t *testing.T) {
	records := []slog.Record{
		says(slog.LevelDebug, "one"),
		says(slog.LevelInfo, "two words", "n", 2, "took", 1292*time.Millisecond, "name", "A B"),
		says(slog.LevelWarn, "three\x1b[31m\nlines", "error", errors.New("a\nb\x1b")),
		says(slog.LevelError, "four", slog.Group("g", "msg", "inner", "time", "x")),
	}
	for _, test := range []struct {
		name string
		c    config.Log
		want string
	}{
		{"text", config.Log{Level: "debug", Format: "text"}, `07:08:09 DEBUG one
07:08:09 INFO  two words n=2 took=1.292s name="A B"
07:08:09 WARN  three [31m lines error="a\nb\x1b"
07:08:09 ERROR four g.msg=inner g.time=x
`},
		{"journal", config.Log{Level: "debug", Format: "journal"}, `<7>one
<6>two words n=2 took=1.292s name="A B"
<4>three [31m lines error="a\nb\x1b"
<3>four g.msg=inner g.time=x
`},
		{"warnings alone", config.Log{Level: "warn", Format: "journal"}, `<4>three [31m lines error="a\nb\x1b"
<3>four g.msg=inner g.time=x
`},
		{"no level is info", config.Log{Format: "journal"}, `<6>two words n=2 took=1.292s name="A B"
<4>three [31m lines error="a\nb\x1b"
<3>four g.msg=inner g.time=x
`},
	} {
		if diff := cmp.Diff(test.want, write(t, test.c, records...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestLogAsJSON(t *testing.T) {
	out := write(t, config.Log{Level: "info", Format: "auto"}, // what is no terminal and no journal
		says(slog.LevelWarn, "polled", "took", 292*time.Millisecond, slog.Group("g", "after", 2*time.Hour)))
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := map[string]any{"time": "2026-03-04T07:08:09Z", "level": "WARN", "msg": "polled", "took_seconds": 0.292,
		"g": map[string]any{"after_seconds": 7200.0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The variable is also there for what a service starts with its own standard error.
func TestLogToTheJournalOnlyOnItsStream(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stream := deviceAndInode(f)
	if stream == "" {
		t.Skip("no devices and inodes here")
	}
	var buf bytes.Buffer
	for _, test := range []struct {
		stream string
		c      config.Log
		want   string
	}{
		{stream, config.Log{Format: "auto"}, "<6>hello\n"},
		{stream, config.Log{}, "<6>hello\n"},
		{stream + "0", config.Log{Format: "auto"}, `{"time":`},
		{"", config.Log{Format: "auto"}, `{"time":`},
		{"", config.Log{Format: "journal"}, "<6>hello\n"},
		{stream, config.Log{Format: "json"}, `{"time":`},
	} {
		t.Setenv("JOURNAL_STREAM", test.stream)
		if err := f.Truncate(0); err != nil {
			t.Fatal(err)
		}
		newLogger(f, test.c).Info("hello")
		got, err := os.ReadFile(f.Name())
		if got = bytes.TrimLeft(got, "\x00"); err != nil || !strings.HasPrefix(string(got), test.want) {
			t.Errorf("with %q and %+v: %q, %v; want %q", test.stream, test.c, got, err, test.want)
		}
	}
	t.Setenv("JOURNAL_STREAM", stream)
	if newLogger(&buf, config.Log{}).Info("hello"); !strings.HasPrefix(buf.String(), "{") {
		t.Errorf("what is no file got %q", buf.String())
	}
}

// at moves a record to minutes after the first.
func at(minutes int, r slog.Record) slog.Record {
	r.Time = logged.Add(time.Duration(minutes) * time.Minute)
	return r
}

func repeated(t *testing.T, records ...slog.Record) (*repeatHandler, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	h := &repeatHandler{Handler: newLogger(&out, config.Log{Level: "info", Format: "text"}).Handler(), repeats: &repeats{}}
	for _, r := range records {
		if err := h.Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return h, &out
}

func TestRepeatsAreHeldBackForAnHour(t *testing.T) {
	fails := func(feed, why string, n int) slog.Record {
		return says(slog.LevelWarn, "feed fails", "feed", feed, "error", errors.New(why), "n", n)
	}
	works := says(slog.LevelInfo, "feed works again", "feed", "A")
	polled := says(slog.LevelInfo, "polled", "items", 1)
	h, out := repeated(t,
		at(0, fails("A", "x", 1)), at(1, works), // said
		at(2, fails("B", "x", 1)), at(2, fails("A", "y", 1)), // said: another feed, another error
		at(3, works), at(4, fails("A", "x", 2)), at(5, works), at(6, fails("A", "x", 3)), // held back
		at(7, polled), at(8, polled), // work is never a repeat
		at(62, polled),             // the hour of both is over: the last words, in their order
		at(63, fails("A", "x", 4)), // their second hour
		at(64, fails("B", "x", 2)), // held back for nothing: said anew
		at(124, polled),
		at(200, polled),
		at(201, fails("A", "x", 5)),
		at(202, fails("A", "x", 6)),
		at(10, polled), // the clock is set back
	)
	h.flush()
	h.flush()
	want := `07:08:09 WARN  feed fails feed=A error=x n=1
07:09:09 INFO  feed works again feed=A
07:10:09 WARN  feed fails feed=B error=x n=1
07:10:09 WARN  feed fails feed=A error=y n=1
07:15:09 INFO  polled items=1
07:16:09 INFO  polled items=1
07:13:09 INFO  feed works again feed=A repeats=2
07:14:09 WARN  feed fails feed=A error=x n=3 repeats=2
08:10:09 INFO  polled items=1
08:12:09 WARN  feed fails feed=B error=x n=2
08:11:09 WARN  feed fails feed=A error=x n=4 repeats=1
09:12:09 INFO  polled items=1
10:28:09 INFO  polled items=1
10:29:09 WARN  feed fails feed=A error=x n=5
10:30:09 WARN  feed fails feed=A error=x n=6 repeats=1
07:18:09 INFO  polled items=1
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each delivery is told of, as its id is another; so is what a logger with
// attributes of its own says of another feed.
func TestWhatIsNoRepeat(t *testing.T) {
	h, out := repeated(t)
	log := slog.New(h)
	for range 2 {
		for _, feed := range []string{"A", "B"} {
			log.With("feed", feed).Warn("odd")
			log.WithGroup(feed).Warn("odd", "why", "x")
			log.Info("delivered", "receiver", "desk", "id", feed)
		}
		log.Info("a word of the network's")
		log.Info("running", "feeds", 3)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 9 {
		t.Errorf("%d lines, want 7 and the 2 of running:\n%s", lines, out)
	}
	h.flush()
	if n := strings.Count(out.String(), "repeats=1"); n != 7 {
		t.Errorf("%d counts at the end, want 7:\n%s", n, out)
	}
}

// A log of a service without a reader must not stop it, and says so to whom asks.
func TestLogThatCannotBeWritten(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	h := &repeatHandler{Handler: newLogger(f, config.Log{Format: "text"}).Handler(), repeats: &repeats{}}
	if err := errors.Join(h.Handle(context.Background(), says(slog.LevelError, "x")), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := h.Handle(context.Background(), says(slog.LevelError, "y")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("writing to a closed file: %v", err)
	}
}
