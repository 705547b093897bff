package measure

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
)

// replicates are drawn for an interval, from a generator that starts anew for
// each.
const replicates = 2000

func newRand() *rand.Rand { return rand.New(rand.NewPCG(20, 2000)) }

// Interval is a figure and where it lies with 95 % confidence.
type Interval struct{ Value, Low, High float64 }

// Mean is the mean over topics, of which NaN are left out. With fewer than two
// topics nothing is known of its spread: Low and High are NaN.
func Mean(values []float64) Interval {
	values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	r, means := newRand(), make([]float64, replicates)
	for i := range means {
		var sum float64
		for range values {
			sum += values[r.IntN(len(values))]
		}
		means[i] = sum / float64(len(values))
	}
	var sum float64
	for _, v := range values {
		sum += v
	}
	out := Interval{sum / float64(len(values)), math.NaN(), math.NaN()}
	if len(values) > 1 {
		out.Low, out.High = middle(means)
	}
	return out
}

// Difference is the mean of a[i]-b[i] over topics; topics of which either is
// NaN are left out. a is better, or worse, by more than chance where the
// interval excludes 0. The slices are equally long.
func Difference(a, b []float64) Interval {
	paired := make([]float64, len(a))
	for i := range a {
		paired[i] = a[i] - b[i]
	}
	return Mean(paired)
}

// middle returns the bounds of the middle 95 % of values that are numbers, or
// NaN where fewer than half are.
func middle(values []float64) (low, high float64) {
	numbers := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(numbers) == 0 || 2*len(numbers) < len(values) {
		return math.NaN(), math.NaN()
	}
	slices.Sort(numbers)
	last := float64(len(numbers) - 1)
	return numbers[int(math.Round(0.025*last))], numbers[int(math.Round(0.975*last))]
}

// Result is what one of several systems comes to. In Low and High each figure
// is a bound of its interval. Less is the first system's figures minus these,
// on the same documents, with its bounds.
type Result struct {
	Figures, Low, High      Figures
	Less, LessLow, LessHigh Figures
}

// Resample measures systems that decided about the same documents in the same
// order. Documents of one day are drawn together, and with them those of their
// clusters: a document counts to the first day of its cluster. One with neither
// day nor cluster stands for itself. With fewer than two such draws nothing is
// known of their spread, and all bounds are NaN.
//
// Precision, recall and the alarm rate of 0 or 1 have no spread in replicates.
// Their far bound is what an exact test says of as many draws: of n without a
// miss, up to 1-0.025^(1/n) may yet be misses. Of recall nothing is known where
// all that is relevant is drawn at once.
func Resample(systems ...[]Decision) []Result {
	samples, results := make([]*sample, len(systems)), make([]Result, len(systems))
	for i, decisions := range systems {
		samples[i] = newSample(decisions)
		results[i].Figures = samples[i].figures(nil)
		results[i].Less = difference(results[0].Figures, results[i].Figures)
	}
	if len(systems) == 0 {
		return nil
	}
	unit, units := unitsOf(systems[0])
	drawn, less := make([][]Figures, len(systems)), make([][]Figures, len(systems))
	r, times, weights := newRand(), make([]float64, units), make([]float64, len(unit))
	for range replicates {
		clear(times)
		for range units {
			times[r.IntN(units)]++
		}
		for i, of := range unit {
			weights[i] = times[of]
		}
		for i, s := range samples {
			drawn[i] = append(drawn[i], s.figures(weights))
			less[i] = append(less[i], difference(drawn[0][len(drawn[0])-1], drawn[i][len(drawn[i])-1]))
		}
	}
	for i := range results {
		r := &results[i]
		if units < 2 {
			drawn[i], less[i] = nil, nil
		}
		r.Low, r.High = bounds(drawn[i])
		r.LessLow, r.LessHigh = bounds(less[i])
		if units >= 2 {
			r.widen(systems[i], unit)
		}
	}
	return results
}

// widen sets the far bounds of shares that are 0 or 1.
func (r *Result) widen(decisions []Decision, unit []int) {
	hits, relevant, others := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for i, d := range decisions {
		switch {
		case d.Relevance == 1:
			continue
		case d.Relevance == 2:
			relevant[unit[i]] = true
		default:
			others[unit[i]] = true
		}
		if d.Hit {
			hits[unit[i]] = true
		}
	}
	exact(r.Figures.Precision, &r.Low.Precision, &r.High.Precision, len(hits))
	exact(r.Figures.Recall, &r.Low.Recall, &r.High.Recall, len(relevant))
	if len(relevant) < 2 {
		r.Low.Recall, r.High.Recall = math.NaN(), math.NaN()
	}
	exact(r.Figures.AlarmRate, &r.Low.AlarmRate, &r.High.AlarmRate, len(others))
}

// exact widens the bounds of a share of n draws where it is 0 or 1.
func exact(share float64, low, high *float64, n int) {
	far := math.Pow(0.025, 1/float64(n))
	switch share {
	case 0:
		*low, *high = 0, 1-far
	case 1:
		*low, *high = far, 1
	}
}

// unitsOf gives each document the number of what it is drawn with, and how many
// such there are.
func unitsOf(decisions []Decision) (unit []int, units int) {
	days := map[string]string{} // the first day of each cluster
	for _, d := range decisions {
		if first, seen := days[d.Cluster]; d.Cluster != "" && (!seen || d.Day < first) {
			days[d.Cluster] = d.Day
		}
	}
	type key struct{ day, cluster, id string }
	numbers := map[key]int{}
	for _, d := range decisions {
		k := key{day: d.Day}
		if d.Cluster != "" {
			k.day = days[d.Cluster]
		}
		switch {
		case k.day != "":
		case d.Cluster != "":
			k.cluster = d.Cluster
		default:
			k.id = d.ID
		}
		if _, known := numbers[k]; !known {
			numbers[k] = len(numbers)
		}
		unit = append(unit, numbers[k])
	}
	return unit, len(numbers)
}

// field is a figure by its name.
type field struct {
	name  string
	value *float64
}

// fields are all figures, in the order of the struct.
func (f *Figures) fields() []field {
	return []field{
		{"judged", &f.Judged}, {"relevant", &f.Relevant}, {"hits", &f.Hits}, {"right", &f.Right},
		{"precision", &f.Precision}, {"recall", &f.Recall}, {"f1", &f.F1}, {"f0.5", &f.FHalf},
		{"t11su", &f.Utility}, {"c_norm", &f.Cost}, {"alarm_rate", &f.AlarmRate},
		{"least_c_norm", &f.LeastCost}, {"best_f1", &f.BestF1}, {"best_threshold", &f.BestThreshold},
		{"average_precision", &f.AveragePrecision},
		{"brier", &f.Brier}, {"ece", &f.CalibrationError}, {"observed_expected", &f.ObservedExpected}, {"calibration_slope", &f.Slope},
	}
}

// Named yields the figures under the names that reports use, in the order of
// the struct.
func (f Figures) Named() iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		for _, field := range f.fields() {
			if !yield(field.name, *field.value) {
				return
			}
		}
	}
}

// difference is a-b, figure by figure.
func difference(a, b Figures) Figures {
	out, less := a.fields(), b.fields()
	for i := range out {
		*out[i].value -= *less[i].value
	}
	return a
}

// bounds are those of each figure over the replicates.
func bounds(drawn []Figures) (low, high Figures) {
	lows, highs := low.fields(), high.fields()
	values := make([][]float64, len(lows)) // none drawn: middle says NaN
	for i := range drawn {
		for j, figure := range drawn[i].fields() {
			values[j] = append(values[j], *figure.value)
		}
	}
	for j := range lows {
		*lows[j].value, *highs[j].value = middle(values[j])
	}
	return low, high
}
