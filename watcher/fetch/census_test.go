package fetch

import (
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestIdleConnections asks more hosts than connections are kept: the servers
// must see the others being closed, without waiting for the idle timeout.
func TestIdleConnections(t *testing.T) {
	const hosts = maxKept + 40
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(proto, func(t *testing.T) {
			states := make(chan http.ConnState, 8*hosts)
			pool := x509.NewCertPool()
			c := local(t, Options{RootCAs: pool})
			for range hosts {
				s := serveStates(t, proto == "HTTP/2.0", states)
				if cert := s.Certificate(); cert != nil {
					pool.AddCert(cert)
				}
				if got := mustGet(t, c, Request{URL: s.URL}); string(got.Body) != proto {
					t.Fatalf("protocol = %q, want %s", got.Body, proto)
				}
			}
			timeout := time.After(10 * time.Second)
			for open := hosts; open > maxKept; {
				select {
				case state := <-states:
					if state == http.StateClosed {
						open--
					}
				case <-timeout:
					t.Fatalf("%d connections are open, at most %d should be", open, maxKept)
				}
			}
		})
	}
}

// serveStates answers with the protocol and reports what becomes of its
// connections.
func serveStates(t *testing.T, h2 bool, states chan<- http.ConnState) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			states <- state
		}
	}
	if s.EnableHTTP2 = h2; h2 {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}
