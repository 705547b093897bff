package fetch

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	allow := []netip.Prefix{
		netip.MustParsePrefix("192.168.1.0/24"),
		netip.MustParsePrefix("::ffff:10.1.0.0/112"),
		netip.MustParsePrefix("fd00:1::/32"),
		netip.MustParsePrefix("fe80::/10"),
	}
	g := newGuard(allow)
	for addr, ok := range map[string]bool{
		"8.8.8.8": true, "2a00:1450:4001::1": true, "::ffff:8.8.8.8": true,
		"192.168.1.7": true, "::ffff:192.168.1.7": true, "10.1.2.3": true, "fd00:1::5": true, "fe80::1%eth0": true,
		"192.168.2.7": false, "10.2.0.1": false, "172.16.0.1": false, "127.0.0.1": false, "127.255.255.254": false,
		"0.0.0.0": false, "0.1.2.3": false, "169.254.169.254": false, "169.254.1.1": false, "100.64.0.1": false, "100.100.100.200": false,
		"192.0.0.192": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.2.0.1": false, "::127.0.0.1": false, "64:ff9b::a00:1": false,
		"64:ff9b:1::a00:1": false, "fd00:2::1": false, "fd00:ec2::254": false, "fec0::1": false, "ff02::1": false,
		"2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "100::1": false,
	} {
		if err := g.address(netip.MustParseAddr(addr)); (err == nil) != ok {
			t.Errorf("%s: %v, want allowed: %v", addr, err, ok)
		}
	}
}

func TestBlocked(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	port := s.Listener.Addr().String()[len("127.0.0.1:"):]
	strict, lax := guarded(t, Options{}), local(t, Options{})
	for _, tt := range []struct{ name, url, addr string }{
		{"address", s.URL, "127.0.0.1"},
		{"name", "http://localhost:" + port, "127.0.0.1"},
		{"mapped", "http://[::ffff:127.0.0.1]:" + port, "127.0.0.1"},
		{"zero", "http://0.0.0.0:" + port, "0.0.0.0"},
		{"metadata", "http://169.254.169.254/latest/meta-data/", "169.254.169.254"},
		{"nat64", "http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1"},
		{"https", "https://10.0.0.1/", "10.0.0.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// The name may stand for ::1 first: then that is what is refused.
			e := mustFail(t, strict, Request{URL: tt.url}, KindBlocked)
			bits := map[bool]string{true: "/32", false: "/128"}[strings.Contains(tt.addr, ".")]
			want := tt.addr + ` is not a public address; if it is meant, add "` + tt.addr + bits + `" or its network to fetch.allow_networks`
			if e.Error() != want && !(tt.name == "name" && strings.HasPrefix(e.Error(), "::1 is not a public")) {
				t.Errorf("%q, want %q", e, want)
			}
		})
	}
	mustGet(t, lax, Request{URL: "http://localhost:" + port})
	for _, to := range []string{"http://169.254.169.254/", "https://192.168.0.1/", "//[fd00:ec2::254]/"} {
		mustFail(t, lax, Request{URL: s.URL + "/?to=" + url.QueryEscape(to)}, KindBlocked)
	}
}

// TestProxy: the proxy may live anywhere, what it is asked for may not.
func TestProxy(t *testing.T) {
	var asked, auth string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked, auth = r.Method+" "+r.RequestURI, r.Header.Get("Proxy-Authorization")
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusForbidden)
		} else if r.Host == "moved.example.org" {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
		}
	})
	via, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	via.User = url.UserPassword("u", "hush")
	c := guarded(t, Options{Proxy: via})
	mustGet(t, c, Request{URL: "http://example.org/feed"})
	if asked != "GET http://example.org/feed" || !strings.HasPrefix(auth, "Basic ") {
		t.Errorf("the proxy was asked %q with %q", asked, auth)
	}
	if e := mustFail(t, c, Request{URL: "https://example.org/feed"}, KindConnect); e.Error() != "the proxy answered 403 Forbidden" {
		t.Errorf("%q", e)
	}
	asked = ""
	for _, u := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://a.LOCALHOST./", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://10.0.0.1../",
		"http://127.1/", "http://2130706433/", "http://0x7f.0.0.0x1/", "http://0177.0.0.1/", "http://１２７.0.0.1/", "https://192.168.0.1/", proxy.URL,
	} {
		mustFail(t, c, Request{URL: u}, KindBlocked)
		if asked != "" {
			t.Errorf("%s: the proxy was asked for it", u)
		}
	}
	mustFail(t, c, Request{URL: "http://moved.example.org/"}, KindBlocked)

	mustGet(t, local(t, Options{Proxy: via}), Request{URL: "http://localhost/"})
	via.Host = "127.0.0.1:1"
	e := mustFail(t, c, Request{URL: "http://example.org/"}, KindConnect)
	if !strings.HasPrefix(e.Error(), "the proxy: no connection to 127.0.0.1:1") || strings.Contains(e.Error(), "hush") {
		t.Errorf("%q", e)
	}
}

func TestProxyOfEnvironment(t *testing.T) {
	asked := ""
	proxy := serve(t, func(_ http.ResponseWriter, r *http.Request) { asked = r.RequestURI })
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("NO_PROXY", "10.0.0.0/8")
	c := guarded(t, Options{})
	mustGet(t, c, Request{URL: "http://example.org/feed"})
	if asked != "http://example.org/feed" {
		t.Errorf("the proxy was asked %q", asked)
	}
	asked = ""
	mustFail(t, c, Request{URL: "http://10.0.0.1/"}, KindBlocked)
	if asked != "" {
		t.Errorf("the proxy was asked %q in spite of NO_PROXY", asked)
	}

	t.Setenv("HTTP_PROXY", "http://u:hush@[")
	for err := error(mustFail(t, guarded(t, Options{}), Request{URL: "http://example.org/"}, KindConnect)); err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error shows the proxy's password: %v", err)
		}
	}
}
