package notify

import (
	"cmp"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// leastSecret is the length in bytes from which on a piece of an address may be
// a secret: "api" and "v1" are none.
const leastSecret = 4

// webAddress is any address in a text. What a service is reached by may be made
// of another address that is a secret.
const webAddress = `[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"']+`

// redaction takes an address, and all that it is made of, out of a text, and
// the other secrets that go with it. What is too short to be a secret stays,
// unless it stands as the password; so does the host of a web address, which
// errors name.
func redaction(address string, others ...string) func(string) string {
	pieces := []string{address}
	add := func(least int, ss ...string) {
		for _, s := range ss {
			if scheme, _, _ := strings.Cut(address, ":"); s == scheme || s == "shoutrrr" {
				continue // stands where a service has no host
			}
			for _, s := range []string{s, url.QueryEscape(s), url.PathEscape(s), html.EscapeString(s)} {
				if len(s) >= least {
					pieces = append(pieces, s)
				}
			}
		}
	}
	for _, s := range others {
		add(leastSecret, s)
		add(leastSecret, strings.Fields(s)...)
	}
	if u, err := url.Parse(address); err == nil {
		if password, ok := u.User.Password(); ok && password != "" {
			add(1, password)
		}
		add(leastSecret, piecesOf(u)...)
	} else {
		add(leastSecret, strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune("/:@?&=#", r) })[1:]...)
	}
	return redactor(pieces)
}

// piecesOf are the pieces of an address behind its scheme, each whole and in
// parts.
func piecesOf(u *url.URL) []string {
	pieces := []string{u.User.Username(), u.Fragment, u.Opaque, u.RawQuery, u.Path, u.EscapedPath()}
	if u.Scheme != "http" && u.Scheme != "https" {
		pieces = append(pieces, u.Host)
	}
	pieces = append(pieces, strings.Split(u.Path, "/")...)
	pieces = append(pieces, strings.Split(u.EscapedPath(), "/")...)
	for key, values := range u.Query() {
		if pieces = append(pieces, values...); strings.Join(values, "") == "" {
			pieces = append(pieces, key) // it stands for itself
		}
	}
	return pieces
}

// redactor takes pieces out in one go, the longest first, in any case: servers
// write an encoded sign, or a header, in another than it was sent in.
func redactor(pieces []string) func(string) string {
	slices.SortFunc(pieces, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var quoted []string
	for _, p := range slices.Compact(pieces) {
		if p != "" {
			quoted = append(quoted, regexp.QuoteMeta(strings.ToValidUTF8(p, "\uFFFD")))
		}
	}
	addresses, secrets := regexp.MustCompile(webAddress), regexp.MustCompile("(?i)"+strings.Join(quoted, "|"))
	return func(s string) string {
		s = addresses.ReplaceAllString(s, "[address]")
		if len(quoted) == 0 {
			return s
		}
		return secrets.ReplaceAllString(s, "[redacted]")
	}
}
