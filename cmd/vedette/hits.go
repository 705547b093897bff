package main

import (
	"bufio"
	"cmp"
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
	var limit atMost
	since := daysAgo(7)
	cmd := &cobra.Command{
		Use:   "hits",
		Short: "List what was found",
		Args:  cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.Var(&since, "since", "found within, or since a day: 30d, 2015-01-01; 0: all")
	flags.StringVar(&profile, "profile", "", "only this profile")
	flags.BoolVar(&near, "near", false, "near misses, too")
	flags.BoolVar(&explain, "explain", false, "say why: the evidence and the threshold")
	flags.Var(&limit, "limit", "at most so many, the newest; 0: all")
	format := formatFlag(cmd, "text", "json", "csv", "atom")
	cmd.RunE = func(*cobra.Command, []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.withStore(func(st *store.Store) error {
			loc := cfg.Timezone.Location
			found, err := st.Headlines(since.from(time.Now(), loc), profile, near, int(limit))
			if err != nil {
				return err
			}
			if len(found) == 0 && profile != "" && cfg.Sources[profile].YAML == nil {
				return fmt.Errorf("there is no profile %q; see: vedette profile list", profile)
			}
			if len(found) == 0 && *format == "text" {
				return a.sayNone("hits", profile, &since, loc, near)
			}
			slices.SortStableFunc(found, func(a, b *store.Headline) int { return b.When.Compare(a.When) })
			w := bufio.NewWriter(a.stdout)
			switch {
			case *format == "json":
				err = st.EachFound(found, func(f store.Found) error { return printJSON(w, f) })
			case *format == "csv":
				err = hitsCSV(w, found)
			case *format == "atom":
				err = hitsAtom(w, st, found, cfg, profile)
			case explain:
				err = st.EachFound(found, func(f store.Found) error { return explainHit(w, f, cfg) })
			default:
				hitsText(w, found, loc)
			}
			return cmp.Or(err, w.Flush())
		})
	}
	return cmd
}

func hitsCSV(w io.Writer, found []*store.Headline) error {
	rows := [][]string{{"time", "profile", "probability", "near_miss", "outlet", "class", "language", "title", "link", "item"}}
	for _, h := range found {
		rows = append(rows, []string{
			h.When.UTC().Format(time.RFC3339), h.Profile, strconv.FormatFloat(h.Probability, 'f', 3, 64),
			strconv.FormatBool(h.Near), h.Outlet, h.Class, h.Language, h.Title, h.Link, h.Item,
		})
	}
	return printCSV(w, rows)
}

// hitsAtom writes a feed of the hits of one profile, or of all.
func hitsAtom(w io.Writer, st *store.Store, found []*store.Headline, cfg *config.Config, profile string) error {
	ch := digest.Channel{ID: "hits/" + profile, Title: "vedette: hits", Updated: time.Now(), Location: cfg.Timezone.Location, Titles: map[string]string{}}
	for _, p := range cfg.Loaded {
		ch.Titles[p.Name] = p.Title
	}
	if profile != "" {
		ch.Title = "vedette: " + cmp.Or(ch.Titles[profile], profile)
	}
	var whole []store.Found
	err := st.EachFound(found, func(f store.Found) error {
		whole = append(whole, f)
		return nil
	})
	if err != nil {
		return err
	}
	return digest.Atom(w, ch, whole)
}

// hitsText prints a short block a hit: lists of titles and links do not fit
// into columns. The writer keeps its first error.
func hitsText(w *bufio.Writer, found []*store.Headline, loc *time.Location) {
	for _, h := range found {
		near := ""
		if h.Near {
			near = " (near miss)"
		}
		fmt.Fprintf(w, "%s  %s  %.2f%s\n    %s\n    %s%s  %s\n", shortTime(h.When, loc), h.Profile,
			h.Probability, near, oneLine(h.Title), oneLine(h.Outlet), class(oneLine(h.Class)), oneLine(h.Link))
	}
}

// explainHit prints the block of a hit, and why it is one.
func explainHit(w *bufio.Writer, f store.Found, cfg *config.Config) error {
	h := f.Headline()
	hitsText(w, []*store.Headline{&h}, cfg.Timezone.Location)
	if f.Hit.Revises != "" {
		fmt.Fprintf(w, "    its publisher changed it: item %s was found before\n", f.Hit.Revises)
	}
	x := explainer{w: w, cfg: cfg}
	if err := x.explain(watcher.Document(f.Item), stored(f.Hit)); err != nil {
		return err
	}
	fmt.Fprintf(w, "    text: %s\n", oneLine(source(f.Item)))
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
