package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vedette/store"
)

func newStories(a *app) *cobra.Command {
	var profile string
	since := daysAgo(30)
	cmd := &cobra.Command{
		Use:   "stories",
		Short: "List what was found, by story",
		Args:  cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.Var(&since, "since", "found within, or since a day: 30d, 2015-01-01; 0: all")
	flags.StringVar(&profile, "profile", "", "only this profile")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			loc := cfg.Timezone.Location
			found, err := st.Headlines(since.from(time.Now(), loc), profile, false, 0)
			if err != nil {
				return err
			}
			if len(found) == 0 && profile != "" && cfg.Sources[profile].YAML == nil {
				return fmt.Errorf("there is no profile %q; see: vedette profile list", profile)
			}
			if len(found) == 0 && *format == "text" {
				return a.sayNone("stories", profile, &since, loc, false)
			}
			w := bufio.NewWriter(a.stdout)
			if *format == "json" {
				err = storiesJSON(w, st, byStory(found))
			} else {
				storiesText(w, byStory(found), loc)
			}
			return cmp.Or(err, w.Flush())
		})
	}
	return cmd
}

// toldStory is what was found of a story in the time asked for.
type toldStory struct {
	ID      string            `json:"id"` // of the item that opened it
	Profile string            `json:"profile"`
	First   time.Time         `json:"first"` // when its reports were published
	Last    time.Time         `json:"last"`
	Copies  int               `json:"copies"` // of the reports, near-duplicates
	Reports []*store.Headline `json:"-"`
}

// byStory gathers hits, each story's oldest first, the story with the newest
// report first. A hit from before there were stories is one of its own. Of a
// report that was changed before a digest told it only the newest version is
// one.
func byStory(found []*store.Headline) []toldStory {
	index := map[store.StoryKey]int{}
	var all []toldStory
	changed := map[store.StoryKey]bool{} // by item: told anew before they were told
	for _, h := range found {
		if h.Revises != "" && !h.Copy {
			changed[store.StoryKey{Profile: h.Profile, Story: h.Revises}] = true
		}
	}
	for _, h := range found {
		if changed[store.StoryKey{Profile: h.Profile, Story: h.Item}] {
			continue
		}
		key := store.StoryKey{Profile: h.Profile, Story: cmp.Or(h.Story, h.Item)}
		at, known := index[key]
		if !known {
			at = len(all)
			index[key] = at
			all = append(all, toldStory{ID: key.Story, Profile: key.Profile})
		}
		all[at].Reports = append(all[at].Reports, h)
		if h.Copy {
			all[at].Copies++
		}
	}
	for i := range all {
		s := &all[i]
		slices.SortStableFunc(s.Reports, func(a, b *store.Headline) int {
			return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Item, b.Item))
		})
		s.First, s.Last = s.Reports[0].When, s.Reports[len(s.Reports)-1].When
	}
	slices.SortStableFunc(all, func(a, b toldStory) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(b.ID, a.ID), cmp.Compare(a.Profile, b.Profile))
	})
	return all
}

// storiesJSON writes a line a story, with the whole of its reports.
func storiesJSON(w io.Writer, st *store.Store, stories []toldStory) error {
	for _, s := range stories {
		whole := struct {
			toldStory
			Reports []store.Found `json:"reports"`
		}{toldStory: s}
		err := st.EachFound(s.Reports, func(f store.Found) error {
			whole.Reports = append(whole.Reports, f)
			return nil
		})
		if err != nil {
			return err
		}
		if err := printJSON(w, whole); err != nil {
			return err
		}
	}
	return nil
}

// storiesText prints a block a story: its first report's title, then a line for
// each report that is no copy. The writer keeps its first error.
func storiesText(w *bufio.Writer, stories []toldStory, loc *time.Location) {
	for _, s := range stories {
		copies := ""
		if s.Copies > 0 {
			copies = fmt.Sprintf(", %d of them copies", s.Copies)
		}
		fmt.Fprintf(w, "%s  %s  %s%s\n    %s\n", shortTime(s.Last, loc), s.Profile,
			plural(len(s.Reports), "report"), copies, oneLine(s.Reports[0].Title))
		for _, h := range s.Reports {
			if h.Copy {
				continue
			}
			fmt.Fprintf(w, "      %s  %-6s  %s%s  %s\n", shortTime(h.When, loc), h.Status,
				oneLine(h.Outlet), class(oneLine(h.Class)), oneLine(h.Link))
		}
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
