package fetch

import (
	"math"
	"net/http"
	"testing"
	"time"
)

func TestFreshness(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	const date, later = "Sun, 22 Nov 2026 08:00:00 GMT", "Sun, 22 Nov 2026 08:30:00 GMT"
	for _, tt := range []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing", http.Header{}, 0},
		{"max-age", http.Header{"Cache-Control": {"public, max-age=600"}}, 10 * time.Minute},
		{"two headers", http.Header{"Cache-Control": {"public", "Max-Age = 600"}}, 10 * time.Minute},
		{"quoted", http.Header{"Cache-Control": {`max-age="60"`}}, time.Minute},
		{"the first counts", http.Header{"Cache-Control": {"max-age=60, max-age=600"}}, time.Minute},
		{"aged", http.Header{"Cache-Control": {"max-age=600"}, "Age": {"540"}}, time.Minute},
		{"overaged", http.Header{"Cache-Control": {"max-age=600"}, "Age": {"900"}}, 0},
		{"shared caches", http.Header{"Cache-Control": {"s-maxage=600"}}, 0},
		{"shared and ours", http.Header{"Cache-Control": {"s-maxage=600, max-age=30"}}, 30 * time.Second},
		{"no-cache", http.Header{"Cache-Control": {"max-age=600, no-cache"}, "Expires": {later}, "Date": {date}}, 0},
		{"no-store", http.Header{"Cache-Control": {"no-store"}, "Expires": {later}, "Date": {date}}, 0},
		{"max-age over expires", http.Header{"Cache-Control": {"max-age=0"}, "Expires": {later}, "Date": {date}}, 0},
		{"expires", http.Header{"Expires": {later}, "Date": {date}}, 30 * time.Minute},
		{"expires by our clock", http.Header{"Expires": {"Sun, 22 Nov 2026 10:05:00 GMT"}}, 5 * time.Minute},
		{"expired", http.Header{"Expires": {date}, "Date": {later}}, 0},
		{"expires nonsense", http.Header{"Expires": {"0"}, "Date": {date}}, 0},
		{"nonsense", http.Header{"Cache-Control": {"max-age=soon,=,;"}, "Expires": {later}, "Date": {date}}, 30 * time.Minute},
		{"negative", http.Header{"Cache-Control": {"max-age=-600"}}, 0},
		{"fraction", http.Header{"Cache-Control": {"max-age=1.5"}}, 0},
		{"for ever", http.Header{"Cache-Control": {"max-age=99999999999999999999"}}, math.MaxInt64},
		{"bad age", http.Header{"Cache-Control": {"max-age=60"}, "Age": {"old"}}, time.Minute},
		{"huge age", http.Header{"Expires": {later}, "Date": {date}, "Age": {"99999999999999999999"}}, 0},
	} {
		if got := freshness(tt.header, now); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFreshOf200And304(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=90")
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	c := local(t, Options{})
	for _, tag := range []string{"", `"a"`} {
		if resp := mustGet(t, c, Request{URL: s.URL, ETag: tag}); resp.Fresh != 90*time.Second || resp.NotModified != (tag != "") {
			t.Errorf("ETag %s: status %d is fresh for %v", tag, resp.Status, resp.Fresh)
		}
	}
}

// A second change within the second of the first is hidden from who asks with
// the time of the first.
func TestLastModifiedOfTheSameSecond(t *testing.T) {
	const before, date = "Sun, 22 Nov 2026 07:59:59 GMT", "Sun, 22 Nov 2026 08:00:00 GMT"
	for _, tt := range []struct{ modified, date, want string }{
		{before, date, before},
		{date, date, ""},
		{date, before, ""},
		{date, "", date},
		{date, "now", date},
		{"yesterday", date, "yesterday"},
		{"", date, ""},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Date"] = nil // no date of the server's own
			if tt.date != "" {
				w.Header().Set("Date", tt.date)
			}
			w.Header().Set("Last-Modified", tt.modified)
		})
		if got := mustGet(t, local(t, Options{}), Request{URL: s.URL}); got.LastModified != tt.want {
			t.Errorf("modified %q, answered %q: it is asked with %q, want %q", tt.modified, tt.date, got.LastModified, tt.want)
		}
	}
}
