package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// freshness is how long an answer holds by its own headers (RFC 9111, for a
// cache of one user), from now on: 0 where they do not say, say that it does
// not hold at all, or cannot be read. A date is measured from the server's own
// clock, if it shows one.
func freshness(h http.Header, now time.Time) time.Duration {
	age := seconds(h.Get("Age"))
	if control := h.Values("Cache-Control"); len(control) > 0 {
		if life, said := maxAge(control); said {
			return max(0, life-age)
		}
	}
	expires, err := http.ParseTime(strings.TrimSpace(h.Get("Expires")))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, expires.Sub(now)-age)
}

// maxAge reads Cache-Control; said is false where Expires counts instead.
func maxAge(control []string) (life time.Duration, said bool) {
	for directive := range strings.SplitSeq(strings.Join(control, ","), ",") {
		name, value, _ := strings.Cut(directive, "=")
		switch value = strings.Trim(strings.TrimSpace(value), `"`); strings.ToLower(strings.TrimSpace(name)) {
		case "no-store", "no-cache":
			return 0, true
		case "max-age":
			if !said && isDigits(value) {
				life, said = seconds(value), true
			}
		}
	}
	return life, said
}

// lastModified is the date to ask with the next time. A document that changed
// in the very second of the answer can change again before that is over, and
// asking with that second would hide it (RFC 9110, 8.8.2.2).
func lastModified(h http.Header) string {
	value := h.Get("Last-Modified")
	modified, err := http.ParseTime(value)
	if err != nil {
		return value
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil && !modified.Before(date) {
		return ""
	}
	return value
}

// seconds reads a whole number of seconds, 0 where it is none, and the longest
// duration where it is too large.
func seconds(s string) time.Duration {
	s = strings.TrimSpace(s)
	if !isDigits(s) {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(n) * time.Second
}
