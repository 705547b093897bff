package watcher

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vedette/store"
	"vedette/watcher/fetch"
)

// TestRelocated: each step is the address asked, where it led, and the hours
// since the step before.
func TestRelocated(t *testing.T) {
	type step struct {
		asked, to string
		hours     int
	}
	for _, tt := range []struct {
		name  string
		steps []step
		want  string // MovedTo
	}{
		{"never", []step{{"old", "", 0}, {"old", "", 24}}, ""},
		{"three times within a day", []step{{"old", "new", 0}, {"old", "new", 11}, {"old", "new", 11}}, ""},
		{"twice over days", []step{{"old", "new", 0}, {"old", "new", 72}}, ""},
		{"three times over a day", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}}, "new"},
		{"interrupted", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "", 12}, {"old", "new", 12}, {"old", "new", 12}}, ""},
		{"elsewhere in between", []step{{"old", "new", 0}, {"old", "other", 12}, {"old", "new", 12}, {"old", "new", 12}}, ""},
		{"then asked there", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"new", "", 1}, {"new", "", 1}}, "new"},
		{"on from there", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"new", "third", 1}, {"new", "third", 12}, {"new", "third", 12}}, "third"},
		{"on from there, once", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"new", "third", 1}}, "new"},
		{"back after errors, still the same", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"old", "new", 1}}, "new"},
		{"back after errors, none now", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"old", "", 1}}, ""},
		{"back after errors, another", []step{{"old", "new", 0}, {"old", "new", 12}, {"old", "new", 12}, {"old", "third", 1}}, ""},
	} {
		var st store.FeedState
		now := wednesday
		for _, s := range tt.steps {
			now = now.Add(time.Duration(s.hours) * time.Hour)
			relocated(&st, s.asked, "old", s.to, now)
		}
		if st.MovedTo != tt.want {
			t.Errorf("%s: moved to %q, want %q; %+v", tt.name, st.MovedTo, tt.want, st.Moving)
		}
	}
}

// TestDeparted: one status a day; "-" is no answer at all.
func TestDeparted(t *testing.T) {
	for statuses, stopped := range map[string]bool{
		"410": false, "410 410": false, "410 410 410": true,
		"410 410 404 410": false, "410 410 - 410": true, "410 410 410 -": true, "410 410 410 500": false,
	} {
		var st store.FeedState
		for i, status := range strings.Fields(statuses) {
			e := &fetch.Error{Kind: fetch.KindTimeout}
			if status != "-" {
				e.Kind = fetch.KindStatus
				if _, err := fmt.Sscan(status, &e.Status); err != nil {
					t.Fatal(err)
				}
			}
			if e.Status == 410 {
				e.Kind = fetch.KindGone
			}
			departed(&st, "old", "old", e, wednesday.Add(time.Duration(i)*day))
		}
		if isStopped(st) != stopped {
			t.Errorf("%s: stopped is %v, want %v", statuses, isStopped(st), stopped)
		}
	}
	var st store.FeedState
	for i := range 10 {
		departed(&st, "new", "old", &fetch.Error{Kind: fetch.KindGone, Status: 410}, wednesday.Add(time.Duration(i)*day))
	}
	if isStopped(st) {
		t.Error("stopped for what the new address says: the old one is to be asked first")
	}
}

func TestWhatIsPublic(t *testing.T) {
	for at, want := range map[string]bool{
		"https://example.org": true, "http://news.example.co.uk:8080": true, "https://93.184.216.34": true, "http://[2606:2800::1]": true,
		"http://почта.рф": true, "https://rss.app.": true,
		"http://localhost:1200": false, "http://rsshub": false, "http://rsshub.lan": false, "http://nas.local": false, "http://a.internal": false,
		"http://pi.home.arpa": false, "http://192.168.1.5": false, "http://127.0.0.1:80": false, "http://10.1.2.3": false, "http://[::1]:8": false,
		"http://[fd00::1]": false, "http://[fe80::1]": false, "http://169.254.1.1": false, "http://[::ffff:10.0.0.1]": false, "": false,
	} {
		if got := isPublic(at); got != want {
			t.Errorf("%q: public is %v, want %v", at, got, want)
		}
	}
}
