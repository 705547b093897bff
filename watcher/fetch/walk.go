package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

const (
	maxRedirects = 10
	// drainBytes of a redirect's body are read so that its connection can be
	// used again.
	drainBytes = 4 << 10
)

// walk is one Get on its way along redirects.
type walk struct {
	c        *Client
	req      Request
	cookies  *cookiejar.Jar // this walk's own
	first    *url.URL       // as asked, without user info
	url      *url.URL       // to ask next, or asked last
	left     time.Duration
	turn     string          // key of the host whose turn we hold, "" if none
	seen     map[string]bool // URL and cookies of the hops made
	away     bool            // credentials no longer go along
	userInfo bool            // a redirect brought user info of its own
	lasting  bool            // every redirect so far was permanent
	origin   string          // whose rules these are, "" if none are known
	rules    *ruleset
}

// answer is what came at the end of a walk, the body as on the wire.
type answer struct {
	status int
	header http.Header
	wire   []byte
	broken *Error // why wire is not the whole body, nil if it is
}

func (c *Client) newWalk(r Request) (*walk, error) {
	u, err := parseURL(r.URL)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(r.Header); err != nil {
		err.URL = withoutQuery(u)
		return nil, err
	}
	if u.User != nil {
		if r.Username == "" && r.Password == "" {
			r.Username = u.User.Username()
			r.Password, _ = u.User.Password()
		}
		u.User = nil
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, failure(KindURL, err, "cookies: %v", err)
	}
	return &walk{
		c: c, req: r, cookies: jar, first: u, url: u,
		left: c.o.Timeout, seen: make(map[string]bool), lasting: true,
	}, nil
}

// run walks to the end. No host's turn is held afterwards.
func (w *walk) run(ctx context.Context) (*answer, error) {
	defer w.leave()
	for range maxRedirects + 1 {
		if err := w.mayAsk(ctx); err != nil {
			return nil, err
		}
		if err := w.enter(ctx); err != nil {
			return nil, stopped(ctx, w.c.o.Timeout)
		}
		a, err := w.hop(ctx)
		if a != nil || err != nil {
			return a, err
		}
	}
	return nil, failure(KindRedirect, nil, "more than %d redirects", maxRedirects)
}

// enter takes the turn at the next host. A redirect within a host is still
// the same turn.
func (w *walk) enter(ctx context.Context) error {
	key := hostKey(w.url)
	if key == w.turn {
		return nil
	}
	w.leave()
	if err := w.c.hosts.enter(ctx, key); err != nil {
		return err
	}
	w.turn = key
	return nil
}

func (w *walk) leave() {
	if w.turn != "" {
		w.c.hosts.leave(w.turn)
		w.turn = ""
	}
}

// hop asks the next URL within what is left of the time. With neither answer
// nor error it was redirected and w.url is the next to ask.
func (w *walk) hop(ctx context.Context) (*answer, error) {
	hopCtx, cancel := context.WithTimeout(ctx, w.left)
	defer cancel()
	start := time.Now()
	a, err := w.askEither(hopCtx)
	w.left -= time.Since(start)
	if hopCtx.Err() == nil {
		return a, err
	}
	if a != nil && a.broken != nil {
		a.broken = stopped(ctx, w.c.o.Timeout)
	} else if _, ok := errors.AsType[*Error](err); err != nil && !ok {
		err = stopped(ctx, w.c.o.Timeout)
	}
	return a, err
}

func (w *walk) ask(ctx context.Context) (*answer, error) {
	req := w.request(ctx)
	w.seen[w.mark()] = true
	// Not through an http.Client: it parses Location before anyone is asked,
	// and quotes it in its errors.
	resp, done, err := w.roundTrip(req)
	defer done(nil)
	if err != nil {
		return nil, err
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	defer resp.Body.Close()
	w.cookies.SetCookies(w.url, resp.Cookies())
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		// The drain only saves a connection; if it fails, the next hop dials.
		_, _ = io.CopyN(io.Discard, resp.Body, drainBytes)
		return nil, w.redirect(resp)
	}
	conditional := req.Header.Get("If-None-Match") != "" || req.Header.Get("If-Modified-Since") != ""
	if err := judge(resp.StatusCode, resp.Header, conditional); err != nil {
		return nil, err
	}
	return w.read(resp)
}

// read takes the body off the wire, up to the limit.
func (w *walk) read(resp *http.Response) (*answer, error) {
	a := &answer{status: resp.StatusCode, header: resp.Header}
	if a.status == http.StatusNotModified {
		return a, nil
	}
	limit := w.c.o.MaxBody
	if resp.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	var err error
	a.wire, err = readUpTo(resp.Body, limit)
	if errors.Is(err, errTooLarge) {
		return nil, tooLarge(limit)
	}
	if err != nil {
		a.broken = failure(KindRead, err, "the connection broke after %d bytes of the body", len(a.wire))
	}
	return a, nil
}

// redirect sets out for where a redirect points.
func (w *walk) redirect(resp *http.Response) error {
	to, err := follow(w.url, resp.Header.Get("Location"))
	if err != nil {
		err.Status = resp.StatusCode
		return err
	}
	if code := resp.StatusCode; code != http.StatusMovedPermanently && code != http.StatusPermanentRedirect {
		w.lasting = false
	}
	w.away = w.away || !mayKnow(w.url, to)
	w.userInfo = w.userInfo || to.User != nil
	w.url = to
	if w.seen[w.mark()] {
		e := failure(KindRedirect, nil, "the redirects run in a circle, back to %s", withoutQuery(to))
		e.Status = resp.StatusCode
		return e
	}
	return nil
}

// mark names a hop. Some sites set a cookie and redirect to the same URL:
// that is no circle, so the cookies belong to the name.
func (w *walk) mark() string {
	var b strings.Builder
	b.WriteString(w.url.String())
	for _, cookie := range w.cookies.Cookies(w.url) {
		b.WriteString("\n" + cookie.Name + "=" + cookie.Value)
	}
	return b.String()
}

// movedTo gives Response.MovedTo.
func (w *walk) movedTo() string {
	to := showable(w.url)
	leaks := w.userInfo || w.away && w.req.secret()
	if !w.lasting || leaks || to == showable(w.first) {
		return ""
	}
	return to
}
