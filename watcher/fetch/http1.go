package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
)

// maxHTTP1 bounds the hosts remembered for their bad HTTP/2.
const maxHTTP1 = 4096

// http1 knows the hosts that do not get HTTP/2 right: they are asked over
// HTTP/1.1 while the process lives.
type http1 struct {
	mu    sync.Mutex
	hosts map[string]bool
}

func (l *http1) has(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hosts[host]
}

// add tells whether the host was not known.
func (l *http1) add(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hosts[host] {
		return false
	}
	if l.hosts == nil || len(l.hosts) >= maxHTTP1 {
		l.hosts = make(map[string]bool)
	}
	l.hosts[host] = true
	return true
}

var errRefused = errors.New("http2: the server refuses every stream")

// watchStreams gives a context that ends with errRefused when the transport
// tries a request for the third time: the second may be for a connection that
// had just been closed, but a server that refuses streams it would go on asking
// with growing pauses.
func watchStreams(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	tries := 0
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if tries++; tries > 2 {
			cancel(errRefused)
		}
	}}), cancel
}

// isHTTP2Fault tells errors of the protocol from those of the connection and
// of the server behind it. net/http gives them no types.
func isHTTP2Fault(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, errRefused) {
		return true
	}
	s := err.Error()
	for _, other := range []string{"client connection lost", "timeout", "header list larger than", "response body closed"} {
		if strings.Contains(s, other) && !strings.Contains(s, "advertised") {
			return false
		}
	}
	return strings.HasPrefix(s, "http2: ") || strings.HasPrefix(s, "stream error: ") || strings.HasPrefix(s, "connection error: ")
}

// askEither asks, and once more over HTTP/1.1 where HTTP/2 is what failed.
func (w *walk) askEither(ctx context.Context) (*answer, error) {
	a, err := w.ask(ctx)
	fault := err
	if a != nil && a.broken != nil {
		fault = errors.Unwrap(errors.Unwrap(a.broken)) // below our words
	}
	if !isHTTP2Fault(fault) || ctx.Err() != nil || !w.c.http1.add(hostKey(w.url)) {
		return a, err
	}
	return w.ask(ctx)
}

// roundTrip asks the transport, and says where a server refused every stream.
func (w *walk) roundTrip(req *http.Request) (*http.Response, context.CancelCauseFunc, error) {
	ctx, cancel := watchStreams(req.Context())
	resp, err := w.c.transport.RoundTrip(req.WithContext(ctx))
	if err != nil && errors.Is(context.Cause(ctx), errRefused) {
		err = errRefused
	}
	return resp, cancel, err
}
