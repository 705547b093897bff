package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"vedette/matcher"
	"vedette/matcher/learn"
)

// report says what may be expected of a profile that was learned.
func (b *builder) report(l *learn.Learned, m *matcher.Matcher) error {
	w := b.app.stderr
	for _, warning := range l.Warnings {
		fmt.Fprintf(w, "warning: %s\n", oneLine(warning))
	}
	fmt.Fprintf(w, "learned %s from %d examples; how alike they are (cohesion): %.2f\n", counted(l.Terms), len(l.Seeds), l.Cohesion)
	found := 0
	for _, s := range l.Seeds {
		if s.Found {
			found++
		}
	}
	if len(l.Seeds) > 1 {
		fmt.Fprintf(w, "of %d examples left out one by one, the others find %d:\n", len(l.Seeds), found)
		for _, s := range l.Seeds {
			switch {
			case s.Found:
				fmt.Fprintf(w, "  found  %3.0f %%  %s\n", 100*s.Probability, oneLine(s.Seed))
			case s.Alone:
				fmt.Fprintf(w, "  alone in its language, so nothing can be said  %s\n", oneLine(s.Seed))
			default:
				fmt.Fprintf(w, "  missed %3.0f %%  %s\n", 100*s.Probability, oneLine(s.Seed))
			}
		}
	}
	if b.background == "" {
		fmt.Fprintln(w, "how many hits a day to expect, --background FILE tells, with ordinary items as JSON lines")
		return nil
	}
	return b.expect(w, m)
}

func counted(terms map[string]map[string]float64) string {
	var parts []string
	for _, language := range slices.Sorted(maps.Keys(terms)) {
		parts = append(parts, fmt.Sprintf("%d words (%s)", len(terms[language]), language))
	}
	return strings.Join(parts, ", ")
}

// Borderline items are those nearest to the threshold, on both sides.
const mostBorderline = 8

// judgedItem is a document of the background with what became of it.
type judgedItem struct {
	title string
	match matcher.Match
}

// expect tries the profile on the background.
func (b *builder) expect(w io.Writer, m *matcher.Matcher) error {
	m, err := b.app.calibrated(m, b.background)
	if err != nil {
		return err
	}
	var near []judgedItem
	var first, last time.Time
	items, hits := 0, 0
	err = b.app.readDocuments(b.background, func(d matcher.Document) error {
		items++
		if !d.Date.IsZero() {
			if first.IsZero() || d.Date.Before(first) {
				first = d.Date
			}
			if d.Date.After(last) {
				last = d.Date
			}
		}
		for _, match := range m.Found(d) {
			if match.Hit {
				hits++
			}
			near = nearest(near, judgedItem{cmp.Or(d.Title, opening(d.Text)), match})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the background: %w", err)
	}
	fmt.Fprintf(w, "in the background: %d hits among %d items%s\n", hits, items, daily(hits, last.Sub(first)))
	if len(near) > 0 {
		fmt.Fprintln(w, "the items nearest to the threshold; are they on the right side?")
	}
	slices.SortFunc(near, func(a, b judgedItem) int { return cmp.Compare(b.match.Score, a.match.Score) })
	for _, n := range near {
		mark := " "
		if n.match.Hit {
			mark = "*"
		}
		fmt.Fprintf(w, "  %s %3.0f %%  %s\n", mark, 100*n.match.Probability, oneLine(n.title))
	}
	return nil
}

// nearest adds an item if it is nearer to its threshold than others.
func nearest(near []judgedItem, item judgedItem) []judgedItem {
	far := func(i judgedItem) float64 { return math.Abs(i.match.Score - logit(i.match.Threshold)) }
	at, _ := slices.BinarySearchFunc(near, item, func(a, b judgedItem) int { return cmp.Compare(far(a), far(b)) })
	near = slices.Insert(near, at, item)
	return near[:min(len(near), mostBorderline)]
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// opening is the beginning of a text that has no title.
func opening(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(len(words), 14)], " ")
}

func daily(hits int, over time.Duration) string {
	days := over.Hours() / 24
	if days < 1 {
		return ""
	}
	return fmt.Sprintf(", which is %.2g a day over %.0f days", float64(hits)/days, days)
}
