package watcher

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"vedette/store"
	"vedette/watcher/fetch"
)

// wait is a host that asked for a pause.
type wait struct {
	host  string // as host gives it
	until time.Time
}

// wantsPause reads a host's wish to be left alone. A public one means all of
// itself; behind a private name, one address often serves many feeds of many
// publishers, and means the one alone (its own pause is part of failed).
func (w *Watcher) wantsPause(e *fetch.Error, now time.Time) wait {
	at := host(e.URL)
	if e.RetryAfter <= 0 || !isPublic(at) {
		return wait{}
	}
	return wait{at, now.Add(min(e.RetryAfter, time.Duration(w.cfg.Fetch.ErrorBackoffMax)))}
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
func (w *Watcher) leaveAlone(hosts map[string]time.Time) error {
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
