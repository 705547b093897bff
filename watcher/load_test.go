package watcher_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vedette/watcher"
)

const (
	loadHosts    = 400
	feedsPerHost = 5
	loadFeeds    = loadHosts * feedsPerHost
	loadTimeout  = 2 * time.Second
)

// loadedHost is a host of the load test: it knows when it was asked twice at a time.
type loadedHost struct {
	mu     sync.Mutex
	open   int
	silent time.Time // until when a request is surely still waiting for its answer
	twice  int
}

func (s *loadedHost) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open++; s.open > 1 || time.Now().Before(s.silent) {
		s.twice++
	}
}

// leave is called before anything is answered: the client may be faster with
// its next request than the handler with its end.
func (s *loadedHost) leave(silent time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	s.silent = time.Now().Add(silent)
}

// kindOf spreads what feeds do over all hosts: of 100 feeds 5 are slow, 5
// broken, 1 hostile.
func kindOf(feed int) string {
	switch n := (feed*37 + feed/feedsPerHost) % 100; {
	case n < 5:
		return "slow"
	case n < 10:
		return []string{"500", "reset", "cut", "page", "404"}[n-5]
	case n == 10:
		return []string{"endless", "bomb", "junk", "loop", "header"}[feed%5]
	}
	return "well"
}

func misbehave(w http.ResponseWriter, q *http.Request, kind string) {
	switch kind {
	case "slow":
		<-q.Context().Done()
	case "500":
		w.WriteHeader(http.StatusInternalServerError)
	case "404":
		w.WriteHeader(http.StatusNotFound)
	case "page":
		io.WriteString(w, "<!doctype html><html><body>Hello</body></html>")
	case "cut":
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, "<rss><channel>")
	case "loop":
		http.Redirect(w, q, q.URL.Path, http.StatusFound)
	case "header":
		w.Header().Set("X-Long", strings.Repeat("x", 2<<20))
	case "junk":
		io.WriteString(w, strings.Repeat("\x00\xff<{", 200_000))
	case "bomb":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 64 {
			z.Write(make([]byte, 1<<20))
		}
		z.Close()
	case "endless":
		for q.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	default: // reset
		panic(http.ErrAbortHandler)
	}
}

// serveSites starts the hosts, each on an address of its own.
func serveSites(t *testing.T, kind func(feed int) string) (urls []string, sites []*loadedHost) {
	t.Helper()
	for i := range loadHosts {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:0", 1+i/200, 1+i%200))
		if err != nil {
			t.Skip("this machine has one loopback address only: ", err)
		}
		s := &loadedHost{}
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			var feed int
			if _, err := fmt.Sscanf(q.URL.Path, "/%d", &feed); err != nil {
				t.Error(err)
			}
			s.enter()
			switch k := kind(feed); k {
			case "well":
				s.leave(0)
				document(rss(weather("1"), weather("2")))(w, q)
			case "slow":
				s.leave(loadTimeout / 2)
				misbehave(w, q, k)
			default:
				s.leave(0)
				misbehave(w, q, k)
			}
		}))
		server.Listener.Close()
		server.Listener = l
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Start()
		t.Cleanup(server.Close)
		for n := range feedsPerHost {
			urls = append(urls, fmt.Sprintf("%s/%d", server.URL, i*feedsPerHost+n))
		}
		sites = append(sites, s)
	}
	return urls, sites
}

// fullRound polls all feeds of a new daemon, and checks that no host was asked
// twice at a time.
func fullRound(t *testing.T, kind func(feed int) string) watcher.PollSummary {
	t.Helper()
	r := newRig(t)
	urls, sites := serveSites(t, kind)
	var b strings.Builder
	fmt.Fprintf(&b, "fetch: {min_host_interval: 0s, allow_networks: [127.0.0.0/8], timeout: %v, max_body: 1MiB}\nfeeds:\n", loadTimeout)
	for i, url := range urls {
		fmt.Fprintf(&b, "  - {url: '%s', name: f%d}\n", url, i)
	}
	r.quiet = true
	r.start(b.String())
	sum := r.pollAll()
	for i, s := range sites {
		if s.twice > 0 {
			t.Errorf("host %d was asked while it was busy %d times", i, s.twice)
		}
	}
	return sum
}

func TestBadHostsDoNotSlowARound(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds: left out with -short and under the race detector")
	}
	counts := map[string]int{}
	for feed := range loadFeeds {
		k := kindOf(feed)
		if k != "well" && k != "slow" {
			k = "bad"
		}
		counts[k]++
	}
	calm := fullRound(t, func(int) string { return "well" })
	if calm.Failed != 0 || calm.Items != 2*loadFeeds {
		t.Fatalf("all well: %+v, want no failure and %d items", calm, 2*loadFeeds)
	}
	rough := fullRound(t, kindOf)
	if rough.Feeds != loadFeeds || rough.Failed != counts["slow"]+counts["bad"] || rough.Items < 2*counts["well"] {
		t.Errorf("%+v; want %v", rough, counts)
	}
	// All slow feeds, one after the other in each of the 64 places, is the most
	// that they may add.
	waits := time.Duration(counts["slow"]/64+2) * loadTimeout
	if most := calm.Took*3/2 + waits; rough.Took > most {
		t.Errorf("a round with bad hosts took %v, and %v without; want %v at most", rough.Took, calm.Took, most)
	}
	t.Logf("%v: %v, without them %v", counts, rough.Took, calm.Took)
}

// TestDeadHostsHoldUpNobody: in a round of the daemon, hosts that do not
// answer take their time from no other, and none of the round's end but their
// own timeout.
func TestDeadHostsHoldUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var urls []string
		for i := range 300 {
			urls = append(urls, fmt.Sprintf("https://h%d.example/feed", i))
		}
		h := newHouse(t, strings.Replace(feedsAt(urls...), "concurrency: 1}", "concurrency: 64}", 1))
		number := func(q *http.Request) (i int) {
			if _, err := fmt.Sscanf(q.URL.Host, "h%d.", &i); err != nil {
				t.Error(err)
			}
			return i
		}
		start := time.Now()
		var latest time.Duration // behind the time at which a host is to be asked
		h.answer = func(q *http.Request) *http.Response {
			latest = max(latest, time.Since(start)-time.Duration(number(q))*250*time.Millisecond)
			return well(q)
		}
		h.silent = func(q *http.Request) bool { return number(q)%10 == 0 }
		sum := h.poll()
		if sum.Feeds != 300 || sum.Failed != 30 || latest > time.Second || sum.Took > 300*250*time.Millisecond+30*time.Second {
			t.Errorf("%+v; the latest host was %v behind", sum, latest)
		}
	})
}
