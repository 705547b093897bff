package config

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// Canonical is equal for two addresses that most likely are of the same feed:
// http and https, a slash at the end, the fragment, user info and what counts
// clicks in the query do not tell two feeds apart, nor do the ways to write a
// host. It is empty for what is no address of the web. It is for comparing, not
// for asking.
func Canonical(address string) string {
	u := parsed(address)
	if u == nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if port := u.Port(); port != "" {
		host = net.JoinHostPort(host, port)
	}
	canonical := host + strings.TrimRight(u.EscapedPath(), "/")
	if query := withoutTracking(u.RawQuery); query != "" {
		canonical += "?" + query
	}
	return canonical
}

// spelling is equal for two addresses that must be of the same feed; it is
// empty for what is no address.
func spelling(address string) string {
	u := parsed(address)
	if u == nil {
		return ""
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// parsed reads an address and brings the parts that a server never sees to one
// form; nil for what is no address.
func parsed(address string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return nil
	}
	u.Scheme, u.Fragment, u.RawFragment, u.User = strings.ToLower(u.Scheme), "", "", nil
	host, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case port != "" && !(u.Scheme == "http" && port == "80") && !(u.Scheme == "https" && port == "443"):
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	u.Host = host
	return u
}

// withoutTracking leaves out of a query what only tells its owner where a click
// came from.
func withoutTracking(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(strings.ToLower(part), "=")
		switch key {
		case "", "fbclid", "gclid", "dclid", "msclkid", "yclid", "mc_cid", "mc_eid", "_ga", "igshid", "cmpid":
			continue
		}
		if !strings.HasPrefix(key, "utm_") && !strings.HasPrefix(key, "at_") {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

// listed has the lines of the feeds listed so far.
type listed struct {
	exact, similar map[string]int // by spelling, and by Canonical
}

func newListed() listed { return listed{map[string]int{}, map[string]int{}} }

// put notes the line of a feed.
func (l listed) put(address string, line int) {
	l.exact[spelling(address)], l.similar[Canonical(address)] = line, line
}

// find gives the line of the same feed, or of one that looks the same; 0 where
// there is none.
func (l listed) find(address string) (line int, same bool) {
	if line = l.exact[spelling(address)]; line != 0 && spelling(address) != "" {
		return line, true
	}
	if Canonical(address) == "" {
		return 0, false
	}
	return l.similar[Canonical(address)], false
}
