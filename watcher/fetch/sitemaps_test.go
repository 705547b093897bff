package fetch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
)

func TestSitemaps(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked.Add(1)
		_, _ = io.WriteString(w, "\ufeffSITEMAP : https://example.org/a.xml # the first\r\nUser-agent: *\nDisallow: /private\rsitemap: /news.xml\nSitemap:\nSitemap: ftp://example.org/x\n")
	}))
	t.Cleanup(server.Close)
	c := New(Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	t.Cleanup(c.CloseIdleConnections)
	for range 2 {
		got, err := c.Sitemaps(t.Context(), server.URL+"/private/x")
		if want := []string{"https://example.org/a.xml", server.URL + "/news.xml"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if err := robotsSay(t.Context(), c, server.URL+"/private/x"); err == nil {
		t.Error("what is disallowed is allowed")
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("robots.txt was asked for %d times", n)
	}
}
