package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/matcher"
	"vedette/store"
	"vedette/watcher"
	"vedette/watcher/digest"
)

func newHits(a *app) *cobra.Command {
	var profile string
	var near, explain bool
	var limit int
	since := config.Duration(7 * 24 * time.Hour)
	cmd := &cobra.Command{
		Use:   "hits",
		Short: "List what was found",
		Args:  cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.TextVar(&since, "since", since, "found within: 12h, 30d; 0: all")
	flags.StringVar(&profile, "profile", "", "only this profile")
	flags.BoolVar(&near, "near", false, "near misses, too")
	flags.BoolVar(&explain, "explain", false, "say why: the evidence and the threshold")
	flags.IntVar(&limit, "limit", 0, "at most so many, the newest; 0: all")
	format := formatFlag(cmd, "text", "json", "csv", "atom")
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
			if limit < 0 {
				return fmt.Errorf("--limit %d: a number of hits, or 0 for all", limit)
			}
			found, err := st.Hits(from, profile, near, limit)
			if err != nil {
				return err
			}
			if len(found) == 0 && profile != "" && cfg.Sources[profile].YAML == nil {
				return fmt.Errorf("there is no profile %q; see: vedette profile list", profile)
			}
			slices.SortStableFunc(found, func(a, b store.Found) int { return b.Item.When().Compare(a.Item.When()) })
			switch *format {
			case "json":
				return hitsJSON(a.stdout, found)
			case "csv":
				return hitsCSV(a.stdout, found)
			case "atom":
				return hitsAtom(a.stdout, found, cfg, profile)
			}
			var x *explainer
			if explain {
				x = &explainer{w: a.stdout, cfg: cfg}
			}
			return hitsText(a.stdout, found, cfg.Timezone.Location, x)
		})
	}
	return cmd
}

func hitsJSON(w io.Writer, found []store.Found) error {
	for _, f := range found {
		if err := printJSON(w, f); err != nil {
			return err
		}
	}
	return nil
}

func hitsCSV(w io.Writer, found []store.Found) error {
	cw := csv.NewWriter(w)
	rows := [][]string{{"time", "profile", "probability", "near_miss", "outlet", "class", "language", "title", "link", "item"}}
	for _, f := range found {
		rows = append(rows, clean([]string{
			f.Item.When().UTC().Format(time.RFC3339), f.Hit.Profile, strconv.FormatFloat(f.Hit.Probability, 'f', 3, 64),
			strconv.FormatBool(f.Hit.Near), f.Item.Outlet, f.Item.Class, f.Item.Language, f.Item.Title, f.Item.Link, f.Item.ID,
		}))
	}
	if err := cw.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// hitsAtom writes a feed of the hits of one profile, or of all.
func hitsAtom(w io.Writer, found []store.Found, cfg *config.Config, profile string) error {
	ch := digest.Channel{ID: "hits/" + profile, Title: "vedette: hits", Updated: time.Now(), Location: cfg.Timezone.Location, Titles: map[string]string{}}
	for _, p := range cfg.Loaded {
		ch.Titles[p.Name] = p.Title
	}
	if profile != "" {
		ch.Title = "vedette: " + cmp.Or(ch.Titles[profile], profile)
	}
	return digest.Atom(w, ch, found)
}

// hitsText prints a short block a hit: lists of titles and links do not fit
// into columns. x may be nil.
func hitsText(w io.Writer, found []store.Found, loc *time.Location, x *explainer) error {
	for _, f := range found {
		near := ""
		if f.Hit.Near {
			near = " (near miss)"
		}
		_, err := fmt.Fprintf(w, "%s  %s  %.2f%s\n    %s\n    %s%s  %s\n", shortTime(f.Item.When(), loc), f.Hit.Profile,
			f.Hit.Probability, near, oneLine(f.Item.Title), oneLine(f.Item.Outlet), class(oneLine(f.Item.Class)), oneLine(f.Item.Link))
		if err != nil {
			return err
		}
		if x != nil && f.Hit.Revises != "" {
			if _, err := fmt.Fprintf(w, "    its publisher changed it: item %s was found before\n", f.Hit.Revises); err != nil {
				return err
			}
		}
		if x != nil {
			if err := x.explain(watcher.Document(f.Item), stored(f.Hit)); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "    text: %s\n", oneLine(source(f.Item))); err != nil {
				return err
			}
		}
	}
	return nil
}

// source says where the text that was matched comes from.
func source(it store.Item) string {
	switch it.Article {
	case "":
		return "what the feed says; the article was not asked for"
	case "fetched":
		return "the article itself"
	}
	return "what the feed says; of the article: " + it.Article
}

func class(c string) string {
	if c == "" {
		return ""
	}
	return " (" + c + ")"
}

// stored turns a remembered hit back into the match it was made from.
func stored(h store.Hit) matcher.Match {
	m := matcher.Match{ID: h.Item, Profile: h.Profile, Score: h.Score, Probability: h.Probability, Threshold: h.Threshold, Hit: !h.Near,
		Origin: h.Origin, Rate: h.Rate, Background: h.Background}
	for _, e := range h.Evidence {
		m.Evidence = append(m.Evidence, matcher.Evidence(e))
	}
	return m
}
