// Package fetch is the polite HTTP client: conditional GET under limits of
// time, size and address, one request at a time per host.
package fetch

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// Options of a Client. Zero values mean the defaults named.
type Options struct {
	Timeout         time.Duration     // whole request, 30 s
	MaxBody         int64             // bytes after decompression, 8 MiB
	MinHostInterval time.Duration     // between two requests to one host
	UserAgent       string            // "vedette"
	Proxy           *url.URL          // nil: the environment's
	AllowNetworks   []netip.Prefix    // private ranges that may be asked
	Transport       http.RoundTripper // nil: the guarded transport; set by tests in a synctest bubble
}

// Client fetches documents. It is safe for concurrent use.
type Client struct{}

// New makes a client.
func New(o Options) *Client { panic("skeleton") }

// Request names a document and what is known of it. ETag and LastModified are
// sent back byte for byte.
type Request struct {
	URL          string
	ETag         string
	LastModified string
	Header       http.Header // extra headers
	Username     string
	Password     string
}

// Response is a 200 or a 304.
type Response struct {
	Status       int
	NotModified  bool   // 304
	URL          string // after redirects
	MovedTo      string // set when every redirect on the way was permanent
	Body         []byte // decompressed; nil on 304
	WireBytes    int64  // body bytes received
	ETag         string
	LastModified string
	Header       http.Header
}

// Get fetches a document. Every error is an *Error.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) { panic("skeleton") }

// Kinds of failure.
const (
	KindDNS       = "dns"
	KindConnect   = "connect"
	KindTLS       = "tls"
	KindTimeout   = "timeout"
	KindBlocked   = "blocked"   // an address that may not be asked
	KindRedirect  = "redirect"  // loop, too many, or to a scheme that is not http
	KindStatus    = "status"    // any other HTTP status
	KindThrottled = "throttled" // 429 or 503
	KindGone      = "gone"      // 410
	KindTooLarge  = "too large"
	KindEncoding  = "encoding" // broken compression
	KindRead      = "read"     // the connection broke in the body
	KindURL       = "url"      // not a URL that can be fetched
)

// Error says why a document was not had, in words for the feed's owner. URLs
// in it carry no password.
type Error struct {
	Kind       string
	Status     int           // HTTP status, 0 if there was none
	RetryAfter time.Duration // as the server asked, 0 if it did not
	Err        error
}

// Backoff gives the pause after n failures in a row (n >= 1): base doubled
// each time, at most max, with a jitter of a tenth either way.
func Backoff(n int, base, max time.Duration) time.Duration { panic("skeleton") }
