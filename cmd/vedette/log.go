package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"strconv"
	"sync"

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
	opts := &slog.HandlerOptions{Level: level}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, opts))
	case "journal":
		return slog.New(newLineHandler(w, level, priority))
	default:
		return slog.New(newLineHandler(w, level, clock))
	}
}

func autoFormat(w io.Writer) string {
	if os.Getenv("JOURNAL_STREAM") != "" {
		return "journal"
	}
	if _, ok := terminal(w); ok {
		return "text"
	}
	return "json"
}

// lineHandler is slog's text form with time and level replaced by a prefix.
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
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) {
		return slog.Attr{}
	}
	return a
}

// Handle writes one record as one line in one write.
func (h *lineHandler) Handle(ctx context.Context, r slog.Record) error {
	h.out.mu.Lock()
	defer h.out.mu.Unlock()
	h.out.buf.Reset()
	h.out.buf.WriteString(h.prefix(r))
	if err := h.Handler.Handle(ctx, r); err != nil {
		return err
	}
	_, err := h.out.w.Write(h.out.buf.Bytes())
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
	return r.Time.Format("15:04:05 ") + r.Level.String() + " "
}
