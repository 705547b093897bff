package fetch

import (
	"context"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"
)

const (
	accept = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, " +
		"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
	acceptEncoding = "gzip, br"
)

// request makes the request for the walk's next hop.
func (w *walk) request(ctx context.Context) *http.Request {
	h := http.Header{
		"User-Agent":      {w.c.o.UserAgent},
		"Accept":          {accept},
		"Accept-Encoding": {acceptEncoding},
	}
	for name, values := range w.req.Header {
		if name = textproto.CanonicalMIMEHeaderKey(name); !w.away || isHarmless(name) {
			h[name] = values
		}
	}
	setIfValid(h, "If-None-Match", w.req.ETag)
	setIfValid(h, "If-Modified-Since", w.req.LastModified)
	req := (&http.Request{Method: http.MethodGet, URL: w.url, Header: h}).WithContext(ctx)
	req.Host = h.Get("Host")
	h.Del("Host")
	if !w.away && (w.req.Username != "" || w.req.Password != "") {
		req.SetBasicAuth(w.req.Username, w.req.Password)
	} else if u := w.url.User; u != nil {
		password, _ := u.Password()
		req.SetBasicAuth(u.Username(), password)
	}
	for _, cookie := range w.cookies.Cookies(w.url) {
		req.AddCookie(cookie)
	}
	return req
}

// setIfValid sets a header to what a server once sent, unless it holds what
// no header can: then the document is just fetched anew.
func setIfValid(h http.Header, name, value string) {
	if value != "" && httpguts.ValidHeaderFieldValue(value) {
		h[name] = []string{value}
	}
}

// secret says whether the request holds anything that is meant for its own
// host alone.
func (r Request) secret() bool {
	if r.Username != "" || r.Password != "" {
		return true
	}
	for name := range r.Header {
		if !isHarmless(textproto.CanonicalMIMEHeaderKey(name)) {
			return true
		}
	}
	return false
}

// isHarmless tells headers that any host may see.
func isHarmless(name string) bool {
	return name == "Accept" || name == "Accept-Language" || name == "User-Agent"
}

// checkHeader refuses extra headers that cannot be sent, without quoting
// their values.
func checkHeader(h http.Header) *Error {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return failure(KindURL, nil, "%q cannot be the name of a header", clip(name))
		}
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return failure(KindURL, nil, "the value of the header %s holds a character that cannot be sent", name)
			}
		}
	}
	return nil
}

// parseURL reads the asked URL. Its errors quote nothing of it, as a password
// may be part of what does not parse.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || !isWeb(u) {
		return nil, failure(KindURL, nil, "this is not a URL that can be fetched: it must begin with http:// or https:// and name a host")
	}
	u.RawQuery = cleanQuery(u.RawQuery)
	return u, nil
}

// follow gives the URL that a Location header points to.
func follow(from *url.URL, location string) (*url.URL, *Error) {
	if location = strings.TrimSpace(location); location == "" {
		return nil, failure(KindRedirect, nil, "a redirect that does not say where to")
	}
	to, err := from.Parse(location)
	if err == nil {
		// net/url is stricter with hosts once it sees the scheme.
		to, err = url.Parse(to.String())
	}
	if err != nil {
		return nil, failure(KindRedirect, nil, "a redirect to something that is not a URL")
	}
	if !isWeb(to) {
		return nil, failure(KindRedirect, nil, "a redirect to a %s URL, only http and https are followed", clip(to.Scheme))
	}
	to.Fragment, to.RawFragment = "", ""
	to.RawQuery = cleanQuery(to.RawQuery)
	return to, nil
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.Opaque == ""
}

// cleanQuery percent-encodes what may not stand in a request line: people
// paste search URLs with spaces and Cyrillic in them.
func cleanQuery(q string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(q) {
		if c := q[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>`, c) >= 0 {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// mayKnow says whether what was sent to one URL may be sent to the other: the
// same host and port, or the same host gone from http to https on the usual
// ports.
func mayKnow(from, to *url.URL) bool {
	if hostName(from) != hostName(to) || from.Scheme == "https" && to.Scheme == "http" {
		return false
	}
	upgrade := from.Scheme == "http" && port(from) == "80" && to.Scheme == "https" && port(to) == "443"
	return upgrade || port(from) == port(to)
}
