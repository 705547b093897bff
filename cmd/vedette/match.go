package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/matcher"
)

func newMatch(a *app) *cobra.Command {
	var all, explain bool
	cmd := &cobra.Command{
		Use:   "match [FILE…]",
		Short: "Score documents against the profiles",
		Long: "Scores JSON lines (id, date, lang, title, text, source; .gz too), feed documents,\n" +
			"web pages and plain text; \"-\" or no file is standard input. Prints a line for each\n" +
			"hit and exits with 3 when there is none.",
	}
	cmd.Flags().BoolVar(&all, "all", false, "a line for each document and profile, hit or not")
	cmd.Flags().BoolVar(&explain, "explain", false, "print the evidence")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(_ *cobra.Command, files []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		return a.match(cfg, files, &matchPrinter{w: a.stdout, json: *format == "json", all: all, explain: explain})
	}
	return cmd
}

func (a *app) match(cfg *config.Config, files []string, p *matchPrinter) error {
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, file := range files {
		err := a.readDocuments(file, func(d matcher.Document) error {
			for _, m := range cfg.Matcher.Match(d) {
				if err := p.print(d, m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if p.hits == 0 {
		return errNoHit
	}
	return nil
}

// readDocuments opens a file, or standard input for "-", and calls fn with
// each document in it.
func (a *app) readDocuments(file string, fn func(matcher.Document) error) error {
	if file == "-" {
		return documents("standard input", a.stdin, fn)
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return documents(file, f, fn)
}

// matchPrinter prints matches and counts the hits.
type matchPrinter struct {
	w                  io.Writer
	json, all, explain bool
	hits               int
}

func (p *matchPrinter) print(d matcher.Document, m matcher.Match) error {
	if m.Hit {
		p.hits++
	}
	if !m.Hit && !p.all {
		return nil
	}
	if p.json {
		if m.Evidence == nil {
			m.Evidence = []matcher.Evidence{}
		}
		return printJSON(p.w, m)
	}
	mark := " "
	if m.Hit {
		mark = "*"
	}
	title := d.Title
	if title == "" {
		title, _, _ = strings.Cut(d.Text, "\n")
	}
	_, err := fmt.Fprintf(p.w, "%s %.2f %s %s %s\n", mark, m.Probability, m.Profile, oneLine(m.ID), shorten(oneLine(title), 100))
	if err == nil && p.explain {
		err = p.evidence(m)
	}
	return err
}

// evidence prints what raised and lowered the score, strongest first, and where
// it started; what weighs nothing only marks names in the text.
func (p *matchPrinter) evidence(m matcher.Match) error {
	start := m.Score
	for _, e := range m.Evidence {
		start -= e.Weight
		if e.Weight == 0 {
			continue
		}
		if _, err := fmt.Fprintf(p.w, "    %+5.1f %s: %s (%s %d-%d)\n", e.Weight, e.Kind, oneLine(e.Text), e.Field, e.Start, e.End); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(p.w, "    %+5.1f start: most items have nothing to do with it\n    score %+.2f, probability %.3f, threshold %.2f\n", start, m.Score, m.Probability, m.Threshold)
	return err
}

// shorten cuts to n runes, with an ellipsis.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
