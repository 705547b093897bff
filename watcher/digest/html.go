package digest

import (
	"io"
	"net/url"
	"regexp"
	"strings"
)

// moment is a time as a clock writes it.
var moment = regexp.MustCompile(`\d{1,2} [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d`)

// HTML writes the form for mail: one document in one column, inline styles
// with a dark variant for programs that ask for it, no script, nothing that is
// loaded from elsewhere.
func HTML(w io.Writer, d Digest) error { return Forms{}.HTML(w, d) }

// href is an address that may be a link; "" for one that may only be shown.
func href(address string) string {
	if u, err := url.Parse(address); err == nil && web(u) {
		return address
	}
	return ""
}

// whole binds the parts of a time together, so that no line ends within it.
func whole(s string) string {
	return moment.ReplaceAllStringFunc(s, func(time string) string { return strings.ReplaceAll(time, " ", "\u00a0") })
}
