package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/store"
)

func newStories(a *app) *cobra.Command {
	var profile string
	since := config.Duration(30 * 24 * time.Hour)
	cmd := &cobra.Command{
		Use:   "stories",
		Short: "List what was found, by story",
		Args:  cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.TextVar(&since, "since", since, "found within: 12h, 30d; 0: all")
	flags.StringVar(&profile, "profile", "", "only this profile")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			var from time.Time
			if since > 0 {
				from = time.Now().Add(-time.Duration(since))
			}
			found, err := st.Hits(from, profile, false, 0)
			if err != nil {
				return err
			}
			if len(found) == 0 && profile != "" && cfg.Sources[profile].YAML == nil {
				return fmt.Errorf("there is no profile %q; see: vedette profile list", profile)
			}
			if *format == "json" {
				return storiesJSON(a.stdout, byStory(found))
			}
			return storiesText(a.stdout, byStory(found), cfg.Timezone.Location)
		})
	}
	return cmd
}

// toldStory is what was found of a story in the time asked for.
type toldStory struct {
	ID      string        `json:"id"` // of the item that opened it
	Profile string        `json:"profile"`
	First   time.Time     `json:"first"` // when its reports were published
	Last    time.Time     `json:"last"`
	Copies  int           `json:"copies"` // of the reports, near-duplicates
	Reports []store.Found `json:"reports"`
}

// byStory gathers hits, each story's oldest first, the story with the newest
// report first. A hit from before there were stories is one of its own. Of a
// report that was changed before a digest told it only the newest version is
// one.
func byStory(found []store.Found) []toldStory {
	index := map[store.StoryKey]int{}
	var all []toldStory
	changed := map[store.StoryKey]bool{} // by item: told anew before they were told
	for _, f := range found {
		if f.Hit.Revises != "" && !f.Hit.Copy {
			changed[store.StoryKey{Profile: f.Hit.Profile, Story: f.Hit.Revises}] = true
		}
	}
	for _, f := range found {
		if changed[store.StoryKey{Profile: f.Hit.Profile, Story: f.Item.ID}] {
			continue
		}
		key := store.StoryKey{Profile: f.Hit.Profile, Story: cmp.Or(f.Hit.Story, f.Item.ID)}
		i, known := index[key]
		if !known {
			i = len(all)
			index[key] = i
			all = append(all, toldStory{ID: key.Story, Profile: key.Profile})
		}
		all[i].Reports = append(all[i].Reports, f)
		if f.Hit.Copy {
			all[i].Copies++
		}
	}
	for i := range all {
		s := &all[i]
		slices.SortStableFunc(s.Reports, func(a, b store.Found) int {
			return cmp.Or(a.Item.When().Compare(b.Item.When()), cmp.Compare(a.Item.ID, b.Item.ID))
		})
		s.First, s.Last = s.Reports[0].Item.When(), s.Reports[len(s.Reports)-1].Item.When()
	}
	slices.SortStableFunc(all, func(a, b toldStory) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(b.ID, a.ID), cmp.Compare(a.Profile, b.Profile))
	})
	return all
}

func storiesJSON(w io.Writer, stories []toldStory) error {
	for _, s := range stories {
		if err := printJSON(w, s); err != nil {
			return err
		}
	}
	return nil
}

// storiesText prints a block a story: its first report's title, then a line for
// each report that is no copy.
func storiesText(w io.Writer, stories []toldStory, loc *time.Location) error {
	for _, s := range stories {
		copies := ""
		if s.Copies > 0 {
			copies = fmt.Sprintf(", %d of them copies", s.Copies)
		}
		_, err := fmt.Fprintf(w, "%s  %s  %s%s\n    %s\n", shortTime(s.Last, loc), s.Profile,
			plural(len(s.Reports), "report"), copies, oneLine(s.Reports[0].Item.Title))
		if err != nil {
			return err
		}
		for _, f := range s.Reports {
			if f.Hit.Copy {
				continue
			}
			_, err := fmt.Fprintf(w, "      %s  %-6s  %s%s  %s\n", shortTime(f.Item.When(), loc), f.Hit.Status,
				oneLine(f.Item.Outlet), class(oneLine(f.Item.Class)), oneLine(f.Item.Link))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
