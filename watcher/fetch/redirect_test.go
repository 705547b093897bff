package fetch

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
)

// serveAt is a server on another address of this machine.
func serveAt(t *testing.T, ip string, h http.HandlerFunc) *httptest.Server {
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Skipf("this machine has no %s: %v", ip, err)
	}
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// hopper redirects /301/307/end to /307/end and that to /end, where it stays.
func hopper(w http.ResponseWriter, r *http.Request) {
	var code int
	if n, _ := fmt.Sscanf(r.URL.Path, "/%d/", &code); n == 1 {
		http.Redirect(w, r, r.URL.Path[4:], code)
	}
}

func TestMovedTo(t *testing.T) {
	s := serve(t, hopper)
	c := local(t, Options{})
	for path, moved := range map[string]bool{
		"/end": false, "/301/end": true, "/308/end": true, "/301/308/end": true,
		"/302/end": false, "/303/end": false, "/307/end": false, "/301/302/end": false, "/307/308/end": false,
	} {
		got := mustGet(t, c, Request{URL: s.URL + path})
		if got.URL != s.URL+"/end" {
			t.Errorf("%s: ended at %s", path, got.URL)
		}
		if want := map[bool]string{true: s.URL + "/end"}[moved]; got.MovedTo != want {
			t.Errorf("%s: moved to %q, want %q", path, got.MovedTo, want)
		}
	}
}

func TestRedirectLimits(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "/b", http.StatusFound)
		case "/b":
			http.Redirect(w, r, "/a#again", http.StatusFound)
		case "/ftp":
			http.Redirect(w, r, "ftp://example.org/", http.StatusFound)
		case "/unix":
			http.Redirect(w, r, "unix:///run/docker.sock", http.StatusFound)
		case "/nowhere":
			w.Header().Set("Location", "http://[")
			w.WriteHeader(http.StatusFound)
		default:
			hopper(w, r)
		}
	})
	c := local(t, Options{})
	mustGet(t, c, Request{URL: s.URL + strings.Repeat("/302", 10) + "/end"})
	for path, words := range map[string]string{
		strings.Repeat("/302", 11) + "/end": "more than 10 redirects",
		"/a":                                "the redirects run in a circle, back to " + s.URL + "/a",
		"/ftp":                              "a redirect to a ftp URL, only http and https are followed",
		"/unix":                             "a redirect to a unix URL, only http and https are followed",
		"/nowhere":                          "a redirect to something that is not a URL",
	} {
		if e := mustFail(t, c, Request{URL: s.URL + path}, KindRedirect); e.Error() != words {
			t.Errorf("%s: %q, want %q", path, e, words)
		}
	}
}

// TestCookies: a site may set a cookie and redirect to the same URL; the
// cookie lives as long as the walk and goes to no other host.
func TestCookies(t *testing.T) {
	var foreign string
	other := serveAt(t, "127.0.0.2", func(_ http.ResponseWriter, r *http.Request) { foreign = r.Header.Get("Cookie") })
	walls := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err != nil {
			walls++
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		} else if r.URL.Path == "/away" {
			http.Redirect(w, r, other.URL, http.StatusFound)
		}
	})
	c := local(t, Options{})
	for range 2 {
		mustGet(t, c, Request{URL: s.URL})
	}
	if walls != 2 {
		t.Errorf("%d of 2 requests came without the cookie of the one before", walls)
	}
	mustGet(t, c, Request{URL: s.URL + "/away"})
	if foreign != "" {
		t.Errorf("the other host was sent the cookie %q", foreign)
	}
}

// TestCookiesOfAWholeSuffix: nobody may set one that all sites of a country
// would be sent.
func TestCookiesOfAWholeSuffix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent string
		c := New(Options{Transport: network(func(r *http.Request) *http.Response {
			sent += r.Header.Get("Cookie")
			h := http.Header{"Set-Cookie": {"seen=1; Domain=co.uk"}, "Location": {"http://b.co.uk/"}}
			if r.URL.Host == "b.co.uk" {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody}
			}
			return &http.Response{StatusCode: http.StatusFound, Header: h, Body: http.NoBody}
		})})
		mustGet(t, c, Request{URL: "http://a.co.uk/"})
		if sent != "" {
			t.Errorf("the other site was sent the cookie %q", sent)
		}
	})
}

func TestCredentialsStayHome(t *testing.T) {
	var seen []http.Header
	other := serveAt(t, "127.0.0.2", func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header)
		if back := r.URL.Query().Get("back"); back != "" {
			http.Redirect(w, r, back, http.StatusMovedPermanently)
		}
	})
	var home *httptest.Server
	home = serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header)
		switch r.URL.Path {
		case "/local":
			http.Redirect(w, r, home.URL+"/end", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
		case "/return":
			http.Redirect(w, r, other.URL+"/?back="+url.QueryEscape(home.URL+"/end"), http.StatusMovedPermanently)
		}
	})
	c := local(t, Options{})
	secret := Request{ETag: `"1"`, Header: http.Header{"X-Key": {"hush"}, "Accept-Language": {"ru"}}, Username: "u", Password: "p"}
	for _, tt := range []struct {
		path  string
		want  []bool // does the hop see the credentials?
		moved string
	}{
		{"/local", []bool{true, true}, home.URL + "/end"},
		{"/away", []bool{true, false}, ""},
		{"/return", []bool{true, false, false}, ""},
	} {
		seen = nil
		r := secret
		r.URL = home.URL + tt.path
		if got := mustGet(t, c, r); got.MovedTo != tt.moved {
			t.Errorf("%s: moved to %q, want %q", tt.path, got.MovedTo, tt.moved)
		}
		if len(seen) != len(tt.want) {
			t.Fatalf("%s: %d hops, want %d", tt.path, len(seen), len(tt.want))
		}
		for i, h := range seen {
			if h.Get("Authorization") != "" != tt.want[i] || h.Get("X-Key") != "" != tt.want[i] {
				t.Errorf("%s, hop %d: %v, credentials expected: %v", tt.path, i, h, tt.want[i])
			}
			if h.Get("Accept-Language") != "ru" || h.Get("If-None-Match") != `"1"` || h.Get("Referer") != "" {
				t.Errorf("%s, hop %d: %v, want the harmless headers and no Referer", tt.path, i, h)
			}
		}
	}
	if got := mustGet(t, c, Request{URL: home.URL + "/away"}); got.MovedTo != other.URL {
		t.Errorf("without credentials: moved to %q, want %q", got.MovedTo, other.URL)
	}
}

func TestUserInfoIsBasicAuth(t *testing.T) {
	var users []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		users = append(users, user+":"+password)
		hopper(w, r)
	})
	c := local(t, Options{})
	host := strings.TrimPrefix(s.URL, "http://")
	got := mustGet(t, c, Request{URL: "http://u:p%40@" + host + "/301/end"})
	if strings.Join(users, " ") != "u:p@ u:p@" || got.URL != s.URL+"/end" {
		t.Errorf("sent %q, ended at %q", users, got.URL)
	}
}

func TestMayKnow(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"http://a.org/x", "http://A.org./y", true},
		{"http://a.org/", "http://a.org:80/", true},
		{"http://a.org/", "https://a.org/", true},
		{"https://a.org/", "https://a.org:443/", true},
		{"https://a.org/", "http://a.org/", false},
		{"https://a.org/", "http://a.org:443/", false},
		{"http://a.org/", "http://www.a.org/", false},
		{"http://a.org/", "http://a.org:8080/", false},
		{"http://a.org:8080/", "https://a.org/", false},
		{"http://почта.рф/", "http://xn--80a1acny.xn--p1ai/", true},
	} {
		from, err := url.Parse(tt.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := url.Parse(tt.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := mayKnow(from, to); got != tt.want {
			t.Errorf("mayKnow(%s, %s) = %v", tt.from, tt.to, got)
		}
	}
}

// FuzzFollow: wherever a redirect points, the request that follows is one
// line, to a host, without a trace of user info in what is shown.
func FuzzFollow(f *testing.F) {
	for _, l := range []string{"/a b?q=я <x>", "//u:p@b.org:80/#f", "http://b.org?%zz", "HTTPS://[::1%25eth0]/\\", "?x", "mailto:a@b", "http:b", "//::"} {
		f.Add(l)
	}
	from, err := url.Parse("https://a.org/dir/feed?x=1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location string) {
		to, ferr := follow(from, location)
		if ferr != nil {
			if ferr.Error() == "" || ferr.Kind != KindRedirect {
				t.Errorf("%q: %#v", location, ferr)
			}
			return
		}
		if line := to.RequestURI(); to.Hostname() == "" || strings.ContainsAny(line, " \r\n\t\x00") {
			t.Errorf("%q: host %q, request line %q", location, to.Host, line)
		}
		again, err := parseURL(showable(to))
		if err != nil || again.User != nil || again.Fragment != "" {
			t.Errorf("%q: shown as %q: %v", location, showable(to), err)
		}
		if hostKey(to) == "" || mayKnow(from, to) && hostName(to) != "a.org" {
			t.Errorf("%q: host key %q", location, hostKey(to))
		}
	})
}
