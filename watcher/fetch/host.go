package fetch

import (
	"context"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/idna"
)

// hosts lets one request at a time through per host, and the next only when
// an interval has passed since. It forgets a host once nobody holds or waits
// for its turn and the interval is over.
type hosts struct {
	interval time.Duration
	mu       sync.Mutex
	known    map[string]*host
	slower   map[string]time.Duration // intervals that hosts asked for themselves; few, see robots
}

type host struct {
	turn  chan struct{} // full while someone is asking the host or about to
	free  time.Time     // when the next may ask; guarded by turn, or by mu while users is 0
	users int           // how many hold or wait for turn; guarded by mu
}

func newHosts(interval time.Duration) *hosts {
	return &hosts{interval: max(interval, 0), known: make(map[string]*host), slower: make(map[string]time.Duration)}
}

// slow sets the least interval that a host asked for.
func (hs *hosts) slow(name string, interval time.Duration) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	if interval <= hs.interval {
		delete(hs.slower, name)
		return
	}
	if len(hs.slower) >= robotsHosts {
		clear(hs.slower) // each is set again when the host's robots.txt is next read
	}
	hs.slower[name] = interval
}

// enter waits for the turn at a host. Without an error leave must follow.
func (hs *hosts) enter(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	h := hs.join(name)
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		hs.part(name, h)
		return ctx.Err()
	}
	if err := sleep(ctx, time.Until(h.free)); err != nil {
		<-h.turn
		hs.part(name, h)
		return err
	}
	return nil
}

// leave ends the turn that enter began.
func (hs *hosts) leave(name string) {
	hs.mu.Lock()
	h, interval := hs.known[name], max(hs.interval, hs.slower[name])
	hs.mu.Unlock()
	h.free = time.Now().Add(interval)
	<-h.turn
	hs.part(name, h)
}

func (hs *hosts) join(name string) *host {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.known[name]
	if h == nil {
		h = &host{turn: make(chan struct{}, 1)}
		hs.known[name] = h
	}
	h.users++
	return h
}

func (hs *hosts) part(name string, h *host) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h.users--
	hs.forget(name, h)
}

// forget drops a host nobody uses, at once or when its interval is over. The
// caller holds mu.
func (hs *hosts) forget(name string, h *host) {
	if h.users > 0 || hs.known[name] != h {
		return
	}
	rest := time.Until(h.free)
	if rest <= 0 {
		delete(hs.known, name)
		return
	}
	time.AfterFunc(rest, func() {
		hs.mu.Lock()
		defer hs.mu.Unlock()
		hs.forget(name, h)
	})
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hostKey is the name under which a URL's host takes turns: lower-cased, with
// its port.
func hostKey(u *url.URL) string {
	return net.JoinHostPort(hostName(u), port(u))
}

// hostName is a URL's host in the one spelling that is resolved.
func hostName(u *url.URL) string {
	name := u.Hostname()
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		name = ascii
	}
	return strings.ToLower(strings.TrimRight(name, "."))
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}
