package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"} {
		os.Unsetenv(name)
		os.Unsetenv(strings.ToLower(name))
	}
	goleak.VerifyTestMain(m)
}

// local makes a client that may ask this machine.
func local(t testing.TB, o Options) *Client {
	o.AllowNetworks = append(o.AllowNetworks, netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
	return guarded(t, o)
}

// guarded makes a client that may not.
func guarded(t testing.TB, o Options) *Client {
	c := New(o)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// serveRaw answers every connection with the same bytes, once a request's
// first line came, and closes it.
func serveRaw(t testing.TB, answer string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if _, err = conn.Read(make([]byte, 4096)); err == nil {
				_, err = io.WriteString(conn, answer)
			}
			if err := errors.Join(err, conn.Close()); err != nil {
				t.Logf("raw server: %v", err)
			}
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// mustFail gets r and checks the kind of the error.
func mustFail(t testing.TB, c *Client, r Request, kind string) *Error {
	t.Helper()
	resp, err := c.Get(t.Context(), r)
	if err == nil {
		t.Fatalf("Get(%q) gave status %d and %d bytes, want an error of kind %q", r.URL, resp.Status, len(resp.Body), kind)
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("Get(%q): %T is not an *Error: %v", r.URL, err, err)
	}
	if e.Kind != kind {
		t.Fatalf("Get(%q): kind %q, want %q: %v", r.URL, e.Kind, kind, e)
	}
	return e
}

func mustGet(t testing.TB, c *Client, r Request) *Response {
	t.Helper()
	resp, err := c.Get(t.Context(), r)
	if err != nil {
		t.Fatalf("Get(%q): %v", r.URL, err)
	}
	return resp
}

func TestGet(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"a b"`)
		w.Header().Set("Last-Modified", "yesterday, more or less")
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, "%s|%s|%s|%s", r.Host, r.UserAgent(), r.Header.Get("Accept-Encoding"), r.RequestURI)
	})
	c := local(t, Options{UserAgent: "vedette/1 (+desk@example.org)"})
	got := mustGet(t, c, Request{URL: " " + s.URL + "/a b?q=Асад \"x\"#top "})
	host := strings.TrimPrefix(s.URL, "http://")
	body := host + "|vedette/1 (+desk@example.org)|gzip, br|/a%20b?q=%D0%90%D1%81%D0%B0%D0%B4%20%22x%22"
	want := &Response{
		Status:       200,
		URL:          s.URL + "/a%20b?q=%D0%90%D1%81%D0%B0%D0%B4%20%22x%22",
		Body:         []byte(body),
		WireBytes:    int64(len(body)),
		ETag:         `W/"a b"`,
		LastModified: "yesterday, more or less",
		Header:       got.Header,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("response (-want +got):\n%s", d)
	}
	if got.Header.Get("Content-Type") != "application/rss+xml" || got.Header.Get("Content-Length") != "" {
		t.Errorf("header = %v, want Content-Type and no Content-Length", got.Header)
	}
}

func TestConditional(t *testing.T) {
	var etag, modified []string
	status := http.StatusNotModified
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		etag, modified = r.Header["If-None-Match"], r.Header["If-Modified-Since"]
		w.WriteHeader(status)
	})
	c := local(t, Options{})
	for _, v := range []string{
		`"abc"`, `W/"abc"`, `abc`, `"a""b`, `W/abc;q="`, "\"caf\xe9\"", `"ш"`, `*`, `"a	b"`, strings.Repeat("x", 4000),
	} {
		got := mustGet(t, c, Request{URL: s.URL, ETag: v, LastModified: v})
		if !got.NotModified || got.Status != 304 || got.Body != nil {
			t.Errorf("validator %q: response %+v, want a 304 without a body", v, got)
		}
		if got.ETag != v || got.LastModified != v {
			t.Errorf("validator %q is lost on a 304: %q, %q", v, got.ETag, got.LastModified)
		}
		if d := cmp.Diff([][]string{{v}, {v}}, [][]string{etag, modified}); d != "" {
			t.Errorf("validators on the wire (-want +got):\n%s", d)
		}
	}

	status = http.StatusOK
	for _, v := range []string{"", "a\nX-Evil: 1", "a\x00b", "\x7f"} {
		mustGet(t, c, Request{URL: s.URL, ETag: v, LastModified: v})
		if etag != nil || modified != nil {
			t.Errorf("validator %q was sent as %q, %q", v, etag, modified)
		}
	}
}

func TestNewValidatorsOf304(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"new"`)
		w.WriteHeader(http.StatusNotModified)
	})
	got := mustGet(t, local(t, Options{}), Request{URL: s.URL, ETag: `"old"`, LastModified: "then"})
	if got.ETag != `"new"` || got.LastModified != "then" {
		t.Errorf("validators = %q, %q, want the new ETag and the old date", got.ETag, got.LastModified)
	}
}

func TestExtraHeaders(t *testing.T) {
	var got *http.Request
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Clone(context.Background()) })
	c := local(t, Options{})
	h := http.Header{"host": {"feeds.example.org"}, "X-Key": {"a", "b"}, "user-agent": {"curl"}, "Cookie": {"login=1"}}
	mustGet(t, c, Request{URL: s.URL, Header: h, Username: "u", Password: "p:ö"})
	user, password, _ := got.BasicAuth()
	if got.Host != "feeds.example.org" || user != "u" || password != "p:ö" {
		t.Errorf("host %q, user %q, password %q", got.Host, user, password)
	}
	if d := cmp.Diff([][]string{{"a", "b"}, {"curl"}, {"login=1"}},
		[][]string{got.Header["X-Key"], got.Header["User-Agent"], got.Header["Cookie"]}); d != "" {
		t.Errorf("extra headers (-want +got):\n%s", d)
	}
	for name, h := range map[string]http.Header{
		"value": {"X-Key": {"hush\r\nX-Evil: 1"}},
		"name":  {"X Key": {"hush"}},
	} {
		if e := mustFail(t, c, Request{URL: s.URL, Header: h}, KindURL); strings.Contains(e.Error(), "hush") {
			t.Errorf("bad %s: the error shows the value: %v", name, e)
		}
	}
}

func TestStatus(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscanf(r.URL.Path, "/%d", &code)
		w.WriteHeader(code)
	})
	c := local(t, Options{})
	for _, code := range []int{200, 203, 226} {
		if got := mustGet(t, c, Request{URL: fmt.Sprint(s.URL, "/", code)}); got.Status != code {
			t.Errorf("status = %d, want %d", got.Status, code)
		}
	}
	for _, tt := range []struct {
		code        int
		kind, words string
	}{
		{204, KindStatus, "the server answered 204 No Content where a document was expected"},
		{206, KindStatus, "the server answered 206 Partial Content where a document was expected"},
		{300, KindStatus, "the server answered 300 Multiple Choices"},
		{302, KindRedirect, "a redirect that does not say where to"},
		{304, KindStatus, "the server answered 304 Not Modified though nothing was known of the document"},
		{401, KindStatus, "the server answered 401 Unauthorized: set the feed's basic_auth or headers"},
		{404, KindStatus, "the server answered 404 Not Found"},
		{410, KindGone, "the server answered 410 Gone: the document was removed for good"},
		{429, KindThrottled, "the server answered 429 Too Many Requests"},
		{500, KindStatus, "the server answered 500 Internal Server Error"},
		{503, KindThrottled, "the server answered 503 Service Unavailable"},
		{520, KindStatus, "the server answered 520"},
	} {
		e := mustFail(t, c, Request{URL: fmt.Sprint(s.URL, "/", tt.code)}, tt.kind)
		if e.Error() != tt.words || e.Status != tt.code {
			t.Errorf("%d: status %d, %q, want %q", tt.code, e.Status, e, tt.words)
		}
	}
}

func TestURL(t *testing.T) {
	c := local(t, Options{})
	for _, u := range []string{
		"", "example.org/feed", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///x", "http://:80/",
		"http:example.org", "http+unix://%2Frun%2Fdocker.sock/", "http://u:hush/1@h/", "http://[::1", "http://a b/", "http://h/%zz", "http://h\n/",
	} {
		if e := mustFail(t, c, Request{URL: u}, KindURL); strings.Contains(e.Error(), "hush") {
			t.Errorf("the error shows the password: %v", e)
		}
	}
}

func TestCanceled(t *testing.T) {
	asked := make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	c := local(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	_, err := c.Get(ctx, Request{URL: s.URL})
	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != KindCanceled || !errors.Is(err, context.Canceled) {
		t.Errorf("Get with a canceled context: %#v, want kind %q around context.Canceled", err, KindCanceled)
	}
	if _, err := c.Get(ctx, Request{URL: s.URL}); !errors.Is(err, context.Canceled) {
		t.Errorf("Get with a context canceled before: %v", err)
	}
}

func TestErrorOfOthers(t *testing.T) {
	for want, e := range map[string]*Error{
		"dns":                               {Kind: KindDNS},
		"the server answered 404 Not Found": {Kind: KindStatus, Status: 404},
		"EOF":                               {Kind: KindRead, Err: io.EOF},
	} {
		if e.Error() != want {
			t.Errorf("%+v reads %q, want %q", e, e.Error(), want)
		}
	}
}
