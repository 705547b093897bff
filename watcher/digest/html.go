package digest

import (
	"io"
	"net/url"
)

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
