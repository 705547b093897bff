package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vedette/store"
)

func newTimeline(a *app) *cobra.Command {
	var profile string
	since := daysAgo(365)
	by := "day"
	cmd := &cobra.Command{
		Use:   "timeline",
		Short: "Show the stories of a profile day by day, over months",
		Long: "Lists the stories by the day of their first report, with who reported how often.\n" +
			"A story counts with its reports of the time asked for.",
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&profile, "profile", "", "only this profile")
	flags.Var(&since, "since", "reported within, or since a day: 90d, 2015-01-01; 0: all")
	flags.Var(&choice{value: &by, allowed: []string{"day", "week", "month"}}, "by", "the stretch that a bar stands for: day, week, month")
	format := formatFlag(cmd, "text", "csv", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		if *format != "text" && flags.Changed("by") {
			return fmt.Errorf("--by goes with --format text; %s has a line for each story, with its day", *format)
		}
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			from := since.from(time.Now(), cfg.Timezone.Location)
			found, err := st.Headlines(from, profile, false, 0) // found then or later, as all reported then were
			if err != nil {
				return err
			}
			if len(found) == 0 && profile != "" && cfg.Sources[profile].YAML == nil {
				return fmt.Errorf("there is no profile %q; see: vedette profile list", profile)
			}
			found = slices.DeleteFunc(found, func(h *store.Headline) bool { return h.When.Before(from) })
			events := chronicle(byStory(found), cfg.Timezone.Location)
			switch *format {
			case "csv":
				return timelineCSV(a.stdout, events)
			case "json":
				return timelineJSON(a.stdout, events)
			}
			if len(events) == 0 {
				return a.sayNone("stories", profile, &since, cfg.Timezone.Location, false)
			}
			return timelineText(a.stdout, events, by, cfg.Timezone.Location, profile == "")
		})
	}
	return cmd
}

// event is a story on the timeline. The JSON form is a line each.
type event struct {
	Day     string         `json:"day"` // of the first report, in the configured zone
	Profile string         `json:"profile"`
	Story   string         `json:"story"`
	Title   string         `json:"title"` // of the first report
	Link    string         `json:"link"`  // of the first report; may be empty
	Reports int            `json:"reports"`
	Copies  int            `json:"copies"`  // of them, near-duplicates
	Classes map[string]int `json:"classes"` // outlets of each class; "" where it is unknown
	Outlets []reporter     `json:"outlets"` // by class, then who reported most
	First   time.Time      `json:"first"`   // reports, UTC
	Last    time.Time      `json:"last"`
}

// reporter is an outlet and how often it reported.
type reporter struct {
	Name    string `json:"name"`
	Class   string `json:"class"`
	Reports int    `json:"reports"`
}

// chronicle makes events of stories, the oldest first.
func chronicle(stories []toldStory, loc *time.Location) []event {
	events := make([]event, len(stories))
	at := map[[2]string]int{} // of a story's outlets
	for i, s := range stories {
		first := s.Reports[0]
		e := event{Day: s.First.In(loc).Format(time.DateOnly), Profile: s.Profile, Story: s.ID, Title: oneLine(first.Title), Link: oneLine(first.Link),
			Reports: len(s.Reports), Copies: s.Copies, Classes: map[string]int{}, First: s.First.UTC(), Last: s.Last.UTC()}
		clear(at)
		for _, h := range s.Reports {
			key := [2]string{oneLine(h.Outlet), oneLine(h.Class)}
			n, known := at[key]
			if !known {
				n = len(e.Outlets)
				at[key] = n
				e.Outlets = append(e.Outlets, reporter{Name: key[0], Class: key[1]})
				e.Classes[key[1]]++
			}
			e.Outlets[n].Reports++
		}
		slices.SortStableFunc(e.Outlets, func(a, b reporter) int {
			return cmp.Or(cmp.Compare(rank(a.Class), rank(b.Class)), cmp.Compare(b.Reports, a.Reports), cmp.Compare(a.Name, b.Name))
		})
		events[i] = e
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Profile, b.Profile), cmp.Compare(a.Story, b.Story))
	})
	return events
}

// classes are those of outlets in the order of the columns.
func classes() []string { return []string{"state", "official", "wire", "public", "independent"} }

// rank puts classes in order, unknown ones last.
func rank(class string) int {
	if i := slices.Index(classes(), class); i >= 0 {
		return i
	}
	return len(classes())
}
