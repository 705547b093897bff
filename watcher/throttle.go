package watcher

import (
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/idna"

	"vedette/store"
	"vedette/watcher/fetch"
)

// pauses are the hosts that asked to be left alone, and until when. They are not
// kept over a restart; the feeds that they put off are.
type pauses struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// current gives the pauses that are not over, by what host gives.
func (p *pauses) current(now time.Time) map[string]time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.until, func(_ string, until time.Time) bool { return !until.After(now) })
	return maps.Clone(p.until)
}

func (p *pauses) add(host string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until == nil {
		p.until = map[string]time.Time{}
	}
	p.until[host] = until
}

// heed takes up a host's wish to be left alone. A public one means all of
// itself; behind a private name, one address often serves many feeds of many
// publishers, and means the one alone (its own pause is part of failed).
func (w *Watcher) heed(e *fetch.Error, now time.Time) {
	if at := host(e.URL); e.RetryAfter > 0 && isPublic(at) {
		w.pauses.add(at, now.Add(min(e.RetryAfter, time.Duration(w.cfg.Fetch.ErrorBackoffMax))))
	}
}

// isPublic tells the names and addresses of the internet from those of a house.
func isPublic(at string) bool {
	u, err := url.Parse(at)
	if err != nil {
		return false
	}
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if ip, err := netip.ParseAddr(name); err == nil {
		ip = ip.Unmap()
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		name = ascii
	}
	labels := strings.Split(name, ".")
	switch last := labels[len(labels)-1]; {
	case len(labels) == 1, slices.Contains([]string{"local", "localhost", "lan", "internal"}, last):
		return false
	case strings.HasSuffix(name, ".home.arpa"):
		return false
	}
	return true
}

// leaveAlone puts off the feeds of hosts that asked for a pause, whether this
// round has polled them or not.
func (w *Watcher) leaveAlone(now time.Time) error {
	hosts := w.pauses.current(now)
	if len(hosts) == 0 {
		return nil
	}
	states, err := w.store.Feeds()
	if err != nil {
		return err
	}
	var later []store.FeedState
	for _, f := range w.cfg.Feeds {
		st, known := states[f.URL]
		if !known {
			st = store.FeedState{URL: f.URL}
		}
		if until := hosts[host(task{feed: f, state: st}.target())]; until.After(st.NextPoll) {
			st.NextPoll = until
			later = append(later, st)
		}
	}
	return w.store.PutFeeds(later)
}
