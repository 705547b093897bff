package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"time"

	"vedette/config"
)

// newLogger writes to w in the form that the configuration asks for. "auto" is
// text on a terminal, lines with a priority for the journal under systemd, and
// JSON elsewhere.
func newLogger(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo // Load has checked the word; the zero Log means info
	}
	format := c.Format
	if format == "auto" || format == "" {
		format = autoFormat(w)
	}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: seconds}))
	case "journal":
		return slog.New(newLineHandler(w, level, priority))
	default:
		return slog.New(newLineHandler(w, level, clock))
	}
}

func autoFormat(w io.Writer) string {
	if journal(w) {
		return "journal"
	}
	if _, ok := terminal(w); ok {
		return "text"
	}
	return "json"
}

// journal tells whether w is the stream to the journal that systemd opened. The
// variable alone does not say so: what is started by a service has it, too,
// wherever its own messages go.
func journal(w io.Writer) bool {
	f, ok := w.(*os.File)
	stream := os.Getenv("JOURNAL_STREAM")
	return ok && stream != "" && deviceAndInode(f) == stream
}

// seconds gives durations a unit in their names, and numbers that any program
// reads.
func seconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.Float64(a.Key+"_seconds", a.Value.Duration().Seconds())
	}
	return a
}

// lineHandler is slog's text form with time, level and message as plain words
// in front.
type lineHandler struct {
	slog.Handler
	out    *lockedWriter
	prefix func(slog.Record) string
}

func newLineHandler(w io.Writer, level slog.Level, prefix func(slog.Record) string) *lineHandler {
	out := &lockedWriter{w: w}
	text := slog.NewTextHandler(&out.buf, &slog.HandlerOptions{Level: level, ReplaceAttr: bare})
	return &lineHandler{Handler: text, out: out, prefix: prefix}
}

// bare drops what the prefix says already.
func bare(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.TimeKey, slog.LevelKey, slog.MessageKey:
		return slog.Attr{}
	}
	return a
}

// Handle writes one record as one line in one write.
func (h *lineHandler) Handle(ctx context.Context, r slog.Record) error {
	h.out.mu.Lock()
	defer h.out.mu.Unlock()
	h.out.buf.Reset()
	h.out.buf.WriteString(h.prefix(r) + oneLine(r.Message))
	front := h.out.buf.Len()
	h.out.buf.WriteByte(' ')
	if err := h.Handler.Handle(ctx, r); err != nil {
		return err
	}
	line := h.out.buf.Bytes()
	if len(line) == front+len(" \n") { // nothing but the message
		line = append(line[:front], '\n')
	}
	_, err := h.out.w.Write(line)
	return err
}

// WithAttrs keeps the prefix.
func (h *lineHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &lineHandler{Handler: h.Handler.WithAttrs(attrs), out: h.out, prefix: h.prefix}
}

// WithGroup keeps the prefix.
func (h *lineHandler) WithGroup(name string) slog.Handler {
	return &lineHandler{Handler: h.Handler.WithGroup(name), out: h.out, prefix: h.prefix}
}

// lockedWriter is the line under way and where it goes.
type lockedWriter struct {
	mu  sync.Mutex
	buf bytes.Buffer
	w   io.Writer
}

// priority is the journal's: 3 error, 4 warning, 6 info, 7 debug.
func priority(r slog.Record) string {
	n := 7
	switch {
	case r.Level >= slog.LevelError:
		n = 3
	case r.Level >= slog.LevelWarn:
		n = 4
	case r.Level >= slog.LevelInfo:
		n = 6
	}
	return "<" + strconv.Itoa(n) + ">"
}

func clock(r slog.Record) string {
	return fmt.Sprintf("%s %-5s ", r.Time.Format(time.TimeOnly), r.Level)
}
