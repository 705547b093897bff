package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	robotsFor    = 24 * time.Hour   // how long a robots.txt holds
	robotsRetry  = time.Hour        // until one that could not be had is asked for again
	robotsHosts  = 256              // hosts remembered
	slowestCrawl = 10 * time.Second // the longest Crawl-delay that is kept to
)

// robots remembers what hosts say in their robots.txt. A host is one scheme,
// name and port.
type robots struct {
	mu    sync.Mutex
	known map[string]*robotsEntry
}

type robotsEntry struct {
	turn  chan struct{} // full while the file is fetched, so that it is fetched once; guards the rest
	until time.Time     // when it has to be asked for again
	rules *ruleset      // never changed once it is here; nil: not known yet
	err   *Error        // set while the file cannot be had: nothing may be asked
}

// mayAsk holds a walk that obeys robots.txt to that of the next URL's host. No
// turn is held while the file is fetched, which takes one itself; redirects
// within a host are judged by the rules that are at hand.
func (w *walk) mayAsk(ctx context.Context) error {
	if !w.req.Robots {
		return nil
	}
	if at := origin(w.url); at != w.origin {
		w.leave()
		rules, err := w.c.rules(ctx, w.url)
		if err != nil {
			return err
		}
		w.origin, w.rules = at, rules
	}
	if !w.rules.allow(robotsPath(w.url)) {
		return failure(KindRobots, nil, "the robots.txt of %s asks not to fetch it", hostName(w.url))
	}
	return nil
}

func origin(u *url.URL) string { return u.Scheme + "://" + hostKey(u) }

// rules gives those of a host's robots.txt: it is fetched like any other
// document, and kept for a day. Its Crawl-delay, up to 10 s, becomes the least
// interval of the host's requests. RFC 9309: a host that has none allows all,
// one that is out of order nothing for now, which is an *Error of KindRobots.
func (c *Client) rules(ctx context.Context, u *url.URL) (*ruleset, error) {
	e := c.robots.entry(origin(u))
	select {
	case e.turn <- struct{}{}:
		defer func() { <-e.turn }()
	case <-ctx.Done():
		return nil, stopped(ctx, c.o.Timeout)
	}
	if !time.Now().Before(e.until) {
		if err := c.askRobots(ctx, u, e); err != nil {
			return nil, err
		}
	}
	if e.err != nil {
		err := *e.err // each caller adds to its own
		return nil, &err
	}
	return e.rules, nil
}

// entry finds or makes a host's. Of too many one is forgotten, whichever: it
// costs a request to know it again.
func (r *robots) entry(key string) *robotsEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.known[key]; e != nil {
		return e
	}
	if len(r.known) >= robotsHosts {
		for old := range r.known {
			delete(r.known, old)
			break
		}
	}
	e := &robotsEntry{turn: make(chan struct{}, 1)}
	r.known[key] = e
	return e
}

// askRobots fetches the file anew. Where that fails, what it said before goes
// on to hold. An error is the end of ctx, or an address that this client may
// not ask though another that shares its memory may.
func (c *Client) askRobots(ctx context.Context, u *url.URL, e *robotsEntry) error {
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	resp, err := c.Get(ctx, Request{URL: at.String(), Header: http.Header{"Accept": {"text/plain, */*;q=0.1"}}})
	ferr, _ := errors.AsType[*Error](err)
	if err != nil && (ctx.Err() != nil || ferr.Kind == KindBlocked) {
		return err
	}
	now := time.Now()
	if err != nil && !hasNoRobots(ferr) {
		e.until = now.Add(robotsRetry)
		if e.rules == nil {
			e.err = failure(KindRobots, err, "whether it may be fetched is not known, as the robots.txt of %s cannot be had: %s", hostName(u), ferr)
		}
		return nil
	}
	e.until, e.err, e.rules = now.Add(robotsFor), nil, &ruleset{}
	if err == nil {
		e.rules = parseRobots(resp.Body)
	}
	c.hosts.slow(hostKey(u), min(e.rules.delay, slowestCrawl))
	return nil
}

// hasNoRobots tells an answer that means there is no such file from a host
// that is out of order or overrun.
func hasNoRobots(e *Error) bool {
	if e.Kind == KindRedirect {
		return true
	}
	return (e.Kind == KindStatus || e.Kind == KindGone) && e.Status < 500
}
