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
)

func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		name, file string
		allowed    []string
		forbidden  []string
	}{
		{"empty", "", []string{"/", "/a"}, nil},
		{"all", "User-agent: *\nDisallow: /\n", nil, []string{"/", "/a?b=c", ""}},
		{"ours before all", "User-agent: *\nDisallow: /\n\nUser-agent: Vedette/2.0\nDisallow: /private\n", []string{"/", "/a"}, []string{"/private", "/private/x"}},
		{"ours forbids nothing", "User-agent: vedette\nDisallow:\n\nUser-agent: *\nDisallow: /\n", []string{"/", "/a"}, nil},
		{"another's", "User-agent: other\nDisallow: /\n", []string{"/a"}, nil},
		{"shared group", "User-agent: other\nUser-agent: *\nDisallow: /x\nUser-agent: third\nDisallow: /y\n", []string{"/y"}, []string{"/x"}},
		{"longest wins", "User-agent: *\nDisallow: /\nAllow: /news/\nDisallow: /news/draft\n", []string{"/news/a"}, []string{"/b", "/news/drafts"}},
		{"wildcards", "User-agent: *\nDisallow: /a*b\nDisallow: /*.pdf$\nDisallow: *print=\n", []string{"/x/acb", "/f.pdf?x"}, []string{"/acb", "/d/f.pdf", "/q?print=1"}},
		{"odd lines", "\ufeffDisallow: /early\nUSER-AGENT : *\r\nCrawl-delay: soon\rDisallow: /x # why\r\nnonsense\n<html>\n", []string{"/early"}, []string{"/x"}},
		{"letters", "User-agent: *\nDisallow: /новости\nDisallow: /%d8%a3\nDisallow: relative\n", []string{"/a"}, []string{"/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1", "/%D8%A3", "/relative/1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			group := parseRobots([]byte(c.file))
			check := func(path string, want bool) {
				u, err := parseURL("https://sample.example" + path)
				if err != nil {
					t.Fatal(err)
				}
				if got := group.Test(robotsPath(u)); got != want {
					t.Errorf("%q: allowed is %v, want %v", path, got, want)
				}
			}
			for _, path := range c.allowed {
				check(path, true)
			}
			for _, path := range c.forbidden {
				check(path, false)
			}
		})
	}
}

// robotsNetwork answers robots.txt with a status and a body, and counts.
func robotsNetwork(asked *atomic.Int32, status *atomic.Int32, file string) network {
	return func(r *http.Request) *http.Response {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
		}
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
			err := c.Allowed(t.Context(), "https://a.org"+path)
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
				if err := c.Allowed(t.Context(), "https://a.org/x"); (err == nil) != allowed {
					t.Errorf("%d: %v, want it allowed: %v", status, err, allowed)
				}
			})
		})
	}
}

func TestRobotsOfALargeFileForbid(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("#\n", robotsSize)) })
	e, ok := errors.AsType[*Error](local(t, Options{}).Allowed(t.Context(), s.URL+"/x"))
	if !ok || e.Kind != KindRobots || !strings.Contains(e.Error(), "larger than") {
		t.Errorf("%v", e)
	}
}

func TestRobotsAreBehindTheGuard(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a private address was asked") })
	if err := guarded(t, Options{}).Allowed(t.Context(), s.URL+"/x"); err == nil {
		t.Error("a private address is allowed")
	}
}

func TestRobotsEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Transport: network(nil)})
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := c.Allowed(ctx, "https://a.org/x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended with %v", err)
		}
		if err := c.Allowed(t.Context(), "https://a.org/x"); err != nil {
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
			if err := c.Allowed(t.Context(), "https://a.org/x"); err != nil {
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
		c := New(Options{Transport: robotsNetwork(&asked, &status, "user-agent: *\ncrawl-delay: 1\n"+strings.Repeat("disallow: /*x\n", 5*robotsRules))})
		for i := range robotsHosts + 10 {
			if err := c.Allowed(t.Context(), fmt.Sprintf("https://h%d.org/y", i)); err != nil {
				t.Fatal(err)
			}
		}
		if known, slow := len(c.robots.known), len(c.hosts.slower); known > robotsHosts || slow > robotsHosts {
			t.Errorf("%d robots.txt and %d intervals are remembered", known, slow)
		}
		time.Sleep(time.Minute)
	})
}
