package watcher_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

// rig is a daemon over a real store, with one feed server of its own.
type rig struct {
	t      *testing.T
	dir    string
	store  *store.Store
	w      *watcher.Watcher
	out    bytes.Buffer // what the stdout receiver wrote
	log    bytes.Buffer // what the daemon said; not to be read while it runs
	server *httptest.Server
	quiet  bool           // keep the log to errors
	roots  *x509.CertPool // that the daemon trusts; nil: the system's

	mu     sync.Mutex
	served map[string]http.HandlerFunc
}

// newRig starts the server; start makes the daemon.
func newRig(t *testing.T) *rig {
	r := &rig{t: t, dir: t.TempDir(), served: map[string]http.HandlerFunc{}}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		h := r.served[q.URL.Path]
		r.mu.Unlock()
		if h == nil {
			http.NotFound(w, q)
			return
		}
		h(w, q)
	}))
	t.Cleanup(r.server.Close)
	return r
}

// serve answers a path with h, and returns its URL.
func (r *rig) serve(path string, h http.HandlerFunc) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.served[path] = h
	return r.server.URL + path
}

// document answers with a body and its ETag, and with 304 when that is known.
func document(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, len(body)))
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		http.ServeContent(w, q, "", time.Time{}, strings.NewReader(body))
	}
}

const fetchForTests = "fetch: {min_host_interval: 0s, allow_networks: [127.0.0.0/8], timeout: 5s}\n"

// start loads the configuration and opens the store, as a start of the program
// does; it may be called again after stop.
func (r *rig) start(yaml string) {
	r.t.Helper()
	file := filepath.Join(r.dir, "vedette.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		r.t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		r.t.Fatal(err)
	}
	r.store, err = store.Open(filepath.Join(r.dir, "state", "vedette.db"))
	if err != nil {
		r.t.Fatal(err)
	}
	level := slog.LevelInfo
	if r.quiet {
		level = slog.LevelError
	}
	r.w, err = watcher.New(watcher.Options{
		Config: cfg, Store: r.store, Stdout: &r.out, Version: "test", RootCAs: r.roots,
		Log: slog.New(slog.NewTextHandler(io.MultiWriter(r.t.Output(), &r.log), &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { r.store.Close() })
}

func (r *rig) stop() {
	r.t.Helper()
	if err := r.store.Close(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) pollAll() watcher.PollSummary {
	r.t.Helper()
	sum, err := r.w.PollAll(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return sum
}

// hits are those of a profile, newest first.
func (r *rig) hits(profile string) []store.Found {
	r.t.Helper()
	return hitsIn(r.t, r.store, profile)
}

func hitsIn(t *testing.T, st *store.Store, profile string) (all []store.Found) {
	t.Helper()
	found, err := st.Headlines(time.Time{}, profile, false, 0)
	if err == nil {
		err = st.EachFound(found, func(f store.Found) error { all = append(all, f); return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (r *rig) feed(url string) store.FeedState {
	r.t.Helper()
	states, err := r.store.Feeds()
	if err != nil {
		r.t.Fatal(err)
	}
	return states[url]
}

// since changes what is remembered of a feed, as if time had passed.
func (r *rig) since(url string, change func(*store.FeedState)) {
	r.t.Helper()
	st := r.feed(url)
	change(&st)
	if err := r.store.PutFeeds([]store.FeedState{st}); err != nil {
		r.t.Fatal(err)
	}
}

// rss makes a feed of items given as id, title, summary.
func rss(items ...[3]string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>Sample</title>`)
	for _, it := range items {
		fmt.Fprintf(&b, "<item><guid isPermaLink=\"false\">%s</guid><link>https://sample.example/%s</link><title>%s</title><description>%s</description><pubDate>%s</pubDate></item>",
			it[0], it[0], it[1], it[2], time.Now().UTC().Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// meeting matches the first built-in profile.
func meeting(id string) [3]string {
	return [3]string{id, "Putin receives Assad in Moscow", "Russian President Vladimir Putin met Bashar al-Assad in the Kremlin for talks."}
}

// another is a meeting that each number has a different one of.
func another(n int) [3]string {
	about := []string{"wheat and fertilizer", "a ceasefire around Idlib", "rebuilding power stations", "the lease of a port", "prisoners",
		"Turkish demands", "vaccines", "an airline", "schools", "gas fields near Palmyra", "sanctions", "the constitution", "drones"}[n%13]
	return [3]string{fmt.Sprint("m", n), "Putin receives Assad: " + about,
		fmt.Sprintf("Vladimir Putin met Bashar al-Assad, and for %d hours %s was what they talked about.", n+2, about)}
}

func weather(id string) [3]string {
	return [3]string{id, "Rain expected " + id, "Umbrellas will be useful in the north."}
}

func TestPollStoresOnceAndAsksConditionally(t *testing.T) {
	r := newRig(t)
	url := r.serve("/a", document(rss(meeting("1"), weather("2"))))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	if sum := r.pollAll(); sum.Items != 2 || sum.Hits != 1 || sum.Failed != 0 {
		t.Fatalf("first poll: %+v, want 2 items and 1 hit", sum)
	}
	if sum := r.pollAll(); sum.Items != 0 || sum.Unchanged != 1 {
		t.Errorf("second poll: %+v, want it unchanged", sum)
	}
	if st := r.feed(url); st.Status != http.StatusNotModified || st.Polls != 2 {
		t.Errorf("state after the second poll: status %d, %d polls, want 304 and 2", st.Status, st.Polls)
	}
	r.serve("/a", document(rss(meeting("1"), weather("2"), weather("3"))))
	if sum := r.pollAll(); sum.Items != 1 || sum.Hits != 0 {
		t.Errorf("third poll: %+v, want the one new item", sum)
	}
}

func TestPollOnlyWhatIsDue(t *testing.T) {
	r := newRig(t)
	var asked int
	url := r.serve("/a", func(w http.ResponseWriter, q *http.Request) {
		asked++
		document(rss(weather("1")))(w, q)
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A, every: 15m}]\n")
	for range 3 {
		if _, err := r.w.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times in three rounds, want once", asked)
	}
	if next := time.Until(r.feed(url).NextPoll); next < 14*time.Minute || next > 17*time.Minute {
		t.Errorf("next poll in %s, want about 15 minutes", next)
	}
}

func TestFailuresBackOffAndAreForgiven(t *testing.T) {
	r := newRig(t)
	fail := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	url := r.serve("/a", fail)
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	r.pollAll()
	r.pollAll()
	st := r.feed(url)
	if st.Errors != 2 || st.Error == "" || st.ErrorSince.IsZero() {
		t.Errorf("after two failures: %+v", st)
	}
	if next := time.Until(st.NextPoll); next < 119*time.Minute {
		t.Errorf("next poll in %s, want the two hours that the server asked for", next)
	}
	r.serve("/a", document(rss(weather("1"))))
	r.pollAll()
	if st := r.feed(url); st.Errors != 0 || st.Error != "" || st.Items != 1 {
		t.Errorf("after it came back: %+v", st)
	}
}

func TestNextPollIsSavedBeforeTheRequest(t *testing.T) {
	r := newRig(t)
	var seen time.Time
	var url string
	url = r.serve("/a", func(w http.ResponseWriter, q *http.Request) {
		seen = r.feed(url).NextPoll
		document(rss(weather("1")))(w, q)
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	r.pollAll()
	if time.Until(seen) < 10*time.Minute {
		t.Errorf("next poll during the request is %v, want it in the future", seen)
	}
}

func TestPermanentRedirectIsRemembered(t *testing.T) {
	r := newRig(t)
	target := r.serve("/new", document(rss(weather("1"))))
	old := 0
	url := r.serve("/old", func(w http.ResponseWriter, q *http.Request) {
		old++
		http.Redirect(w, q, "/new", http.StatusMovedPermanently)
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	for range 4 {
		r.pollAll()
	}
	if st := r.feed(url); st.MovedTo != "" || st.Moving.To != target || st.Moving.Times != 4 {
		t.Errorf("four polls within a day: moved to %q, moving %+v; want it noted only", st.MovedTo, st.Moving)
	}
	r.since(url, func(st *store.FeedState) { st.Moving.Since = time.Now().Add(-25 * time.Hour) })
	r.pollAll()
	r.pollAll()
	if st := r.feed(url); st.MovedTo != target || old != 5 {
		t.Errorf("moved to %q after %d requests of the old address, want %q and 5", st.MovedTo, old, target)
	}
}

func TestBackfillIsCountedNotAnnounced(t *testing.T) {
	r := newRig(t)
	body := strings.Replace(rss(meeting("1")), time.Now().UTC().Format("2006"), "2019", 1)
	url := r.serve("/a", document(body))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\ndigests: [{name: d, schedule: '0 7 * * *', receivers: [stdout]}]\n")
	r.pollAll()
	d, err := r.w.Preview("d")
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Stories) != 0 || d.Older != 1 {
		t.Errorf("%d stories and %d older, want the old match counted only", len(d.Stories), d.Older)
	}
}

func TestDigestGoesOutOnceForASlot(t *testing.T) {
	r := newRig(t)
	url := r.serve("/a", document(rss(meeting("1"))))
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\ndigests: [{name: d, schedule: '0 7 * * *', receivers: [stdout]}]\n")
	r.pollAll()
	ctx := t.Context()
	for range 3 {
		if err := r.w.DigestAll(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := r.w.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(r.out.String(), "Putin receives Assad in Moscow"); n != 1 {
		t.Errorf("the story stands %d times in the output, want once:\n%s", n, r.out.String())
	}
	deliveries, err := r.store.Deliveries(0)
	if err != nil || len(deliveries) != 1 || deliveries[0].State != store.Delivered {
		t.Errorf("ledger: %+v, %v", deliveries, err)
	}
}

func TestShutdownIsNoFeedsFault(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	url := r.serve("/a", func(w http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done()
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	if _, err := r.w.Poll(ctx); err != nil {
		t.Fatal(err)
	}
	if st := r.feed(url); st.Errors != 0 || st.NextPoll.After(time.Now()) {
		t.Errorf("after a poll cut off by shutdown: %+v, want it due again and no error", st)
	}
}

func TestABrokenBodyKeepsItsItemsAndForgetsItsETag(t *testing.T) {
	r := newRig(t)
	body := rss(meeting("1"), weather("2"))
	url := r.serve("/a", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"half"`)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)+1000))
		io.WriteString(w, body[:len(body)-10])
	})
	r.start(fetchForTests + "feeds: [{url: '" + url + "', name: A}]\n")
	sum := r.pollAll()
	st := r.feed(url)
	if sum.Items != 2 || sum.Failed != 1 || st.ETag != "" || st.Errors != 1 {
		t.Errorf("%+v, state %+v: want 2 items, a failure and no ETag", sum, st)
	}
}
