package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// statusText names a status in our own words: the server's are its own.
func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprint(code, " ", http.StatusText(code)))
}

func answered(code int) string { return "the server answered " + statusText(code) }

// judge tells whether an answer holds a document (nil) or why not.
func judge(code int, h http.Header, conditional bool) error {
	words := answered(code)
	var wait time.Duration
	kind := KindStatus
	switch {
	case code == http.StatusOK, code == http.StatusNonAuthoritativeInfo, code == http.StatusIMUsed:
		return nil
	case code == http.StatusNotModified && conditional:
		return nil
	case code == http.StatusNotModified:
		words += " though nothing was known of the document"
	case code >= 200 && code < 300:
		words += " where a document was expected"
	case code == http.StatusUnauthorized:
		words += ": set the feed's basic_auth or headers"
	case code == http.StatusGone:
		kind, words = KindGone, words+": the document was removed for good"
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		kind = KindThrottled
		if wait = retryAfter(h, time.Now()); wait > 0 {
			words += fmt.Sprintf(" and asks to wait %v", wait.Round(time.Second))
		}
	}
	if code >= 400 && isChallenge(h) {
		kind, words = KindChallenge, words+": the server asks for proof of a browser"
	}
	return &Error{Kind: kind, Status: code, RetryAfter: wait, Err: errors.New(words)}
}

// isChallenge tells the answer of a guard in front of a site, which wants to
// see a browser before it lets anyone through, from the site's own.
func isChallenge(h http.Header) bool {
	for _, name := range []string{"Cf-Mitigated", "X-Vercel-Mitigated", "X-Amzn-Waf-Action"} {
		if v := strings.ToLower(h.Get(name)); v == "challenge" || v == "captcha" {
			return true
		}
	}
	return h.Get("X-Datadome") != "" || strings.EqualFold(h.Get("Server"), "ddos-guard")
}

// retryAfter reads how long the server wants to be left alone, 0 where it
// does not say or not in a form of RFC 9110. A date is measured from the
// server's own clock, if it shows one.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if isDigits(v) {
		return seconds(v)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
