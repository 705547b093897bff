package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"vedette/matcher/measure"
)

// report is what the measuring of one profile gives.
type report struct {
	profile    string
	query      string
	systems    []system // the profile's own first
	examples   int      // of the baselines
	given      bool     // they came with --seeds
	background int      // documents by which the baselines set their thresholds

	all       []measure.Result // in the order of systems
	languages map[string][]measure.Result
}

// measure fills in the results.
func (r *report) measure() {
	decisions := make([][]measure.Decision, len(r.systems))
	languages := map[string]bool{}
	for i, s := range r.systems {
		decisions[i] = s.decisions
		for _, d := range s.decisions {
			languages[d.Language] = true
		}
	}
	r.all, r.languages = measure.Resample(decisions...), map[string][]measure.Result{}
	for language := range languages {
		part := make([][]measure.Decision, len(r.systems))
		for i, all := range decisions {
			for _, d := range all {
				if d.Language == language {
					part[i] = append(part[i], d)
				}
			}
		}
		r.languages[language] = measure.Resample(part...)
	}
}

func (r *report) print(w io.Writer, json bool) error {
	if json {
		return r.printJSON(w)
	}
	return r.printText(w)
}

// evalLine is what --format json says of one system, in one language or in all.
type evalLine struct {
	Profile  string              `json:"profile"`
	System   string              `json:"system"`
	Language string              `json:"language,omitempty"` // all where it is left out
	Figures  map[string]evalSpan `json:"figures"`
	Less     map[string]evalSpan `json:"vedette_less_this,omitempty"` // by how much the profile's figures are higher
}

// evalSpan is a figure with its interval; null is what the documents cannot give.
type evalSpan struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

func (r *report) printJSON(w io.Writer) error {
	write := func(language string, results []measure.Result) error {
		for i, s := range r.systems {
			line := evalLine{Profile: r.profile, System: s.name, Language: language, Figures: spans(results[i].Figures, results[i].Low, results[i].High)}
			if i > 0 {
				line.Less = spans(results[i].Less, results[i].LessLow, results[i].LessHigh)
			}
			if err := printJSON(w, line); err != nil {
				return err
			}
		}
		return nil
	}
	if err := write("", r.all); err != nil {
		return err
	}
	for _, language := range slices.Sorted(maps.Keys(r.languages)) {
		if err := write(language, r.languages[language]); err != nil {
			return err
		}
	}
	return nil
}

func spans(values, lows, highs measure.Figures) map[string]evalSpan {
	out := map[string]evalSpan{}
	low, high := maps.Collect(lows.Named()), maps.Collect(highs.Named())
	for name, value := range values.Named() {
		out[name] = evalSpan{finite(value), finite(low[name]), finite(high[name])}
	}
	return out
}

// finite is a number that JSON has, or null.
func finite(f float64) *float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

// evalRows are the figures of the text form, and what they mean to someone who
// has not met them.
var evalRows = []struct {
	title, means string
	of           func(*measure.Figures) float64
}{
	{"precision", "of the hits, the share that is relevant", func(f *measure.Figures) float64 { return f.Precision }},
	{"recall", "of what is relevant, the share that was hit", func(f *measure.Figures) float64 { return f.Recall }},
	{"F1", "both in one: their harmonic mean", func(f *measure.Figures) float64 { return f.F1 }},
	{"F0.5", "the same, precision counting more", func(f *measure.Figures) float64 { return f.FHalf }},
	{"T11SU", "2 for a right hit, -1 for a wrong one; saying nothing is worth .33", func(f *measure.Figures) float64 { return f.Utility }},
	{"C_norm", "share missed + 4.9 × share of false alarms; lower is better, saying nothing is 1", func(f *measure.Figures) float64 { return f.Cost }},
	{"C_norm, best", "the same at the best threshold there is", func(f *measure.Figures) float64 { return f.LeastCost }},
	{"F1, best", "F1 at the best threshold there is", func(f *measure.Figures) float64 { return f.BestF1 }},
	{"avg precision", "how well the scores rank, whatever the threshold", func(f *measure.Figures) float64 { return f.AveragePrecision }},
	{"Brier", "mean squared error of the probabilities; 0 is best", func(f *measure.Figures) float64 { return f.Brier }},
	{"ECE", "how far probabilities are from the share that is relevant; 0 is best", func(f *measure.Figures) float64 { return f.CalibrationError }},
	{"O/E", "relevant ones over how many the probabilities expect; 1 is best", func(f *measure.Figures) float64 { return f.ObservedExpected }},
	{"slope", "below 1: the probabilities are too sure, above: not sure enough", func(f *measure.Figures) float64 { return f.Slope }},
}

func (r *report) printText(w io.Writer) error {
	if err := r.printHead(w); err != nil {
		return err
	}
	header := []string{"figure", "vedette", "95 %"}
	for _, s := range r.systems[1:] {
		header = append(header, s.name)
	}
	rows := [][]string{{"hits", count(r.all[0].Figures.Hits), ""}, {"false alarms", oneIn(r.all[0].Figures.AlarmRate), between(oneIn, r.all[0].High.AlarmRate, r.all[0].Low.AlarmRate)}}
	for _, other := range r.all[1:] {
		rows[0], rows[1] = append(rows[0], count(other.Figures.Hits)), append(rows[1], oneIn(other.Figures.AlarmRate))
	}
	rows[0] = append(rows[0], "documents at or above the threshold")
	rows[1] = append(rows[1], "one in so many documents that are not relevant")
	for _, row := range evalRows {
		own := &r.all[0]
		cells := []string{row.title, share(row.of(&own.Figures)), between(share, row.of(&own.Low), row.of(&own.High))}
		for i := range r.all[1:] {
			cells = append(cells, share(row.of(&r.all[i+1].Figures)))
		}
		rows = append(rows, append(cells, row.means))
	}
	if err := printTable(w, append(header, "what it says"), rows); err != nil {
		return err
	}
	if err := r.printDifferences(w); err != nil {
		return err
	}
	return r.printLanguages(w)
}

// printHead says what was judged, and what the columns are.
func (r *report) printHead(w io.Writer) error {
	f := r.all[0].Figures
	secondary := float64(len(r.systems[0].decisions)) - f.Judged
	_, err := fmt.Fprintf(w, "%s: %.0f documents judged, %.0f of them relevant; %.0f more are ignored\n", r.profile, f.Judged, f.Relevant, secondary)
	if err == nil && r.query != "" {
		_, err = fmt.Fprintf(w, "Boolean: the search %s\n", r.query)
	}
	if err != nil || r.examples == 0 {
		return err
	}
	examples, threshold := fmt.Sprintf("the first %d relevant documents, which count for nobody", r.examples), "each at its best threshold, which it could not know"
	if r.given {
		examples = fmt.Sprintf("the %d examples of --seeds", r.examples)
	}
	if r.background > 0 {
		threshold = fmt.Sprintf("threshold by %d documents of background", r.background)
	}
	_, err = fmt.Fprintf(w, "Rocchio, BM25: what resembles %s; %s\n", examples, threshold)
	return err
}

// printDifferences says where the profile's F1 is higher by more than chance.
func (r *report) printDifferences(w io.Writer) error {
	for i, s := range r.systems {
		if i == 0 {
			continue
		}
		less := r.all[i]
		verdict := "could be chance"
		switch {
		case less.LessLow.F1 > 0:
			verdict = "more than chance"
		case less.LessHigh.F1 < 0:
			verdict = "less, and not by chance"
		}
		if _, err := fmt.Fprintf(w, "F1 less that of %s: %+.2f (%s), %s\n", s.name, less.Less.F1, between(signed, less.LessLow.F1, less.LessHigh.F1), verdict); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, "95 %: where the figure lies if other days had been judged, in 95 of 100 cases")
	return err
}

// printLanguages gives the figures of each language that has something
// relevant.
func (r *report) printLanguages(w io.Writer) error {
	header := []string{"language", "judged", "relevant", "precision", "recall", "95 %", "F1"}
	for _, s := range r.systems[1:] {
		header = append(header, s.name)
	}
	var rows [][]string
	for _, language := range slices.Sorted(maps.Keys(r.languages)) {
		results := r.languages[language]
		f, low, high := results[0].Figures, results[0].Low, results[0].High
		if f.Relevant == 0 {
			continue
		}
		row := []string{language, count(f.Judged), count(f.Relevant), share(f.Precision), share(f.Recall), between(share, low.Recall, high.Recall), share(f.F1)}
		for _, other := range results[1:] {
			row = append(row, share(other.Figures.F1))
		}
		rows = append(rows, row)
	}
	if _, err := fmt.Fprintln(w, "\nWhere something is relevant, by language; the last columns are the F1 of the baselines:"); err != nil {
		return err
	}
	return printTable(w, header, rows)
}

func count(f float64) string { return fmt.Sprintf("%.0f", f) }

// share is a figure with two places, or a dash where there is none.
func share(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "-"
	}
	return fmt.Sprintf("%.2f", f)
}

func signed(f float64) string {
	if math.IsNaN(f) {
		return "-"
	}
	return fmt.Sprintf("%+.2f", f)
}

// oneIn is a rate as one in so many.
func oneIn(rate float64) string {
	switch {
	case math.IsNaN(rate):
		return "-"
	case rate == 0:
		return "none"
	}
	return fmt.Sprintf("1/%.0f", 1/rate)
}

// between is an interval, or a dash.
func between(form func(float64) string, low, high float64) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return "-"
	}
	return form(low) + " to " + form(high)
}
