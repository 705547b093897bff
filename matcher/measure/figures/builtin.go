package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"text/tabwriter"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/measure"
)

// gold measures the built-in profiles on what was judged by reading, beside the
// Boolean search; `vedette profile eval` says more.
func gold(w io.Writer, dir string) error {
	cfg, err := config.LoadForReading("")
	if err != nil {
		return fmt.Errorf("load the built-in profiles: %w", err)
	}
	articles, err := read(dir, "gold", "dev.jsonl.gz")
	if err != nil {
		return err
	}
	matches := make([][]matcher.Match, len(articles))
	parallel(len(articles), func(i int) { matches[i] = cfg.Matcher.Match(articles[i].document()) })
	fmt.Fprintln(w, "Built-in profiles on articles judged by reading; days resampled")
	for at, p := range cfg.Loaded {
		own := decisions(p.Name, articles, func(i int) matcher.Match { return matches[i][at] })
		query := search(cfg, p)
		boolean, problems := matcher.Compile([]*matcher.Profile{{
			Name: p.Name, Lexicon: p.Lexicon, Entities: p.Entities, Classes: p.Classes,
			Rules: []matcher.Rule{{When: query, Weight: 8}},
		}}, cfg.Lexicons)
		if boolean == nil {
			return fmt.Errorf("the search %q: %v", query, problems)
		}
		beside := decisions(p.Name, articles, func(i int) matcher.Match { return boolean.Match(articles[i].document())[0] })
		if len(own) == 0 {
			continue
		}
		if err := printGold(w, p.Name, query, own, beside); err != nil {
			return err
		}
	}
	return nil
}

// decisions are those of a profile about the articles that are judged for it.
func decisions(profile string, articles []Article, match func(i int) matcher.Match) (made []measure.Decision) {
	for i, a := range articles {
		relevance, judged := a.Relevance[profile]
		if !judged {
			continue
		}
		m := match(i)
		d := measure.Decision{
			ID: a.ID, Topic: profile, Score: m.Score, Probability: m.Probability, Threshold: m.Threshold, Hit: m.Hit,
			Relevance: relevance, Language: a.Lang,
		}
		if date := day(a.Date); !date.IsZero() {
			d.Day = date.Format("2006-01-02")
		}
		made = append(made, d)
	}
	return made
}

// search is the Boolean search beside a built-in profile.
func search(cfg *config.Config, p *matcher.Profile) string {
	var rules []string
	for _, r := range p.Rules {
		rules = append(rules, r.When)
	}
	return measure.Boolean(rules, func(name string) bool {
		return slices.ContainsFunc(p.Lexicon, func(l string) bool { return cfg.Lexicons[l] != nil && cfg.Lexicons[l].Entities[name] != nil })
	})
}

// printGold prints a profile and the search beside it, in all languages and in
// each with something relevant.
func printGold(w io.Writer, profile, query string, own, boolean []measure.Decision) error {
	fmt.Fprintf(w, "\n%s; the search: %s\n", profile, query)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "language\trelevant\tP\t95 %\tR\t95 %\tF1\t95 %\tT11SU\tC_norm\tECE\tsearch P\tR\tF1\tF1 over it\t")
	languages := map[string]bool{"": true}
	for _, d := range own {
		languages[d.Language] = true
	}
	for _, language := range slices.Sorted(maps.Keys(languages)) {
		results := measure.Resample(of(language, own), of(language, boolean))
		f, low, high, less := results[0].Figures, results[0].Low, results[0].High, results[1]
		if f.Relevant == 0 {
			continue
		}
		if language == "" {
			language = "all"
		}
		fmt.Fprintf(table, "%s\t%.0f\t%s\t%s\t%.3f\t%s\t%.3f\t%s\t%.3f\t%s\t%s\t%s\t%.3f\t%.3f\t%s\t\n", language, f.Relevant,
			number(f.Precision), span(low.Precision, high.Precision), f.Recall, span(low.Recall, high.Recall), f.F1, span(low.F1, high.F1),
			f.Utility, number(f.Cost), number(f.CalibrationError), number(less.Figures.Precision), less.Figures.Recall, less.Figures.F1, span(less.LessLow.F1, less.LessHigh.F1))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err := fmt.Fprintln(w)
	return err
}

// of leaves the decisions about one language, all for "".
func of(language string, decisions []measure.Decision) []measure.Decision {
	return slices.DeleteFunc(slices.Clone(decisions), func(d measure.Decision) bool { return language != "" && d.Language != language })
}

func span(low, high float64) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return "-"
	}
	return fmt.Sprintf("%.2f to %.2f", low, high)
}

// number is a figure, or a dash where there is none.
func number(f float64) string {
	if math.IsNaN(f) {
		return "-"
	}
	return fmt.Sprintf("%.3f", f)
}

// stream counts the hits of the built-in profiles among feed items that nobody
// judged; how many of them are wrong only reading says.
func stream(w io.Writer, dir string) error {
	cfg, err := config.LoadForReading("")
	if err != nil {
		return fmt.Errorf("load the built-in profiles: %w", err)
	}
	items, err := read(dir, "stream", "rss-2020-01_2022-08.jsonl.gz")
	if err != nil {
		return err
	}
	hits := make([][]bool, len(cfg.Loaded))
	for i := range hits {
		hits[i] = make([]bool, len(items))
	}
	parallel(len(items), func(i int) {
		for p, m := range cfg.Matcher.Match(items[i].document()) {
			hits[p][i] = m.Hit
		}
	})
	fmt.Fprintf(w, "Hits of the built-in profiles among %d unjudged feed items, right ones among them\n", len(items))
	for p, loaded := range cfg.Loaded {
		n := 0
		for _, hit := range hits[p] {
			if hit {
				n++
			}
		}
		if _, err := fmt.Fprintf(w, "  %s: %d\n", loaded.Name, n); err != nil {
			return err
		}
	}
	return nil
}
