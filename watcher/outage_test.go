package watcher_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

// house is a daemon on a network that a test can switch, in virtual time.
type house struct {
	t     *testing.T
	store *store.Store
	w     *watcher.Watcher
	log   bytes.Buffer

	mu    sync.Mutex
	asked []string // hosts and paths, in order

	answer func(*http.Request) *http.Response // nil: the network is down
	dead   string                             // a host that does not answer
	silent func(*http.Request) bool           // may be nil; requests that wait in vain
}

func newHouse(t *testing.T, yaml string) *house {
	h := &house{t: t}
	dir := t.TempDir()
	file := filepath.Join(dir, "vedette.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if h.store, err = store.Open(filepath.Join(dir, "vedette.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.w, err = watcher.New(watcher.Options{Config: cfg, Store: h.store, Version: "test", Transport: h, Log: slog.New(slog.NewTextHandler(&h.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) RoundTrip(q *http.Request) (*http.Response, error) {
	if h.answer == nil || q.URL.Host == h.dead {
		return nil, &net.OpError{Op: "dial", Err: errors.New("network is unreachable")}
	}
	if h.silent != nil && h.silent(q) {
		<-q.Context().Done()
		return nil, q.Context().Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, q.URL.Host+q.URL.Path)
	resp := h.answer(q)
	resp.Request = q
	return resp, nil
}

// says makes an answer.
func says(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

func (h *house) poll() watcher.PollSummary {
	h.t.Helper()
	sum, err := h.w.Poll(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return sum
}

func (h *house) state(url string) store.FeedState {
	h.t.Helper()
	states, err := h.store.Feeds()
	if err != nil {
		h.t.Fatal(err)
	}
	return states[url]
}

// feedsAt lists one feed at each address, asked with a concurrency of one.
func feedsAt(urls ...string) string {
	var b strings.Builder
	b.WriteString("timezone: UTC\nfetch: {min_host_interval: 0s, concurrency: 1}\nfeeds:\n")
	for i, url := range urls {
		fmt.Fprintf(&b, "  - {url: '%s', name: f%d}\n", url, i)
	}
	return b.String()
}

const aOrg, bOrg, cOrg = "https://a.example/feed", "https://b.example/feed", "https://c.example/feed"

func well(*http.Request) *http.Response { return says(200, rss(weather("1"))) }

func TestAnOutageOfOursIsNobodysFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt(aOrg, bOrg, cOrg))
		h.answer = well
		h.poll()
		h.answer = nil
		var pauses []time.Duration
		for range 12 {
			time.Sleep(time.Until(h.state(aOrg).NextPoll) + 3*time.Minute)
			if sum := h.poll(); sum.Failed != sum.Feeds || sum.Feeds == 0 {
				t.Fatalf("a round without a network: %+v", sum)
			}
			pauses = append(pauses, time.Until(h.state(aOrg).NextPoll))
		}
		st := h.state(bOrg)
		if st.Errors != 0 || !strings.Contains(st.Error, "network is unreachable") || st.ErrorSince.IsZero() || st.ErrorKind != "connect" {
			t.Errorf("in the outage: %+v, want no failure counted and its words kept", st)
		}
		if pauses[0] < time.Minute || pauses[0] > 67*time.Second || pauses[11] < 10*time.Minute || pauses[11] > 17*time.Minute {
			t.Errorf("pauses %v, want them to grow from a minute towards 15", pauses)
		}
		h.answer = well
		time.Sleep(20 * time.Minute)
		h.poll()
		if st := h.state(bOrg); st.Error != "" || !st.ErrorSince.IsZero() {
			t.Errorf("afterwards: %+v", st)
		}
		log := h.log.String()
		for words, times := range map[string]int{"is the network down?": 1, "feeds can be reached again": 1, "feed fails": 0, "feed works again": 0} {
			if n := strings.Count(log, words); n != times {
				t.Errorf("%q stands %d times in the log, want %d:\n%s", words, n, times, log)
			}
		}
	})
}

func TestADeadHostAmongOthersIsItsOwnFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt(aOrg, bOrg))
		h.answer, h.dead = well, "b.example"
		h.poll()
		if st := h.state(bOrg); st.Errors != 1 || st.ErrorSince.IsZero() {
			t.Errorf("one of two is silent: %+v, want its failure counted", st)
		}
		// From now on b is known to be dead: its silence proves nothing of the network.
		for range 3 {
			time.Sleep(time.Until(h.state(bOrg).NextPoll))
			h.poll()
		}
		if st := h.state(bOrg); st.Errors < 3 {
			t.Errorf("%d failures are counted, want each", st.Errors)
		}
	})
}

func TestAFeedAloneFailsAsItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt(aOrg))
		for range 3 {
			h.poll()
			time.Sleep(24 * time.Hour)
		}
		if st := h.state(aOrg); st.Errors != 3 {
			t.Errorf("%d failures are counted of 3: there is nobody to compare it with", st.Errors)
		}
	})
}

func TestRetryAfterMeansTheWholePublicHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const one, two, three = "https://a.example/1", "https://a.example/2", "https://a.example/3"
		h := newHouse(t, feedsAt(one, two, three, bOrg))
		h.answer = well
		h.poll()
		time.Sleep(20 * time.Minute)
		h.asked = nil
		h.answer = func(q *http.Request) *http.Response {
			if q.URL.Host == "a.example" {
				return says(429, "", "Retry-After", "7200")
			}
			return well(q)
		}
		h.poll()
		if got := strings.Join(h.asked, " "); strings.Count(got, "a.example") != 1 || !strings.Contains(got, "b.example") {
			t.Errorf("asked %s, want the host that throttles once, and the other", got)
		}
		failed := 0
		for _, url := range []string{one, two, three} {
			st := h.state(url)
			failed += st.Errors
			if next := time.Until(st.NextPoll); next < 119*time.Minute {
				t.Errorf("%s is due in %v, want the two hours that its host asked for", url, next)
			}
		}
		if failed != 1 {
			t.Errorf("%d failures are counted, want that of the one that was asked", failed)
		}
		if next := time.Until(h.state(bOrg).NextPoll); next > time.Hour {
			t.Errorf("the other host is due in %v", next)
		}
	})
}

func TestRetryAfterBehindAPrivateNameMeansOneFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt("http://rsshub.lan/1", "http://rsshub.lan/2"))
		h.answer = func(q *http.Request) *http.Response {
			if q.URL.Path == "/1" {
				return says(503, "", "Retry-After", "7200")
			}
			return well(q)
		}
		h.poll()
		if st := h.state("http://rsshub.lan/2"); st.Polls != 1 || time.Until(st.NextPoll) > time.Hour {
			t.Errorf("the other feed was asked %d times and is due in %v", st.Polls, time.Until(st.NextPoll))
		}
	})
}

func TestAFeedThatIsGoneIsAskedNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt(aOrg, bOrg))
		gone := func(q *http.Request) *http.Response {
			if q.URL.Host == "a.example" {
				return says(410, "")
			}
			return well(q)
		}
		h.answer = gone
		for range 7 * 24 {
			h.poll()
			time.Sleep(time.Hour)
		}
		st := h.state(aOrg)
		if !st.Gone || st.Polls < 3 || st.Polls > 4 || st.ErrorKind != "gone" {
			t.Errorf("after a week of 410: %+v, want it asked daily for two days, then no more", st)
		}
		if _, err := h.w.PollAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if again := h.state(aOrg); again.Polls != st.Polls+1 || !again.Gone {
			t.Errorf("asking all feeds: %d polls, gone is %v; want it asked and still gone", again.Polls, again.Gone)
		}
		h.answer = well
		if _, err := h.w.PollAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if st := h.state(aOrg); st.Gone || st.Errors != 0 || st.NextPoll.After(time.Now().Add(time.Hour)) {
			t.Errorf("after an answer: %+v, want it revived", st)
		}
	})
}

func TestTheAnswersLifetimeAndTheDocumentsPaceAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, feedsAt(aOrg, bOrg))
		h.answer = func(q *http.Request) *http.Response {
			if q.URL.Host == "a.example" {
				return says(200, rss(weather("1")), "Cache-Control", "max-age=2400")
			}
			return says(200, strings.Replace(rss(weather("1")), "<title>", "<ttl>30</ttl><title>", 1))
		}
		h.poll()
		a, b := h.state(aOrg), h.state(bOrg)
		if next := time.Until(a.NextPoll); next < 39*time.Minute || next > 45*time.Minute {
			t.Errorf("an answer that holds for 40 minutes: next poll in %v", next)
		}
		if next := time.Until(b.NextPoll); b.Pace.Every != 30*time.Minute || next < 29*time.Minute || next > 34*time.Minute {
			t.Errorf("a document that asks for 30 minutes: %+v, next poll in %v", b.Pace, next)
		}
	})
}

func TestAStartIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var urls []string
		for i := range 100 {
			urls = append(urls, fmt.Sprintf("https://h%d.example/feed", i))
		}
		h := newHouse(t, feedsAt(urls...))
		var times []time.Time
		h.answer = func(q *http.Request) *http.Response {
			times = append(times, time.Now())
			return well(q)
		}
		start := time.Now()
		if sum := h.poll(); sum.Feeds != 100 || sum.Took < 20*time.Second || sum.Took > 30*time.Second {
			t.Errorf("the first round: %+v, want 100 feeds over 25 s", sum)
		}
		for i, at := range times {
			if want := time.Duration(i) * 250 * time.Millisecond; at.Sub(start).Round(10*time.Millisecond) != want {
				t.Fatalf("host %d was asked after %v, want %v", i, at.Sub(start), want)
			}
		}
		began := time.Now()
		if _, err := h.w.PollAll(t.Context()); err != nil || time.Since(began) > time.Second {
			t.Errorf("asking all at once took %v, %v", time.Since(began), err)
		}
	})
}
