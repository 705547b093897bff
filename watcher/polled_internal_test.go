package watcher

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A day of fifty feeds, each asked every fifteen minutes in a round of its own,
// with three items an hour.
func TestADayOfPollsIsFewLines(t *testing.T) {
	var out bytes.Buffer
	w := &Watcher{log: slog.New(slog.NewTextHandler(&out, nil))}
	start := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	total := PollSummary{}
	for n := range 50 * 96 {
		now := start.Add(time.Duration(n) * 18 * time.Second)
		s := PollSummary{Feeds: 1, Unchanged: 1, Took: time.Second}
		if n%50 == 7 && n%200 != 7 {
			s = PollSummary{Feeds: 1, Items: 1, Took: time.Second}
		}
		if n < 50*48 { // by night there is nothing new
			s.Items = 0
		}
		total.Items += s.Items
		w.tally.add(s)
		if w.tally.due(now) {
			w.sayPolled(now)
		}
	}
	lines := strings.Count(out.String(), "\n")
	items := strings.Count(out.String(), " items=1 ")
	if items != total.Items || items != 36 || lines < items+12 || lines > items+24 {
		t.Errorf("%d lines, %d of them of items, for %d items; want one for each, and one an hour when there are none:\n%s", lines, items, total.Items, &out)
	}
}

func TestTallyIsDue(t *testing.T) {
	said := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	news, quiet := PollSummary{Feeds: 1, Items: 1}, PollSummary{Feeds: 1, Failed: 1}
	for _, test := range []struct {
		name   string
		t      tally
		passed time.Duration
		want   bool
	}{
		{"the first round", tally{sum: quiet}, 0, true},
		{"news within the minute", tally{news, said}, 59 * time.Second, false},
		{"news", tally{news, said}, time.Minute, true},
		{"nothing new", tally{quiet, said}, 59 * time.Minute, false},
		{"nothing new for an hour", tally{quiet, said}, time.Hour, true},
		{"nothing polled", tally{PollSummary{}, said}, 2 * time.Hour, false},
		{"the clock was set back", tally{quiet, said}, -time.Hour, true},
	} {
		if got := test.t.due(said.Add(test.passed)); got != test.want {
			t.Errorf("%s: due is %v, want %v", test.name, got, test.want)
		}
	}
}

func TestTallyAddsUpAndStartsAnew(t *testing.T) {
	var out bytes.Buffer
	w := &Watcher{log: slog.New(slog.NewTextHandler(&out, nil))}
	w.tally.add(PollSummary{1, 2, 3, 4, 5, 6 * time.Millisecond})
	w.tally.add(PollSummary{10, 20, 30, 40, 50, 60 * time.Millisecond})
	now := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	w.sayPolled(now)
	_, got, _ := strings.Cut(out.String(), "msg=")
	if diff := cmp.Diff("polled polls=11 unchanged=22 failed=33 items=44 hits=55 took=66ms\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if w.tally != (tally{said: now}) {
		t.Errorf("afterwards: %+v", w.tally)
	}
}
