package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
)

func newFeeds(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "Show the health of every feed",
		Args:  cobra.NoArgs,
	}
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			states, err := st.Feeds()
			if err != nil {
				return err
			}
			if *format == "json" {
				return feedsJSON(a.stdout, cfg, states)
			}
			return feedsText(a.stdout, cfg, states)
		})
	}
	cmd.AddCommand(newFeedsParse(a))
	cmd.AddCommand(newFeedLists(a)...)
	return cmd
}

// feedLine is a feed's settings and state in one JSON object.
type feedLine struct {
	Name     string `json:"name"`
	Class    string `json:"class,omitempty"`
	Language string `json:"language,omitempty"`
	Paused   bool   `json:"paused,omitempty"`
	Health   string `json:"health"`
	store.FeedState
}

func feedsJSON(w io.Writer, cfg *config.Config, states map[string]store.FeedState) error {
	for _, f := range cfg.Feeds {
		st := states[f.URL]
		st.URL = f.URL
		l := feedLine{Name: f.Name, Class: f.Class, Language: f.Language, Paused: f.Paused, Health: health(f, st), FeedState: st}
		if err := printJSON(w, l); err != nil {
			return err
		}
	}
	return nil
}

func feedsText(w io.Writer, cfg *config.Config, states map[string]store.FeedState) error {
	loc := cfg.Timezone.Location
	var rows [][]string
	for _, f := range cfg.Feeds {
		st := states[f.URL]
		rows = append(rows, []string{
			health(f, st), f.Name, strconv.Itoa(st.Items), shortTime(st.LastNew, loc), shortTime(st.NextPoll, loc), remark(st),
		})
	}
	return printTable(w, []string{"health", "name", "items", "last new", "next poll", "remark"}, rows)
}

// health is one word for how a feed does.
func health(f config.Feed, st store.FeedState) string {
	switch {
	case f.Paused:
		return "paused"
	case st.Gone:
		return "gone"
	case st.Errors > 0:
		return "failing"
	case len(st.Degraded) > 0:
		return "degraded"
	case st.LastSuccess.IsZero():
		return "not polled"
	default:
		return "ok"
	}
}

// remark says why a feed is not well, or where it has moved.
func remark(st store.FeedState) string {
	switch {
	case st.Error != "":
		return fmt.Sprintf("%s (failed polls in a row: %d)", st.Error, st.Errors)
	case len(st.Degraded) > 0:
		return strings.Join(st.Degraded, "; ")
	case st.MovedTo != "":
		return "moved to " + st.MovedTo
	default:
		return ""
	}
}
