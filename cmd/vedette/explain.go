package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/config"
	"vedette/matcher"
	"vedette/matcher/text"
	"vedette/watcher/digest"
)

// explainer says why matches came out as they did, to readers who know the
// subject and not the arithmetic.
type explainer struct {
	w       io.Writer
	cfg     *config.Config
	matcher *matcher.Matcher // that judged; nil where that is not at hand, as of stored hits
}

// explain writes an indented block below the line of a match.
func (x *explainer) explain(d matcher.Document, m matcher.Match) error {
	lines := []string{verdict(m)}
	if len(m.Evidence) == 0 {
		lines = append(lines, "nothing speaks for it or against it, and most items have nothing to do with it")
	} else {
		lines = append(lines, account(d, m)...)
		lines = append(lines, marked(d, m.Evidence)...)
	}
	lines = append(lines, "ordinary items: "+ordinary(m), "threshold: "+x.threshold(m))
	lines = append(lines, x.otherwise(d, m)...)
	_, err := io.WriteString(x.w, "    "+strings.Join(lines, "\n    ")+"\n")
	return err
}

// account adds up what weighs something, strongest first.
func account(d matcher.Document, m matcher.Match) []string {
	lines := []string{"points          what speaks for it, and against it"}
	start := m.Score
	for _, e := range m.Evidence {
		if start -= e.Weight; e.Weight != 0 {
			lines = append(lines, points(e.Weight)+oneLine(e.Text)+place(d, e))
		}
	}
	return append(lines, points(start)+"where every item starts: most have nothing to do with it",
		fmt.Sprintf("%+6.1f          the sum: 0 is even odds, +3 is 95%%, -3 is 5%%", m.Score))
}

// slope is what a point counts in the sum, once a profile has learned from
// labels.
func (x *explainer) slope(name string) float64 {
	if p := x.profile(name); p != nil {
		return cmp.Or(p.Calibration.Slope, 1)
	}
	return 1
}

// verdict is what was decided, and how sure that is.
func verdict(m matcher.Match) string {
	decided := "no hit"
	if m.Hit {
		decided = "a hit"
	}
	return decided + ": " + digest.Sure(m.Probability) + " (" + digest.Odds(m.Probability, m.Threshold) + ")"
}

// mostBar is the longest bar, of a point a character.
const mostBar = 7

// points is a weight as a number and as a bar.
func points(weight float64) string {
	sign := "+"
	if weight < 0 {
		sign = "-"
	}
	n := min(mostBar, max(1, int(math.Round(math.Abs(weight)))))
	return fmt.Sprintf("%+6.1f  %-*s ", weight, mostBar, strings.Repeat(sign, n))
}

// place quotes the words that a piece of evidence stands on; those of a likeness
// are in it already.
func place(d matcher.Document, e matcher.Evidence) string {
	if words := quoted(d, e); words != "" && !isLikeness(e) {
		return " · " + e.Field + " " + words
	}
	return ""
}

// quoted is a stretch of the document, "" where there is none.
func quoted(d matcher.Document, e matcher.Evidence) string {
	field := d.Text
	if e.Field == "title" {
		field = d.Title
	}
	if e.Start < 0 || e.Start >= e.End || e.End > len(field) || !utf8.ValidString(field[e.Start:e.End]) {
		return ""
	}
	return "“" + shorten(oneLine(field[e.Start:e.End]), 60) + "”"
}

// mostMarked is how many different words are listed of each kind.
const mostMarked = 8

// marked lists the names and words of the profile that the document has, and
// the words that it shares with the examples.
func marked(d matcher.Document, evidence []matcher.Evidence) []string {
	var names, words []string
	for _, e := range evidence {
		quote := quoted(d, e)
		switch {
		case quote == "":
		case e.Kind == "term":
			words = append(words, quote)
		case e.Kind == "entity" || e.Kind == "class":
			names = append(names, oneLine(e.Text)+" "+quote)
		}
	}
	slices.Sort(names)
	var lines []string
	if len(names) > 0 {
		lines = append(lines, "names and words: "+listed(slices.Compact(names)))
	}
	if len(words) > 0 {
		lines = append(lines, "typical words: "+listed(words))
	}
	return lines
}

func listed(words []string) string {
	s := strings.Join(words[:min(len(words), mostMarked)], ", ")
	if more := len(words) - mostMarked; more > 0 {
		s += fmt.Sprintf(" and %d more", more)
	}
	return s
}

// ordinary says how unusual the score is in the stream.
func ordinary(m matcher.Match) string {
	counted := grouped(m.Background)
	switch {
	case m.Background == 0:
		return "not counted, so nobody knows how often they score like this"
	case m.Rate == 0:
		return "most of the " + counted + " counted are like this"
	case m.Rate*float64(m.Background) < 1.5:
		return "a score like this comes at most once in the " + counted + " counted"
	case m.Rate > 0.1:
		return fmt.Sprintf("%.0f of 100 score as high (%s counted)", 100*m.Rate, counted)
	}
	return fmt.Sprintf("a score like this comes once in %s (%s counted)", grouped(rounded(1/m.Rate)), counted)
}

// rounded leaves two digits that count.
func rounded(f float64) int {
	unit := math.Pow(10, max(0, math.Floor(math.Log10(f))-1))
	return int(math.Round(f/unit) * unit)
}

// grouped writes a number with a comma before every three digits.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// threshold says where the threshold comes from.
func (x *explainer) threshold(m matcher.Match) string {
	needed := digest.Percent(m.Threshold)
	alarms := ""
	if p := x.profile(m.Profile); p != nil {
		alarms = p.Threshold.Alarms
	}
	rate := cmp.Or(alarms, "the rate of alarms that the profile allows")
	origin := "" // of a hit stored by an older version
	switch m.Origin {
	case matcher.FromDefault:
		origin = ", the default"
	case matcher.FromAlarms:
		return fmt.Sprintf("%s, so that of ordinary items %s pass; measured on %s", needed, rate, grouped(m.Background))
	case matcher.FromProfile:
		origin = ", as the profile says"
	}
	switch {
	case alarms != "" && m.Background > 0:
		origin += fmt.Sprintf("; fewer ordinary items reach it than the %s that is allowed", rate)
	case alarms != "":
		origin += fmt.Sprintf(", until there are ordinary items to measure %s on", rate)
	}
	return needed + origin
}

func (x *explainer) profile(name string) *matcher.Profile {
	if x.cfg == nil {
		return nil
	}
	if i := slices.IndexFunc(x.cfg.Loaded, func(p *matcher.Profile) bool { return p.Name == name }); i >= 0 {
		return x.cfg.Loaded[i]
	}
	return nil
}

// unlike says why a document does not read like the examples of a profile.
func unlike(p *matcher.Profile, d matcher.Document) string {
	var w text.Words
	w.Add(d.Title, true)
	w.Add(d.Text, false)
	if language := w.Language(d.Language); p.Terms[language] == nil {
		return fmt.Sprintf("it cannot read like the examples: their typical words are known in %s only, and this is %s",
			strings.Join(slices.Sorted(maps.Keys(p.Terms)), ", "), language)
	}
	return "it does not read like the examples: it has too few of their typical words"
}

// mostLacks is how many rules that nearly held are shown.
const mostLacks = 3

// otherwise says what would have to be different for another decision.
func (x *explainer) otherwise(d matcher.Document, m matcher.Match) []string {
	lines := x.without(m)
	if m.Hit {
		return lines
	}
	if missing := math.Log(m.Threshold/(1-m.Threshold)) - m.Score; missing < 100 {
		lines = append(lines, fmt.Sprintf("to be a hit it lacks %.1f points", max(missing/x.slope(m.Profile), 0.1)))
	}
	if p := x.profile(m.Profile); p != nil && len(p.Terms) > 0 && !slices.ContainsFunc(m.Evidence, isLikeness) {
		lines = append(lines, unlike(p, d))
	}
	if x.matcher == nil {
		return lines
	}
	for i, l := range x.matcher.Lacking(d, m.Profile, mostLacks) {
		if i == 0 {
			lines = append(lines, "what came nearest to counting:")
		}
		lines = append(lines, points(l.Weight)+oneLine(l.Text)+": "+lack(l))
	}
	return lines
}

func isLikeness(e matcher.Evidence) bool { return e.Kind == "likeness" }

func lack(l matcher.Lack) string {
	if len(l.Missing) == 0 {
		return "all that it asks for is there, but not in that place or not as near"
	}
	return "not found: " + oneLine(strings.Join(l.Missing, ", "))
}

// without says how the decision had come out without the strongest of what
// decided it so.
func (x *explainer) without(m matcher.Match) []string {
	at := slices.IndexFunc(m.Evidence, func(e matcher.Evidence) bool {
		return e.Kind != "labels" && e.Weight != 0 && (e.Weight > 0) == m.Hit
	})
	if at < 0 {
		return nil
	}
	e := m.Evidence[at]
	p := 1 / (1 + math.Exp(x.slope(m.Profile)*e.Weight-m.Score))
	outcome := "be no hit"
	if p >= m.Threshold {
		outcome = "be a hit"
	}
	if m.Hit == (p >= m.Threshold) {
		outcome = "still " + outcome
	}
	return []string{fmt.Sprintf("without “%s” it would %s: %s (%s)", shorten(oneLine(e.Text), 60), outcome, digest.Sure(p), digest.Percent(p))}
}
