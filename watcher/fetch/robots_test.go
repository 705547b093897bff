package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// robotsSay gets an address as robots.txt lets it.
func robotsSay(ctx context.Context, c *Client, address string) error {
	_, err := c.Get(ctx, Request{URL: address, Robots: true})
	return err
}

// robotsNetwork answers robots.txt with a status and a body, and counts.
func robotsNetwork(asked *atomic.Int32, status *atomic.Int32, file string) network {
	return func(r *http.Request) *http.Response {
		if r.URL.Path != "/robots.txt" {
			return &http.Response{StatusCode: 200, Header: http.Header{}}
		}
		asked.Add(1)
		return &http.Response{StatusCode: int(status.Load()), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(file))}
	}
}

func TestRobotsAreKeptForADayAndOutliveTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, status atomic.Int32
		status.Store(200)
		c := New(Options{Transport: robotsNetwork(&asked, &status, "user-agent: *\ndisallow: /no\n")})
		expect := func(path string, allowed bool, requests int32) {
			t.Helper()
			err := robotsSay(t.Context(), c, "https://a.org"+path)
			if e, ok := errors.AsType[*Error](err); (err == nil) != allowed || (err != nil && (!ok || e.Kind != KindRobots || e.URL == "")) {
				t.Errorf("%s: %#v, want it allowed: %v", path, err, allowed)
			}
			if n := asked.Load(); n != requests {
				t.Errorf("%s: robots.txt was asked for %d times, want %d", path, n, requests)
			}
		}
		expect("/yes", true, 1)
		expect("/no", false, 1)
		time.Sleep(23 * time.Hour)
		expect("/no", false, 1)
		time.Sleep(2 * time.Hour)
		status.Store(503)
		expect("/no", false, 2)
		expect("/yes", true, 2)
		time.Sleep(2 * time.Hour)
		status.Store(404)
		expect("/no", true, 3)
	})
}

func TestRobotsThatCannotBeHad(t *testing.T) {
	for status, allowed := range map[int]bool{401: true, 403: true, 404: true, 410: true, 429: false, 500: false, 503: false} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked, answer atomic.Int32
				answer.Store(int32(status))
				c := New(Options{Transport: robotsNetwork(&asked, &answer, "")})
				if err := robotsSay(t.Context(), c, "https://a.org/x"); (err == nil) != allowed {
					t.Errorf("%d: %v, want it allowed: %v", status, err, allowed)
				}
			})
		})
	}
}

func TestRobotsAreBehindTheGuard(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a private address was asked") })
	if err := robotsSay(t.Context(), guarded(t, Options{}), s.URL+"/x"); err == nil {
		t.Error("a private address is allowed")
	}
}

// TestPublicIsBehindTheGuard, and what is not told to it is told to the client
// that it came from.
func TestPublicIsBehindTheGuard(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := local(t, Options{})
	public := c.Public()
	t.Cleanup(public.CloseIdleConnections)
	mustFail(t, public, Request{URL: s.URL + "/x"}, KindBlocked)
	mustFail(t, public, Request{URL: s.URL + "/x", Robots: true}, KindBlocked)
	mustGet(t, c, Request{URL: s.URL + "/x", Robots: true})
	mustFail(t, public, Request{URL: s.URL + "/x", Robots: true}, KindBlocked)
}

func TestRobotsEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Transport: network(nil)})
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := robotsSay(ctx, c, "https://a.org/x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended with %v", err)
		}
		if err := robotsSay(t.Context(), c, "https://a.org/x"); err != nil {
			t.Errorf("what was cut off is remembered: %v", err)
		}
	})
}

func TestCrawlDelayIsTheHostsInterval(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"user-agent: *\ncrawl-delay: 3.5":                              3500 * time.Millisecond,
		"user-agent: *\ncrawl-delay: 1e300":                            10 * time.Second,
		"user-agent: *\ncrawl-delay: 9\nuser-agent: vedette\nallow: /": time.Second,
		"": time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			var asked, status atomic.Int32
			status.Store(200)
			c := New(Options{MinHostInterval: time.Second, Transport: robotsNetwork(&asked, &status, file)})
			if err := robotsSay(t.Context(), c, "https://a.org/x"); err != nil {
				t.Fatal(err)
			}
			mustGet(t, c, Request{URL: "https://a.org/1"})
			start := time.Now()
			mustGet(t, c, Request{URL: "https://a.org/2"})
			if got := time.Since(start) - time.Second; got != want {
				t.Errorf("%q: the next request waited %v, want %v", file, got, want)
			}
			time.Sleep(time.Minute)
		})
	}
}

func TestRobotsMemoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, status atomic.Int32
		status.Store(200)
		c := New(Options{Transport: robotsNetwork(&asked, &status, "user-agent: *\ncrawl-delay: 1\n"+strings.Repeat("disallow: /*x\n", 5000))})
		for i := range robotsHosts + 10 {
			if err := robotsSay(t.Context(), c, fmt.Sprintf("https://h%d.org/y", i)); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range c.robots.known {
			if e.rules != nil && cap(e.rules.rules) != 1 {
				t.Fatalf("%d rules are kept of one that stands there many times", cap(e.rules.rules))
			}
		}
		if known, slow := len(c.robots.known), len(c.hosts.slower); known > robotsHosts || slow > robotsHosts {
			t.Errorf("%d robots.txt and %d intervals are remembered", known, slow)
		}
		time.Sleep(time.Minute)
	})
}

// TestRobotsOfALargeFile is read as far as RFC 9309 asks, whole lines only.
func TestRobotsOfALargeFile(t *testing.T) {
	head := "User-agent: *\nDisallow: /first\n"
	filler := strings.Repeat("#\n", (robotsSize-len(head))/2-1)
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, head+filler+"Disallow: /all\nDisallow: /last\n")
	})
	c := local(t, Options{})
	mustGet(t, c, Request{URL: s.URL + "/last", Robots: true})
	mustGet(t, c, Request{URL: s.URL + "/a", Robots: true})
	mustFail(t, c, Request{URL: s.URL + "/first", Robots: true}, KindRobots)
}

// TestRobotsOfRedirects: every host on the way is asked, before anything else is
// asked of it, and once.
func TestRobotsOfRedirects(t *testing.T) {
	for name, c := range map[string]struct {
		rules string
		want  []string
	}{
		"allowed":       {"", []string{"a/robots.txt", "a/1", "a/2", "b/robots.txt", "b/3", "200"}},
		"forbidden":     {"user-agent: *\ndisallow: /3", []string{"a/robots.txt", "a/1", "a/2", "b/robots.txt", "robots"}},
		"within a host": {"user-agent: *\ndisallow: /2", []string{"a/robots.txt", "a/1", "robots"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var asked []string
			client := New(Options{MinHostInterval: time.Minute, Transport: network(func(r *http.Request) *http.Response {
				asked = append(asked, r.URL.Host+r.URL.Path)
				if r.URL.Path == "/robots.txt" {
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(c.rules))}
				}
				if next := map[string]string{"/1": "/2", "/2": "http://b/3"}[r.URL.Path]; next != "" {
					return &http.Response{StatusCode: 302, Header: http.Header{"Location": {next}}}
				}
				return &http.Response{StatusCode: 200, Header: http.Header{}}
			})})
			_, err := client.Get(t.Context(), Request{URL: "http://a/1", Robots: true})
			if e, ok := errors.AsType[*Error](err); ok {
				asked = append(asked, e.Kind)
			} else {
				asked = append(asked, "200")
			}
			if d := cmp.Diff(c.want, asked); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
			time.Sleep(2 * time.Minute)
		})
	}
}

// TestWaitingForRobotsObeysContext: many want the same file at once; those whose
// time is up do not wait for it.
func TestWaitingForRobotsObeysContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked, status atomic.Int32
		status.Store(200)
		c := New(Options{Transport: robotsNetwork(&asked, &status, "")})
		start := time.Now()
		first := make(chan error, 1)
		go func() { first <- robotsSay(t.Context(), c, "https://a.org/1") }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := c.Get(ctx, Request{URL: "https://a.org/2", Robots: true}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Millisecond {
			t.Errorf("ended after %v with %v", time.Since(start), err)
		}
		if err := <-first; err != nil || asked.Load() != 1 {
			t.Errorf("the first ended with %v, robots.txt was asked for %d times", err, asked.Load())
		}
	})
}
