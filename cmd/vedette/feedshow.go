package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/watcher"
	"vedette/watcher/digest"
)

func newFeedsShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show FEED",
		Short: "Show all that is known of a feed, by its name or address",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withFeeds(func(cfg *config.Config, all []checkup) error {
				chosen := named(all, args[0])
				if len(chosen) == 0 {
					return fmt.Errorf("there is no feed %q in %s; see: vedette feeds", args[0], cfg.File)
				}
				for i, c := range chosen {
					if i > 0 {
						fmt.Fprintln(a.stdout)
					}
					if err := c.print(a.stdout, cfg.Timezone.Location, time.Now()); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// named gives the feeds of a name or address; where there are none, those that
// have it in their name or address.
func named(all []checkup, what string) []checkup {
	var whole, part []checkup
	for _, c := range all {
		switch {
		case strings.EqualFold(c.feed.Name, what), c.feed.URL == what:
			whole = append(whole, c)
		case containsFold(c.feed.Name, what), containsFold(c.feed.URL, what):
			part = append(part, c)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	return part
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// print writes a line for each thing that is known.
func (c checkup) print(w io.Writer, loc *time.Location, now time.Time) error {
	health := c.Word
	if !c.Since.IsZero() {
		health += " since " + shortTime(c.Since, loc)
	}
	lines := [][2]string{
		{"address", c.feed.URL},
		{"health", health},
		{"why", c.remark()},
		{"calls itself", c.state.Title},
		{"format", c.state.Format},
	}
	lines = append(lines, c.times(loc)...)
	lines = append(lines, c.rhythm(now)...)
	lines = append(lines, c.answers()...)
	lines = append(lines, c.kept(loc)...)
	out := oneLine(c.feed.Name) + "\n"
	for _, l := range lines {
		if l[1] != "" {
			out += fmt.Sprintf("  %-13s %s\n", l[0], oneLine(l[1]))
		}
	}
	_, err := io.WriteString(w, out)
	return err
}

// times are those of polls and items.
func (c checkup) times(loc *time.Location) [][2]string {
	next := shortTime(c.state.NextPoll, loc)
	if c.Word == watcher.Gone || c.Word == watcher.Paused {
		next = "none"
	}
	return [][2]string{
		{"last poll", shortTime(c.state.LastPoll, loc)},
		{"last success", shortTime(c.state.LastSuccess, loc)},
		{"last new item", shortTime(c.state.LastNew, loc)},
		{"next poll", next},
	}
}

// rhythm is what usually comes, and a bar for each of the last four weeks' days.
func (c checkup) rhythm(now time.Time) [][2]string {
	if c.usual.Items == 0 {
		return [][2]string{{"rhythm", "not known yet"}}
	}
	text := fmt.Sprintf("%s, %d items in %s; counts as stale after %s without one", c.usual, c.usual.Items,
		days(len(c.state.Rhythm.Counts)), days(int(c.usual.Patience().Hours()/24+0.5)))
	return [][2]string{{"rhythm", text}, {"last 28 days", strings.TrimLeft(digest.Bars(lastDays(c.state.Rhythm.Counts, c.state.Rhythm.Day, int(now.Unix()/86400), 28)), " ")}}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// lastDays gives the counts of the n days that end today; -1 stands for a day
// before the first that is known.
func lastDays(counts []int, day, today, n int) []int {
	out := make([]int, n)
	for i := range out {
		at := len(counts) - 1 + (today - n + 1 + i) - day
		switch {
		case at < 0:
			out[i] = -1
		case at < len(counts):
			out[i] = counts[at]
		}
	}
	return out
}

// answers is what the server did.
func (c checkup) answers() [][2]string {
	st := c.state
	var polls, status string
	if st.Polls > 0 {
		polls = fmt.Sprintf("%d, %d%% brought nothing new; %s received", st.Polls, 100*st.Unchanged/st.Polls, size(st.Bytes))
	}
	if st.Status != 0 {
		status = fmt.Sprint(st.Status)
	}
	var articles string
	if st.Articles+st.NoArticles > 0 {
		articles = fmt.Sprintf("%d fetched, %d could not be had", st.Articles, st.NoArticles)
	}
	return [][2]string{
		{"polls", polls},
		{"last status", status},
		{"items", fmt.Sprintf("%d in the last document", st.Items)},
		{"mended", strings.Join(st.Degraded, "; ")},
		{"full text", c.feed.FullText},
		{"articles", articles},
	}
}

// kept is what is remembered for the polls to come.
func (c checkup) kept(loc *time.Location) [][2]string {
	st := c.state
	ids, fresh, moving := "by the feed's own ids", "", ""
	if st.IDs != "" {
		ids = "by " + st.IDs + ", as its ids proved of no use"
	}
	if !st.FreshUntil.IsZero() {
		fresh = "until " + shortTime(st.FreshUntil, loc)
	}
	if st.Moving.To != "" {
		moving = fmt.Sprintf("to %s, seen %d times since %s", st.Moving.To, st.Moving.Times, shortTime(st.Moving.Since, loc))
	}
	return [][2]string{
		{"told apart", ids},
		{"asked at", st.MovedTo},
		{"moving", moving},
		{"asks for", asks(c)},
		{"holds", fresh},
	}
}

// asks is what the feed's document wants of those who poll it.
func asks(c checkup) string {
	var wants []string
	if p := c.state.Pace; p.Every > 0 {
		wants = append(wants, "a pause of "+config.Duration(p.Every).String())
	}
	if hours := bits(uint64(c.state.Pace.SkipHours), func(h int) string { return fmt.Sprint(h) }); hours != "" {
		wants = append(wants, "no poll in the hours "+hours+" UTC")
	}
	if days := bits(uint64(c.state.Pace.SkipDays), func(d int) string { return time.Weekday(d % 7).String() }); days != "" {
		wants = append(wants, "none on "+days)
	}
	return strings.Join(wants, ", ")
}

// bits names those that are set.
func bits(set uint64, name func(int) string) string {
	var names []string
	for i := range 24 {
		if set>>i&1 == 1 {
			names = append(names, name(i))
		}
	}
	return strings.Join(names, ", ")
}

// size words bytes.
func size(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
