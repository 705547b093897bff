package fetch

import (
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", 0},
		{"120", "", 2 * time.Minute},
		{" 0120 ", "", 2 * time.Minute},
		{"0", "", 0},
		{"-5", "", 0},
		{"+5", "", 0},
		{"1.5", "", 0},
		{"soon", "", 0},
		{"١٢", "", 0},
		{"9223372036", "", 9223372036 * time.Second},
		{"9223372037", "", math.MaxInt64},
		{"99999999999999999999999", "", math.MaxInt64},
		{"Sun, 22 Nov 2026 10:05:00 GMT", "", 5 * time.Minute},
		{"Sunday, 22-Nov-26 10:05:00 GMT", "", 5 * time.Minute},
		{"Sun Nov 22 10:05:00 2026", "", 5 * time.Minute},
		{"Sun, 22 Nov 2026 09:00:00 GMT", "", 0},
		{"Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 08:58:00 GMT", 2 * time.Minute},
		{"Sun, 22 Nov 2026 10:05:00 GMT", "now", 5 * time.Minute},
		{"Fri, 31 Dec 9999 23:59:59 GMT", "", math.MaxInt64},
	} {
		h := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
		if got := retryAfter(h, now); got != tt.want {
			t.Errorf("Retry-After %q, Date %q: %v, want %v", tt.value, tt.date, got, tt.want)
		}
	}
}

func TestThrottled(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		code, err := strconv.Atoi(r.URL.Path[1:])
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.WriteHeader(code)
	})
	c := local(t, Options{})
	e := mustFail(t, c, Request{URL: s.URL + "/429?after=90"}, KindThrottled)
	if e.RetryAfter != 90*time.Second || e.Error() != "the server answered 429 Too Many Requests and asks to wait 1m30s" {
		t.Errorf("%v: %q", e.RetryAfter, e)
	}
	if e := mustFail(t, c, Request{URL: s.URL + "/503?after=never"}, KindThrottled); e.RetryAfter != 0 {
		t.Errorf("garbage gave %v", e.RetryAfter)
	}
	if e := mustFail(t, c, Request{URL: s.URL + "/500?after=90"}, KindStatus); e.RetryAfter != 0 {
		t.Errorf("a 500 gave %v", e.RetryAfter)
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Sun, 22 Nov 2026 10:05:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT")
	f.Add("-1", "x")
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value, date string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		got := retryAfter(h, now)
		if got < 0 {
			t.Errorf("%q, %q: %v is negative", value, date, got)
		}
		if n, err := strconv.ParseUint(value, 10, 32); err == nil && got != time.Duration(n)*time.Second {
			t.Errorf("%q: %v, want %d s", value, got, n)
		}
	})
}

func TestBackoff(t *testing.T) {
	const base, most = 5 * time.Minute, 24 * time.Hour
	for n, want := range map[int]time.Duration{
		-1: base, 0: base, 1: base, 2: 2 * base, 5: 16 * base, 9: 256 * base, 10: most, 64: most, 1e6: most, math.MaxInt: most,
	} {
		seen := map[time.Duration]bool{}
		for range 200 {
			got := Backoff(n, base, most)
			seen[got] = true
			if got < want-want/10 || got > want+want/10 || got > most {
				t.Fatalf("Backoff(%d) = %v, want %v give or take a tenth, at most %v", n, got, want, most)
			}
		}
		if len(seen) < 100 {
			t.Errorf("Backoff(%d) gave only %d values of 200: no jitter", n, len(seen))
		}
	}
	for _, tt := range []struct{ base, max time.Duration }{
		{0, 0}, {-1, -1}, {time.Nanosecond, time.Nanosecond}, {time.Hour, time.Minute}, {1, math.MaxInt64}, {math.MaxInt64, math.MaxInt64},
	} {
		for _, n := range []int{1, 30, 1e6} {
			low := max(tt.base, time.Second)
			if got := Backoff(n, tt.base, tt.max); got < low-low/10 || got > max(low, tt.max) {
				t.Errorf("Backoff(%d, %v, %v) = %v", n, tt.base, tt.max, got)
			}
		}
	}
}

func TestChallenge(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.URL.Query() {
			w.Header().Set(name, values[0])
		}
		w.Header().Set("Retry-After", "60")
		if r.URL.Path == "/403" {
			w.WriteHeader(http.StatusForbidden)
		} else {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	c := local(t, Options{})
	for _, query := range []string{"cf-mitigated=challenge", "x-amzn-waf-action=captcha", "x-vercel-mitigated=challenge", "x-datadome=protected", "server=ddos-guard"} {
		e := mustFail(t, c, Request{URL: s.URL + "/403?" + query}, KindChallenge)
		if e.Status != http.StatusForbidden || e.Error() != "the server answered 403 Forbidden: the server asks for proof of a browser" {
			t.Errorf("%s: status %d, %q", query, e.Status, e)
		}
	}
	if e := mustFail(t, c, Request{URL: s.URL + "/503?cf-mitigated=challenge"}, KindChallenge); e.RetryAfter != time.Minute {
		t.Errorf("503: to wait %v", e.RetryAfter)
	}
	mustFail(t, c, Request{URL: s.URL + "/403?cf-mitigated=other"}, KindStatus)
}
