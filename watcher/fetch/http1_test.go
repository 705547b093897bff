package fetch

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// serveOddHTTP2 answers well over HTTP/1.1; over HTTP/2 every request goes to
// odd. It counts the connections that chose HTTP/2.
func serveOddHTTP2(t *testing.T, odd func(*http2.Framer, uint32) error) (*httptest.Server, Options, *atomic.Int32) {
	var chosen atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{NextProtos: []string{"h2", "http/1.1"}}
	s.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){"h2": func(_ *http.Server, conn *tls.Conn, _ http.Handler) {
		chosen.Add(1)
		if err := speakHTTP2(conn, odd); err != nil && !errors.Is(err, io.EOF) {
			t.Logf("HTTP/2: %v", err)
		}
	}}
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s, Options{RootCAs: pool, Timeout: 5 * time.Second}, &chosen
}

func speakHTTP2(conn *tls.Conn, odd func(*http2.Framer, uint32) error) error {
	if _, err := io.CopyN(io.Discard, conn, int64(len(http2.ClientPreface))); err != nil {
		return err
	}
	f := http2.NewFramer(conn, conn)
	if err := f.WriteSettings(); err != nil {
		return err
	}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return err
		}
		if h, ok := frame.(*http2.HeadersFrame); ok {
			if err := odd(f, h.StreamID); err != nil {
				return err
			}
		}
	}
}

func TestBadHTTP2FallsBack(t *testing.T) {
	var head bytes.Buffer
	if err := hpack.NewEncoder(&head).WriteField(hpack.HeaderField{Name: ":status", Value: "200"}); err != nil {
		t.Fatal(err)
	}
	for name, odd := range map[string]func(*http2.Framer, uint32) error{
		"protocol error": func(f *http2.Framer, _ uint32) error { return f.WriteData(99, true, []byte("x")) },
		"stream error":   func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeInternal) },
		"refused":        func(f *http2.Framer, id uint32) error { return f.WriteRSTStream(id, http2.ErrCodeRefusedStream) },
		"go away": func(f *http2.Framer, id uint32) error {
			return errors.Join(f.WriteGoAway(0, http2.ErrCodeHTTP11Required, nil), io.EOF)
		},
		"within the body": func(f *http2.Framer, id uint32) error {
			err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: head.Bytes(), EndHeaders: true})
			return errors.Join(err, f.WriteData(id, false, []byte("<rss>")), f.WriteRSTStream(id, http2.ErrCodeInternal))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, o, chosen := serveOddHTTP2(t, odd)
			c := local(t, o)
			if got := mustGet(t, c, Request{URL: s.URL}); string(got.Body) != "HTTP/1.1" {
				t.Errorf("protocol = %q, want HTTP/1.1", got.Body)
			}
			before := chosen.Load()
			if got := mustGet(t, c, Request{URL: s.URL + "/again"}); string(got.Body) != "HTTP/1.1" {
				t.Errorf("again: protocol = %q, want HTTP/1.1", got.Body)
			}
			if before == 0 || chosen.Load() != before {
				t.Errorf("HTTP/2 was tried %d times for the first request and %d for the second, want it tried and then not", before, chosen.Load()-before)
			}
		})
	}
}

func TestHTTP2Faults(t *testing.T) {
	for words, want := range map[string]bool{
		"stream error: stream ID 1; PROTOCOL_ERROR; received from peer":                  true,
		"connection error: FLOW_CONTROL_ERROR":                                           true,
		"http2: server sent GOAWAY and closed the connection; LastStreamID=1":            true,
		"http2: request header list larger than peer's advertised limit":                 true,
		"http2: client connection lost":                                                  false,
		"http2: timeout awaiting response headers":                                       false,
		"net/http: server response headers exceeded 1048576 bytes; aborted":              false,
		"read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer (http2: not)": false,
	} {
		if got := isHTTP2Fault(errors.New(words)); got != want {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
	if isHTTP2Fault(nil) {
		t.Error("no error is a fault")
	}
}

func TestHTTP1HostsAreBounded(t *testing.T) {
	var l http1
	for i := range maxHTTP1 + 10 {
		if !l.add(fmt.Sprint(i)) || l.add(fmt.Sprint(i)) {
			t.Fatalf("host %d is not new once", i)
		}
	}
	if len(l.hosts) > maxHTTP1 || !l.has(fmt.Sprint(maxHTTP1+9)) || l.has("other") {
		t.Errorf("%d hosts are known", len(l.hosts))
	}
}
