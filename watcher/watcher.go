// Package watcher is the daemon: rounds that poll feeds, compose digests,
// deliver them and prune the store. Every round is idempotent and resumable,
// as all state lives in the store; Run only repeats them.
package watcher

import (
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"vedette/config"
	"vedette/matcher"
	"vedette/store"
	"vedette/watcher/digest"
	"vedette/watcher/fetch"
	"vedette/watcher/notify"
)

// Options of a Watcher. Config, Store and Log are required.
type Options struct {
	Config    *config.Config
	Store     *store.Store
	Log       *slog.Logger
	Version   string            // of the program, part of the user agent
	Stdout    io.Writer         // where a file receiver with the path "-" writes; nil: nowhere
	RootCAs   *x509.CertPool    // nil: the system's
	Transport http.RoundTripper // nil: the guarded network
	Forms     digest.Forms      // that mails and files have; the zero value is the built-in ones
	Progress  func(done, total int)
}

// Watcher carries out the rounds. Its methods may be called at the same time,
// but each round only once at a time.
type Watcher struct {
	cfg      *config.Config
	store    *store.Store
	log      *slog.Logger
	fetch    *fetch.Client
	outside  *fetch.Client // may not ask private networks
	notify   notify.Options
	titles   map[string]string // profile name -> title
	progress func(done, total int)

	matcher    atomic.Pointer[matcher.Matcher] // the configuration's, or what Calibrate made of it
	calibrated time.Time                       // when; of Calibrate alone

	stories stories
	outage  outage
	pauses  pauses
	tally   tally

	alive atomic.Int64 // Unix time at which a poll last came to its end

	mu         sync.Mutex
	receivers  map[string]notify.Receiver // made when something is first sent to them
	unrecorded map[string]attempted       // what the store could not take: recorded before anything is sent again
	disabled   map[string]string          // receivers that were given up since the start, and why
	engaged    map[string]bool            // receivers to which something is being sent
	troubled   map[string]string          // receivers whose deliveries could not be read or recorded last, and why
}

// New makes a watcher. It opens no connection.
func New(o Options) (*Watcher, error) {
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	agent := userAgent(o.Config.Fetch, o.Version)
	w := &Watcher{
		cfg: o.Config, store: o.Store, log: o.Log, progress: o.Progress,
		notify: notify.Options{UserAgent: agent, Stdout: o.Stdout, RootCAs: o.RootCAs, Forms: o.Forms,
			Failed: func(err error) { o.Log.Warn("the built-in form stands in for a template", "error", err) }},
		receivers: map[string]notify.Receiver{}, titles: map[string]string{},
		unrecorded: map[string]attempted{}, disabled: map[string]string{}, engaged: map[string]bool{}, troubled: map[string]string{},
	}
	w.matcher.Store(o.Config.Matcher)
	w.stories.damaged = func(profile string, err error) {
		w.log.Warn("story left aside", "profile", profile, "error", err)
	}
	client, err := NewClient(o.Config.Fetch, o.Version, o.RootCAs, o.Transport)
	if err != nil {
		return nil, err
	}
	w.fetch, w.outside = client, client.Public()
	for _, p := range o.Config.Loaded {
		w.titles[p.Name] = p.Title
	}
	return w, nil
}

// receiver returns a receiver by its name. One is made once, as it keeps its
// connection, and what of a message is still on its way.
func (w *Watcher) receiver(name string) (notify.Receiver, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r, ok := w.receivers[name]; ok {
		return r, nil
	}
	settings, ok := w.cfg.Receivers[name]
	if !ok {
		return nil, fmt.Errorf("there is no receiver %q in the configuration any more", name)
	}
	r, err := notify.New(name, settings, w.notify)
	if err == nil {
		w.receivers[name] = r
	}
	return r, err
}

// NewClient makes the client that feeds are fetched with under the limits of f.
// roots and transport may be nil.
func NewClient(f config.Fetch, version string, roots *x509.CertPool, transport http.RoundTripper) (*fetch.Client, error) {
	var proxy *url.URL
	if f.Proxy != "" {
		var err error
		if proxy, err = url.Parse(f.Proxy); err != nil {
			return nil, fmt.Errorf("fetch.proxy: %w", err)
		}
	}
	return fetch.New(fetch.Options{
		Timeout:         time.Duration(f.Timeout),
		MaxBody:         int64(f.MaxBody),
		MinHostInterval: time.Duration(f.MinHostInterval),
		UserAgent:       userAgent(f, version),
		Proxy:           proxy,
		AllowNetworks:   append([]netip.Prefix(nil), f.AllowNetworks...),
		RootCAs:         roots,
		Transport:       transport,
	}), nil
}

func userAgent(f config.Fetch, version string) string {
	if f.UserAgent != "" {
		return f.UserAgent
	}
	agent := "vedette/" + version
	if f.Contact != "" {
		agent += " (+" + f.Contact + ")"
	}
	return agent
}
