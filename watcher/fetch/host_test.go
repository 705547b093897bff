package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// network is a RoundTripper that takes a second of virtual time.
type network func(*http.Request) *http.Response

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := sleep(r.Context(), time.Second); err != nil {
		return nil, err
	}
	if n != nil {
		return n(r), nil
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("<rss/>"))}, nil
}

// TestHostInterval: three requests to one host, one to another, one that
// waits in vain, all at once.
func TestHostInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{MinHostInterval: 10 * time.Second, Timeout: 2 * time.Second, Transport: network(nil)})
		start := time.Now()
		var mu sync.Mutex
		ended := map[string]int{}
		var wg sync.WaitGroup
		for _, u := range []string{"http://a.org/", "http://A.org:80/", "http://a.org./x", "http://b.org/", "https://a.org/"} {
			wg.Go(func() {
				mustGet(t, c, Request{URL: u})
				mu.Lock()
				defer mu.Unlock()
				ended[fmt.Sprint(time.Since(start))]++
			})
		}
		wg.Wait()
		if d := cmp.Diff(map[string]int{"1s": 3, "12s": 1, "23s": 1}, ended); d != "" {
			t.Errorf("requests ended at (-want +got):\n%s", d)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(c.hosts.known); n != 0 {
			t.Errorf("%d hosts are remembered for nothing", n)
		}
	})
}

func TestWaitObeysContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{MinHostInterval: time.Minute, Transport: network(nil)})
		mustGet(t, c, Request{URL: "http://a.org/"})
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 3 { // one waits for the interval, two for it
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i+1)*time.Second)
				defer cancel()
				_, err := c.Get(ctx, Request{URL: "http://a.org/"})
				if e, ok := errors.AsType[*Error](err); !ok || e.Kind != KindTimeout || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("wait %d ended with %#v", i, err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("the waits took %v, want 3s", took)
		}
		mustGet(t, c, Request{URL: "http://a.org/"})
		if took := time.Since(start); took != 61*time.Second {
			t.Errorf("the next request ended after %v, want 1m1s", took)
		}
	})
}

// TestRedirectTakesTurns: hops within a host are one turn, another host has
// its own, and the waits are not counted as the request's time.
func TestRedirectTakesTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hops []string
		start := time.Now()
		c := New(Options{MinHostInterval: time.Minute, Timeout: 5 * time.Second, Transport: network(func(r *http.Request) *http.Response {
			hops = append(hops, fmt.Sprintf("%v %s%s", time.Since(start), r.URL.Host, r.URL.Path))
			next := map[string]string{"/1": "/2", "/2": "http://b.org/3", "/3": "http://a.org/4"}[r.URL.Path]
			if next == "" {
				return &http.Response{StatusCode: 200, Header: http.Header{}}
			}
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {next}}}
		})})
		mustGet(t, c, Request{URL: "http://b.org/"})
		mustGet(t, c, Request{URL: "http://a.org/1"})
		want := []string{"1s b.org/", "2s a.org/1", "3s a.org/2", "1m2s b.org/3", "1m3s a.org/4"}
		want[4] = "1m4s a.org/4" // a.org's turn ended at 3s
		if d := cmp.Diff(want, hops); d != "" {
			t.Errorf("hops (-want +got):\n%s", d)
		}
	})
}

func TestTimeoutCoversAllHops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := New(Options{Timeout: 3500 * time.Millisecond, Transport: network(func(*http.Request) *http.Response {
			n++
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {fmt.Sprint("/", n)}}}
		})})
		start := time.Now()
		mustFail(t, c, Request{URL: "http://a.org/"}, KindTimeout)
		if took := time.Since(start); took != 3500*time.Millisecond || n != 3 {
			t.Errorf("%d hops in %v, want 3 in 3.5s", n, took)
		}
	})
}

// TestOneAtATime is about the wire: a server that sees two requests at once
// says so.
func TestOneAtATime(t *testing.T) {
	var now, most, last atomic.Int64
	const interval = 20 * time.Millisecond
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		if gap := time.Now().UnixNano() - last.Load(); gap < int64(interval) {
			t.Errorf("the next request came %v after the last", time.Duration(gap))
		}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		<-tick.C
		last.Store(time.Now().UnixNano())
		now.Add(-1)
	})
	c := local(t, Options{MinHostInterval: interval})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { mustGet(t, c, Request{URL: s.URL}) })
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests at once", most.Load())
	}
}

// TestHostsSideBySide: two hosts that each wait for the other's request.
func TestHostsSideBySide(t *testing.T) {
	var both sync.WaitGroup
	both.Add(2)
	meet := func(http.ResponseWriter, *http.Request) { both.Done(); both.Wait() }
	a, b := serve(t, meet), serveAt(t, "127.0.0.2", meet)
	c := local(t, Options{Timeout: 10 * time.Second})
	var wg sync.WaitGroup
	for _, u := range []string{a.URL, b.URL} {
		wg.Go(func() { mustGet(t, c, Request{URL: u}) })
	}
	wg.Wait()
}

// TestHostsAreForgotten: errors and cancellations leave nothing behind.
func TestHostsAreForgotten(t *testing.T) {
	s := serve(t, http.NotFound)
	c := local(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 20 {
		mustFail(t, c, Request{URL: s.URL}, KindStatus)
		if _, err := c.Get(ctx, Request{URL: fmt.Sprintf("http://h%d.example.org/", i)}); err == nil {
			t.Error("a canceled request succeeded")
		}
	}
	if n := len(c.hosts.known); n != 0 {
		t.Errorf("%d hosts are remembered", n)
	}
}
