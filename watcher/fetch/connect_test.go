package fetch

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

// serveTLS speaks HTTP/2 too. The pool holds its certificate.
func serveTLS(t testing.TB, h http.HandlerFunc) (*httptest.Server, *x509.CertPool) {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s, pool
}

func TestHTTP2(t *testing.T) {
	s, pool := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) })
	c := local(t, Options{RootCAs: pool})
	for range 2 {
		if got := mustGet(t, c, Request{URL: s.URL}); string(got.Body) != "HTTP/2.0" {
			t.Errorf("protocol = %q, want HTTP/2.0", got.Body)
		}
	}
}

func TestNoConnection(t *testing.T) {
	secure, pool := serveTLS(t, func(http.ResponseWriter, *http.Request) {})
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	closed := httptest.NewServer(nil)
	closed.Close()
	c := local(t, Options{})
	for _, tt := range []struct {
		name, url, kind, words string
		client                 *Client
	}{
		{"unknown authority", secure.URL, KindTLS, "the certificate is not valid: certificate signed by unknown authority", c},
		{"wrong name", strings.Replace(secure.URL, "127.0.0.1", "localhost", 1), KindTLS, "the certificate is not valid: certificate is valid for example.com", local(t, Options{RootCAs: pool})},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), KindTLS, "the server does not speak TLS on this port", c},
		{"refused", closed.URL, KindConnect, "no connection to 127.0.0.1:", c},
		{"closed", serveRaw(t, ""), KindConnect, "the server broke the connection instead of answering", c},
		{"not HTTP", serveRaw(t, "220 mail ESMTP\r\n"), KindConnect, "the server does not answer in HTTP", c},
		{"no name", "http://a..b/", KindDNS, "no such host a..b", c},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := mustFail(t, tt.client, Request{URL: tt.url}, tt.kind)
			if !strings.HasPrefix(e.Error(), tt.words) {
				t.Errorf("%q, want %q", e, tt.words)
			}
		})
	}
}

func TestConnectErrorWords(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, tt := range []struct {
		err         error
		kind, words string
	}{
		{dial(&net.DNSError{Name: "example.org.", IsNotFound: true}), KindDNS, "no such host example.org"},
		{dial(&net.DNSError{Name: "example.org", IsTimeout: true}), KindDNS, "the name servers do not answer for example.org"},
		{dial(&net.DNSError{Name: "example.org", Err: "server misbehaving"}), KindDNS, "the name example.org cannot be looked up: server misbehaving"},
		{dial(os.ErrDeadlineExceeded), KindTimeout, "the server does not answer"},
		{&net.OpError{Op: "proxyconnect", Err: dial(&net.DNSError{Name: "proxy", IsNotFound: true})}, KindConnect, "the proxy: no such host proxy"},
		{errors.New("remote error: tls: handshake failure"), KindTLS, "no secure connection: handshake failure"},
		{errors.New("net/http: " + strings.Repeat("я", 500)), KindConnect, strings.Repeat("я", 100) + "…"},
	} {
		e := connectError(tt.err)
		if e.Kind != tt.kind || e.Error() != tt.words {
			t.Errorf("%v: %s %q, want %s %q", tt.err, e.Kind, e, tt.kind, tt.words)
		}
		if !errors.Is(e, tt.err) {
			t.Errorf("%v is lost", tt.err)
		}
	}
}

// TestSecretsStayInside fails in many ways with a URL full of secrets, and
// looks for them in the words of the whole chain.
func TestSecretsStayInside(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/404":
			http.NotFound(w, r)
		case "/cut":
			w.Header().Set("Content-Length", "10")
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "this is not a gzip file")
		case "/loop":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		case "/bad":
			w.Header().Set("Location", "http://x:hush@[/?hush")
			w.WriteHeader(http.StatusFound)
		case "/mail":
			w.Header().Set("Location", "mailto:hush@example.org")
			w.WriteHeader(http.StatusFound)
		case "/blocked":
			w.Header().Set("Location", "http://u:hush@10.0.0.1/?hush")
			w.WriteHeader(http.StatusFound)
		}
	})
	c := local(t, Options{})
	for path, kind := range map[string]string{
		"/404": KindStatus, "/cut": KindRead, "/gzip": KindEncoding, "/loop": KindRedirect, "/bad": KindRedirect,
		"/mail": KindRedirect, "/blocked": KindBlocked,
	} {
		u, err := url.Parse(s.URL + path + "?key=hush#hush")
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword("hush", "hush")
		e := mustFail(t, c, Request{URL: u.String()}, kind)
		for err := error(e); err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("%s: %T shows a secret: %v", path, err, err)
			}
		}
		if strings.Contains(e.URL, "hush") || !strings.HasPrefix(e.URL, "http://") {
			t.Errorf("%s: URL of the error is %q", path, e.URL)
		}
	}
}
