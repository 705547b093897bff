package main

import (
	"fmt"
	"strings"

	"vedette/matcher/measure"
)

// effect is what a proposal changes. Before, After and LeftOut are figures of
// the labels: with the profile as it is, as it would be, and as it would be
// without the labels of the very document.
type effect struct {
	Profile  string     `json:"profile"`
	File     string     `json:"file"`
	Labels   int        `json:"labels"`
	Relevant int        `json:"relevant"`
	Before   replay     `json:"before"`
	After    replay     `json:"after"`
	LeftOut  replay     `json:"left_out"`
	Gained   []movement `json:"gained"`
	Lost     []movement `json:"lost"`
	Refused  string     `json:"refused,omitempty"` // why
	Doubt    string     `json:"doubt,omitempty"`   // what speaks against it, though it is not refused
	Kept     string     `json:"kept,omitempty"`    // where the old file is, once the new one is written
	Diff     string     `json:"diff"`

	figures [3]measure.Figures
}

// replay is the figures of a profile on labels; null where there is none.
type replay struct {
	Precision        *float64 `json:"precision"`
	Recall           *float64 `json:"recall"`
	F1               *float64 `json:"f1"`
	T11SU            *float64 `json:"t11su"`
	CalibrationError *float64 `json:"calibration_error"`
}

func replayOf(f measure.Figures) replay {
	return replay{finite(f.Precision), finite(f.Recall), finite(f.F1), finite(f.Utility), finite(f.CalibrationError)}
}

// movement is a labelled document that becomes a hit, or is one no more.
type movement struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Relevant bool    `json:"relevant"`
	Before   float64 `json:"before"` // probability
	After    float64 `json:"after"`
}

func (e *effect) print(a *app, json bool) error {
	if json {
		if e.Gained == nil {
			e.Gained = []movement{}
		}
		if e.Lost == nil {
			e.Lost = []movement{}
		}
		return printJSON(a.stdout, e)
	}
	if e.Diff == "" {
		_, err := fmt.Fprintf(a.stdout, "%s: nothing to change by %d labels\n", e.Profile, e.Labels)
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "%s\n%s: %d labels, %d of them relevant\n", e.Diff, e.Profile, e.Labels, e.Relevant)
	if err != nil {
		return err
	}
	if err := printTable(a.stdout, []string{"figure", "before", "after", "left out", "what it says"}, e.rows()); err != nil {
		return err
	}
	_, err = fmt.Fprint(a.stdout, moved("gained", e.Gained), moved("lost", e.Lost), e.next())
	return err
}

func (e *effect) rows() [][]string {
	row := func(name string, of func(*measure.Figures) float64, says string) []string {
		return []string{name, share(of(&e.figures[0])), share(of(&e.figures[1])), share(of(&e.figures[2])), says}
	}
	return [][]string{
		row("precision", func(f *measure.Figures) float64 { return f.Precision }, "of the hits so many are relevant"),
		row("recall", func(f *measure.Figures) float64 { return f.Recall }, "of the relevant so many are hits"),
		row("F1", func(f *measure.Figures) float64 { return f.F1 }, "both in one"),
		row("T11SU", func(f *measure.Figures) float64 { return f.Utility }, "use, where a false alarm costs half of what a hit is worth; silence has 0.33"),
		row("calibration error", func(f *measure.Figures) float64 { return f.CalibrationError }, "how far probabilities are off"),
	}
}

// moved lists documents that became hits, or ceased to be.
func moved(what string, list []movement) string {
	var b strings.Builder
	for _, m := range list {
		is := "relevant"
		if !m.Relevant {
			is = "irrelevant"
		}
		fmt.Fprintf(&b, "%s: %s, %.2f to %.2f: %s %s\n", what, is, m.Before, m.After, oneLine(m.ID), shorten(m.Title, 80))
	}
	return b.String()
}

// next says what became of the file, or how it would be changed.
func (e *effect) next() string {
	doubt := ""
	if e.Doubt != "" {
		doubt = "doubtful: " + e.Doubt + "\n"
	}
	switch {
	case e.Refused != "":
		return ""
	case e.Kept != "":
		return doubt + fmt.Sprintf("written to %s; the old one is kept as %s\n", e.File, e.Kept)
	}
	return doubt + "nothing is written; --write changes the file\n"
}
