package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
	"vedette/watcher"
)

func newFeeds(a *app) *cobra.Command {
	var failing bool
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "Show the health of every feed",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return noSuchCommand(cmd, args)
		},
	}
	cmd.Flags().BoolVar(&failing, "failing", false, "only feeds that are not well")
	var tags []string
	tagFlag(cmd, &tags)
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return a.withFeeds(func(cfg *config.Config, all []checkup) error {
			all = slices.DeleteFunc(all, func(c checkup) bool { return !hasTag(c.feed, tags) })
			if len(all) == 0 && len(tags) > 0 {
				return noSuchTag(tags)
			}
			if failing {
				all = unwell(all)
			}
			if *format == "json" {
				return feedsJSON(a.stdout, all)
			}
			return feedsText(a.stdout, all, cfg.Timezone.Location)
		})
	}
	cmd.AddCommand(newFeedsParse(a), newFeedsShow(a))
	cmd.AddCommand(newFeedLists(a)...)
	return cmd
}

// checkup is a feed with how it does.
type checkup struct {
	feed  config.Feed
	state store.FeedState
	watcher.Condition
	usual watcher.Usual
	twice string // the name of another feed that is at the address this one has moved to, "" if none is
}

// withFeeds calls fn with every feed of the configuration, in its order.
func (a *app) withFeeds(fn func(*config.Config, []checkup) error) error {
	cfg, err := a.loadForReading()
	if err != nil {
		return err
	}
	return a.withStore(func(st *store.Store) error {
		states, err := st.Feeds()
		if err != nil {
			return err
		}
		now := time.Now()
		listed := map[string]string{}
		for _, f := range cfg.Feeds {
			listed[config.Canonical(f.URL)] = f.Name
		}
		all := make([]checkup, len(cfg.Feeds))
		for i, f := range cfg.Feeds {
			state := states[f.URL]
			state.URL = f.URL
			all[i] = checkup{feed: f, state: state, Condition: watcher.Health(f, state, now), usual: watcher.UsualOf(state.Rhythm)}
			if state.MovedTo != "" && config.Canonical(state.MovedTo) != config.Canonical(f.URL) {
				all[i].twice = listed[config.Canonical(state.MovedTo)]
			}
		}
		return fn(cfg, all)
	})
}

// unwell leaves the feeds that somebody may want to look at.
func unwell(all []checkup) []checkup {
	var some []checkup
	for _, c := range all {
		switch c.Word {
		case watcher.Well, watcher.Paused, watcher.Unpolled:
		default:
			some = append(some, c)
		}
	}
	return some
}

// feedLine is a feed's settings and state in one JSON object.
type feedLine struct {
	Name     string    `json:"name"`
	Class    string    `json:"class,omitempty"`
	Language string    `json:"language,omitempty"`
	Tags     []string  `json:"tags,omitempty"`
	Paused   bool      `json:"paused,omitempty"`
	Health   string    `json:"health"`
	Why      string    `json:"why,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	PerDay   *float64  `json:"items_per_day,omitempty"` // where there is a rhythm to tell it from
	FullText string    `json:"full_text,omitempty"`
	store.FeedState
}

func feedsJSON(w io.Writer, all []checkup) error {
	for _, c := range all {
		l := feedLine{Name: c.feed.Name, Class: c.feed.Class, Language: c.feed.Language, Tags: c.feed.Tags, Paused: c.feed.Paused, FullText: c.feed.FullText,
			Health: c.Word, Why: c.Why, Since: c.Since, FeedState: c.state}
		if c.usual.Items > 0 {
			l.PerDay = &c.usual.PerDay
		}
		if err := printJSON(w, l); err != nil {
			return err
		}
	}
	return nil
}

// nameWidth leaves room for the other columns but the last on 80 characters.
const nameWidth = 22

func feedsText(w io.Writer, all []checkup, loc *time.Location) error {
	rows := make([][]string, 0, len(all))
	_, narrow := terminal(w)
	for _, c := range all {
		name := c.feed.Name
		if narrow {
			name = shorten(oneLine(name), nameWidth)
		}
		rows = append(rows, []string{
			c.Word, name, perDay(c.usual), shortTime(c.state.LastNew, loc), shortTime(c.state.NextPoll, loc), c.remark(),
		})
	}
	return printTable(w, []string{"health", "name", "a day", "last new", "next poll", "why"}, rows)
}

// remark says why a feed is not well, or where it has moved.
func (c checkup) remark() string {
	switch {
	case c.Why != "" || c.state.MovedTo == "":
		return c.Why
	case c.twice != "":
		return fmt.Sprintf("moved to %s, which is listed as %s: remove one of the two", c.state.MovedTo, c.twice)
	}
	return "moved to " + c.state.MovedTo
}

// perDay is how many items come, in as few digits as say something.
func perDay(u watcher.Usual) string {
	switch {
	case u.Items == 0:
		return "-"
	case u.PerDay >= 10:
		return strconv.FormatFloat(u.PerDay, 'f', 0, 64)
	default:
		return strconv.FormatFloat(u.PerDay, 'f', 1, 64)
	}
}
