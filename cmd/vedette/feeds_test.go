package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
	"vedette/watcher/digest"
)

func TestSparklineShowsTheLastDays(t *testing.T) {
	for _, c := range []struct {
		counts     []int
		day, today int
		want       string
	}{
		{[]int{1, 0, 8}, 100, 100, "▁·█"},
		{[]int{4, 8}, 98, 100, "▄█··"},
		{[]int{1}, 10, 100, "·······"},
		{[]int{9, 9, 9, 9, 9, 9, 9, 1, 9}, 100, 100, "█████▁█"},
		{nil, 0, 100, "·······"},
	} {
		if got := strings.TrimLeft(digest.Bars(lastDays(c.counts, c.day, c.today, 7)), " "); got != c.want {
			t.Errorf("%v on day %d of %d: %q, want %q", c.counts, c.day, c.today, got, c.want)
		}
	}
}

func TestFeedsAreFoundByNameOrAddress(t *testing.T) {
	var all []checkup
	for _, name := range []string{"Wire", "Wire East", "Post"} {
		all = append(all, checkup{feed: config.Feed{Name: name, URL: "https://" + strings.ToLower(strings.ReplaceAll(name, " ", "-")) + ".example/rss"}})
	}
	for what, want := range map[string][]string{
		"wire": {"Wire"}, "WIR": {"Wire", "Wire East"}, "https://post.example/rss": {"Post"}, "east.example": {"Wire East"}, "x y": nil,
	} {
		var got []string
		for _, c := range named(all, what) {
			got = append(got, c.feed.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", what, diff)
		}
	}
}

func TestTheTableOfFeedsFitsATerminal(t *testing.T) {
	at := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	row := []string{watcher.Unpolled, shorten(strings.Repeat("long name ", 5), nameWidth), "1234", shortTime(at, time.UTC), shortTime(at, time.UTC), strings.Repeat("why ", 40)}
	lines := strings.Split(columns([]string{"health", "name", "a day", "last new", "next poll", "why"}, [][]string{row}, 80), "\n")
	for _, l := range lines[:2] {
		if n := utf8.RuneCountInString(strings.TrimRight(l, " ")); n > 80 {
			t.Errorf("%d characters: %q", n, l)
		}
	}
	if !strings.HasPrefix(lines[2], "     why why") {
		t.Errorf("the reason does not stand below its row: %q", lines)
	}
}

func TestAFeedIsShownWhole(t *testing.T) {
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	today := int(now.Unix() / 86400)
	c := checkup{
		feed: config.Feed{Name: "Wire", URL: "https://wire.example/rss", FullText: "candidates"},
		state: store.FeedState{
			Title: "The Wire", Format: "rss2.0", Polls: 200, Unchanged: 150, Bytes: 3 << 20, Status: 304, Items: 20,
			LastPoll: now, LastSuccess: now, LastNew: now.Add(-2 * time.Hour), NextPoll: now.Add(time.Hour),
			Rhythm: store.Rhythm{Day: today, Counts: []int{20, 20, 20, 20, 20, 20, 20, 20}}, IDs: "link",
			Pace:   store.Pace{Every: 90 * time.Minute, SkipHours: 1<<3 | 1<<4, SkipDays: 1},
			Moving: store.Move{To: "https://new.example/rss", Since: now, Times: 2}, Articles: 7, NoArticles: 2, FreshUntil: now.Add(time.Minute),
		},
	}
	c.Condition, c.usual = watcher.Health(c.feed, c.state, now), watcher.UsualOf(c.state.Rhythm)
	var b bytes.Buffer
	if err := c.print(&b, time.UTC, now); err != nil {
		t.Fatal(err)
	}
	want := `Wire
  address       https://wire.example/rss
  health        ok
  calls itself  The Wire
  format        rss2.0
  last poll     2026-05-20 12:00
  last success  2026-05-20 12:00
  last new item 2026-05-20 10:00
  next poll     2026-05-20 13:00
  rhythm        20 a day, 160 items in 8 days; counts as stale after 2 days without one
  last 28 days  ████████
  polls         200, 75% brought nothing new; 3.0 MiB received
  last status   304
  items         20 in the last document
  full text     candidates
  articles      7 fetched, 2 could not be had
  told apart    by link, as its ids proved of no use
  moving        to https://new.example/rss, seen 2 times since 2026-05-20 12:00
  asks for      a pause of 1h30m, no poll in the hours 3, 4 UTC, none on Sunday
  holds         until 2026-05-20 12:01
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
