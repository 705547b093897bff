package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Kinds of failure.
const (
	KindDNS       = "dns"
	KindConnect   = "connect"   // no connection, or none that answers in HTTP
	KindTLS       = "tls"       // the certificate, or the handshake
	KindTimeout   = "timeout"   // Options.Timeout, or the deadline of the caller's context
	KindCanceled  = "canceled"  // the caller's context was canceled
	KindBlocked   = "blocked"   // an address that may not be asked
	KindRedirect  = "redirect"  // loop, too many, or to a scheme that is not http
	KindStatus    = "status"    // any other HTTP status
	KindThrottled = "throttled" // 429 or 503
	KindChallenge = "challenge" // 4xx or 5xx of a guard that asks for proof of a browser
	KindGone      = "gone"      // 410
	KindTooLarge  = "too large" // the body, or a header
	KindEncoding  = "encoding"  // broken compression
	KindRead      = "read"      // the body ended too early
	KindURL       = "url"       // not a URL, or a header, that can be sent
	KindRobots    = "robots"    // forbidden by robots.txt, see Request.Robots
)

// Error says why a document was not had, in words for the feed's owner. URLs
// in it carry neither user info nor query.
type Error struct {
	Kind       string
	Status     int           // HTTP status, 0 if there was none
	RetryAfter time.Duration // as the server asked, uncapped; 0 if it did not
	Err        error

	URL     string      // where it happened, after redirects
	Partial []byte      // the beginning, decompressed, of a body that was cut off or came too slowly
	Header  http.Header // of the answer that Partial belongs to
}

// Error gives one line of plain words without a URL in front.
func (e *Error) Error() string {
	switch {
	case e.Err != nil:
		return e.Err.Error()
	case e.Status != 0:
		return answered(e.Status)
	default:
		return e.Kind
	}
}

// Unwrap gives what lies behind, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// reason puts words for the feed's owner over the error found.
type reason struct {
	words string
	err   error
}

func (r *reason) Error() string { return r.words }
func (r *reason) Unwrap() error { return r.err }

// failure makes an Error with words over err, which may be nil.
func failure(kind string, err error, format string, args ...any) *Error {
	return &Error{Kind: kind, Err: &reason{fmt.Sprintf(format, args...), err}}
}

// stopped says which clock ended the request: the caller's or ours.
func stopped(ctx context.Context, timeout time.Duration) *Error {
	switch err := ctx.Err(); {
	case err == nil:
		return failure(KindTimeout, context.DeadlineExceeded, "no complete answer within %v", timeout)
	case errors.Is(err, context.DeadlineExceeded):
		return failure(KindTimeout, err, "no complete answer before the caller's deadline")
	default:
		return failure(KindCanceled, err, "the request was canceled")
	}
}

// explain makes every error an *Error that says where it happened.
func explain(err error, at *url.URL) *Error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = connectError(err)
	}
	e.URL = withoutQuery(at)
	return e
}

// showable is the URL without user info and fragment.
func showable(u *url.URL) string {
	v := *u
	v.User, v.Fragment, v.RawFragment = nil, "", ""
	return v.String()
}

// withoutQuery is the URL for errors: queries carry keys.
func withoutQuery(u *url.URL) string {
	v := *u
	v.RawQuery, v.ForceQuery = "", false
	return showable(&v)
}

// megabytes words a size limit.
func megabytes(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
