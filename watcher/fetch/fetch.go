// Package fetch is the polite HTTP client: conditional GET under limits of
// time, size and address, one request at a time per host.
//
// A Get walks from the asked URL along its redirects. Every hop first takes
// the host's turn, then spends from one budget of time; the address it
// connects to is judged after the name was resolved. Only when the bytes are
// here and the host is free again are they decompressed.
package fetch

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"time"
)

const (
	defaultTimeout   = 30 * time.Second
	defaultMaxBody   = 8 << 20
	defaultUserAgent = "vedette"
)

// Options of a Client. Zero values mean the defaults named.
type Options struct {
	Timeout         time.Duration     // whole request with its redirects, without the wait for the host's turn: 30 s
	MaxBody         int64             // bytes, before and after decompression: 8 MiB
	MinHostInterval time.Duration     // from the end of one request to the start of the next on the same host: none
	UserAgent       string            // "vedette"
	Proxy           *url.URL          // nil: the environment's
	AllowNetworks   []netip.Prefix    // private ranges that may be asked
	RootCAs         *x509.CertPool    // who may sign certificates, nil: the system's
	Transport       http.RoundTripper // nil: the guarded transport; set by tests in a synctest bubble, and then nothing judges addresses
}

// Client fetches documents. It is safe for concurrent use.
type Client struct {
	o         Options
	transport http.RoundTripper
	hosts     *hosts
	robots    *robots
	http1     *http1
	decoders  chan *decoder // as many as may work at once
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBody <= 0 {
		o.MaxBody = defaultMaxBody
	}
	o.MaxBody = min(o.MaxBody, math.MaxInt64-1) // one more byte is read to see that there is more
	if o.UserAgent == "" {
		o.UserAgent = defaultUserAgent
	}
	c := &Client{
		o:         o,
		transport: o.Transport,
		hosts:     newHosts(o.MinHostInterval),
		http1:     &http1{},
		robots:    &robots{known: make(map[string]*robotsEntry)},
		decoders:  make(chan *decoder, runtime.GOMAXPROCS(0)),
	}
	for range cap(c.decoders) {
		c.decoders <- &decoder{}
	}
	if c.transport == nil {
		c.transport = newRouter(o, c.http1)
	}
	return c
}

// Public gives a client that differs from c in what it may ask: no private
// network, whatever c's AllowNetworks. Both share what they know of hosts, and
// take turns at them.
func (c *Client) Public() *Client {
	p := *c
	if p.o.AllowNetworks = nil; p.o.Transport == nil {
		p.transport = newRouter(p.o, p.http1)
	}
	return &p
}

// CloseIdleConnections closes the connections kept for the next request. The
// client stays usable.
func (c *Client) CloseIdleConnections() {
	client := http.Client{Transport: c.transport}
	client.CloseIdleConnections()
}

// Request names a document and what is known of it. ETag and LastModified are
// sent back byte for byte; a value that HTTP cannot carry is left out.
//
// Username, Password and Header go to the host of URL only: a redirect to
// another host, or from https to http, gets of them no more than the headers
// Accept, Accept-Language and User-Agent. User info in URL counts as Username
// and Password where these are empty.
type Request struct {
	URL          string
	ETag         string
	LastModified string
	Header       http.Header // extra headers; "Host" overrides the host's name
	Username     string
	Password     string

	// Robots has every host on the way asked for its robots.txt first, and
	// obeyed: what it forbids is an *Error of KindRobots.
	Robots bool
}

// Response is a 200 or a 304.
type Response struct {
	Status       int
	NotModified  bool        // 304
	URL          string      // after redirects, without user info
	Body         []byte      // decompressed; nil on 304
	WireBytes    int64       // body bytes received
	ETag         string      // on a 304 that does not repeat it: as asked
	LastModified string      // likewise; empty where asking with it could hide a change
	Header       http.Header // without Content-Encoding and Content-Length, which no longer hold

	// Fresh is for how long from now on the answer holds by its own headers
	// (Cache-Control, Expires, Age), uncapped; 0 where they do not say.
	Fresh time.Duration

	// MovedTo is where the document lives now: set when there were redirects
	// and every one of them was permanent (301 or 308). It stays empty where
	// asking there directly would hand credentials or extra headers to
	// another host.
	MovedTo string
}

// Get fetches a document. Every error is an *Error; when ctx ended it wraps
// ctx's error.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	w, err := c.newWalk(r)
	if err != nil {
		return nil, err
	}
	a, err := w.run(ctx)
	if err != nil {
		return nil, explain(err, w.url)
	}
	resp, err := c.open(ctx, a)
	if err != nil {
		return nil, explain(err, w.url)
	}
	resp.URL = showable(w.url)
	resp.MovedTo = w.movedTo()
	if resp.NotModified {
		resp.ETag = cmp.Or(resp.ETag, r.ETag)
		resp.LastModified = cmp.Or(resp.LastModified, r.LastModified)
	}
	return resp, nil
}

// open makes a Response of an answer whose status is fine: it decompresses
// the body, a broken one too, so that the error can carry what is readable.
func (c *Client) open(ctx context.Context, a *answer) (*Response, error) {
	resp := &Response{
		Status:       a.status,
		NotModified:  a.status == http.StatusNotModified,
		WireBytes:    int64(len(a.wire)),
		ETag:         a.header.Get("ETag"),
		LastModified: lastModified(a.header),
		Header:       a.header,
		Fresh:        freshness(a.header, time.Now()),
	}
	defer a.header.Del("Content-Length")
	defer a.header.Del("Content-Encoding")
	if resp.NotModified {
		return resp, nil
	}
	body, err := c.decode(ctx, a)
	if a.broken == nil && err == nil {
		resp.Body = body
		return resp, nil
	}
	return nil, c.bodyError(a, body, err)
}

// bodyError says why a body is not whole: it did not all arrive, or decoding
// it ended with err. Only a body that was cut off can be salvaged; bytes out
// of a corrupt stream may be anything.
func (c *Client) bodyError(a *answer, begun []byte, err error) *Error {
	e := a.broken
	if e == nil {
		e = encodingError(err, c.o.MaxBody)
	}
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		e.Partial, e.Header = begun, a.header
	}
	return e
}
