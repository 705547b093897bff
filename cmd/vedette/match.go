package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vedette/matcher"
)

func newMatch(a *app) *cobra.Command {
	var all, explain bool
	var background string
	cmd := &cobra.Command{
		Use:   "match [FILE…]",
		Short: "Score documents against the profiles",
		Long: "Scores JSON lines (id, date, lang, title, text, source; .gz too), feed documents,\n" +
			"web pages and plain text; \"-\" or no file is standard input. Prints a line for each\n" +
			"hit and exits with 3 when there is none.\n\n" +
			"A profile's probability is its threshold, 0.5 if it says none. With --background,\n" +
			"profiles with a rate of alarms get the threshold that keeps to it on those\n" +
			"documents, as the daemon does with the items it stored; and words that are common\n" +
			"there count less where a document is compared with examples.",
	}
	cmd.Flags().BoolVar(&all, "all", false, "a line for each document and profile, hit or not")
	cmd.Flags().BoolVar(&explain, "explain", false, "say why: the evidence, the threshold, what was lacking")
	backgroundFlag(cmd, &background, "")
	format := formatFlag(cmd, "text", "json")
	cmd.RunE = func(_ *cobra.Command, files []string) error {
		cfg, err := a.loadForReading()
		if err != nil {
			return err
		}
		m, err := a.calibrated(cfg.Matcher, background)
		if err != nil {
			return err
		}
		p := &matchPrinter{w: a.stdout, json: *format == "json", all: all}
		if explain {
			p.explainer = &explainer{w: a.stdout, cfg: cfg, matcher: m}
		}
		return a.match(m, files, p)
	}
	return cmd
}

func (a *app) match(m *matcher.Matcher, files []string, p *matchPrinter) error {
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, file := range files {
		err := a.readDocuments(file, func(d matcher.Document) error {
			for _, match := range m.Match(d) {
				if err := p.print(d, match); err != nil {
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

// readDocuments calls fn with each document in a file, or in standard input for
// "-".
func (a *app) readDocuments(file string, fn func(matcher.Document) error) error {
	in, name, err := a.input(file)
	if err != nil {
		return err
	}
	defer in.Close()
	return documents(name, in, fn)
}

// input opens a file, or standard input for "-", and says what messages call it.
func (a *app) input(file string) (io.ReadCloser, string, error) {
	if file == "-" {
		return io.NopCloser(a.stdin), "standard input", nil
	}
	f, err := os.Open(file)
	return f, file, err
}

// matchPrinter prints matches and counts the hits.
type matchPrinter struct {
	w         io.Writer
	json, all bool
	explainer *explainer // nil: one line a match
	hits      int
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
	if err == nil && p.explainer != nil {
		err = p.explainer.explain(d, m)
	}
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
