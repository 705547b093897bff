package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// onceIn is how often a log says the same at most.
const onceIn = time.Hour

// repeats is what a log has said within the hour, and what it would have said
// again: that is written when the hour is over, as its latest record with their
// number, so that the last word about a feed is in the log. The zero value has
// said nothing.
type repeats struct {
	mu      sync.Mutex
	said    map[string]*saying
	checked time.Time // when the hours were last looked at
}

// saying is one thing that was said.
type saying struct {
	since time.Time // when it was written
	held  int       // how often it was held back since
	last  slog.Record
	to    slog.Handler // of last
}

// repeatHandler holds back what is a repeat.
type repeatHandler struct {
	slog.Handler
	*repeats
	own string // what WithAttrs gave, as in a key
}

// Handle writes a record that is new, and those of old whose hour is over. Time
// is that of the records.
func (h *repeatHandler) Handle(ctx context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := h.release(ctx, r.Time)
	if key, ok := h.key(r); ok {
		if s := h.said[key]; s != nil {
			s.held, s.last, s.to = s.held+1, r.Clone(), h.Handler
			return err
		}
		if h.said == nil {
			h.said = map[string]*saying{}
		}
		h.said[key] = &saying{since: r.Time}
	}
	return errors.Join(err, h.Handler.Handle(ctx, r))
}

// WithAttrs counts the attributes among what makes records the same.
func (h *repeatHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	own := h.own
	for _, a := range attrs {
		own += words(a)
	}
	return &repeatHandler{h.Handler.WithAttrs(attrs), h.repeats, own}
}

// WithGroup counts the name among what makes records the same.
func (h *repeatHandler) WithGroup(name string) slog.Handler {
	return &repeatHandler{h.Handler.WithGroup(name), h.repeats, h.own + "\x00" + name}
}

// key is the same for records that say the same: the words count, such as the
// text of an error and the id of a delivery, and numbers and times do not.
// What tells of work done, as a round or a digest, is no repeat.
func (h *repeatHandler) key(r slog.Record) (key string, ok bool) {
	var k strings.Builder
	k.WriteString(r.Message + h.own)
	ok = r.Level >= slog.LevelWarn || r.NumAttrs() == 0
	r.Attrs(func(a slog.Attr) bool {
		ok = ok || a.Key == "feed" || a.Key == "receiver"
		k.WriteString(words(a))
		return true
	})
	return k.String(), ok
}

func words(a slog.Attr) string {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString, slog.KindAny:
		return "\x00" + a.Key + "=" + v.String()
	}
	return ""
}

// release ends the hours that are over, and those that a clock set back has put
// into the future. It looks once a minute: there may be thousands.
func (p *repeats) release(ctx context.Context, now time.Time) error {
	if within(p.checked, now, time.Minute) {
		return nil
	}
	p.checked = now
	return p.write(ctx, now, func(s *saying) bool { return !within(s.since, now, onceIn) })
}

func within(since, now time.Time, d time.Duration) bool {
	passed := now.Sub(since)
	return passed >= 0 && passed < d
}

// flush writes what is held back and forgets what was said. A log that cannot be
// written stops nothing, as in slog.
func (p *repeats) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.write(context.Background(), time.Now(), func(*saying) bool { return true })
	p.said = nil
}

// write ends some hours in the order of their latest records. Where one has been
// held back, another hour begins.
func (p *repeats) write(ctx context.Context, now time.Time, over func(*saying) bool) error {
	var held []*saying
	for key, s := range p.said {
		switch {
		case !over(s):
		case s.held == 0:
			delete(p.said, key)
		default:
			held = append(held, s)
		}
	}
	slices.SortFunc(held, func(a, b *saying) int { return a.last.Time.Compare(b.last.Time) })
	var errs []error
	for _, s := range held {
		s.last.AddAttrs(slog.Int("repeats", s.held))
		errs = append(errs, s.to.Handle(ctx, s.last))
		*s = saying{since: now}
	}
	return errors.Join(errs...)
}
