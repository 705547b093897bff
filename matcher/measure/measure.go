// Package measure says how good decisions about judged documents are: the
// usual figures of filtering, what they may be off by, and the baselines beside
// which alone they mean something. It does no I/O and its chance is seeded, so
// the same decisions give the same figures.
//
// # What counts
//
// Documents of relevance 1 (secondary) are left out. Of the others A are hits
// that are relevant, B false alarms, C misses, D rightly passed over. A figure
// that the documents cannot give is NaN, never a flattering 0 or 1:
//
//   - without relevant documents: recall, F1, F0.5, utility, both costs, average
//     precision and the best F1;
//   - without hits: precision, while F1 and F0.5 are 0;
//   - without documents that are not relevant: the alarm rate and both costs;
//   - without probabilities (NaN): all of calibration;
//   - without documents of a probability >= 0.01: the calibration error;
//   - where no probability but 0 occurs: observed over expected;
//   - where a line parts relevant from not by probability, or only one kind is
//     there: the slope, which has no finite value then.
//
// # What it may be off by
//
// Intervals are the middle 95 % of 2,000 bootstrap replicates. Claims about an
// algorithm resample topics (Mean, Difference); what one profile does to its
// stream resamples days, with copies of one report kept together (Resample).
// Replicates in which a figure is NaN do not count; where that are more than
// half of them, its interval is NaN.
package measure

import (
	"cmp"
	"math"
	"slices"
)

// Decision is what a system decided about a judged document.
type Decision struct {
	ID          string  // of the document
	Topic       string  // or profile
	Score       float64 // higher is more relevant; any scale
	Probability float64 // 0 to 1, or NaN where the system has none
	Threshold   float64 // from which it is a hit; on the scale of what it holds for
	Hit         bool
	Relevance   int    // 2 relevant, 1 left out, 0 not relevant
	Language    string // BCP 47 primary tag
	Day         string // as 2006-01-02; "" where unknown
	Cluster     string // the same for copies of one report; "" where it has none
}

// Figures are what decisions come to. The first four count documents.
type Figures struct {
	Judged   float64 // without those left out
	Relevant float64
	Hits     float64
	Right    float64 // hits that are relevant

	Precision float64 // A/(A+B)
	Recall    float64 // A/(A+C)
	F1        float64 // 2A/(2A+B+C)
	FHalf     float64 // F0.5: 1.25A/(1.25A+B+0.25C), which counts precision more
	Utility   float64 // T11SU, 0 to 1; a silent profile has 1/3
	Cost      float64 // C_norm: share missed + 4.9 × share of false alarms; silent: 1
	AlarmRate float64 // B/(B+D)

	LeastCost        float64 // C_norm at the best threshold
	BestF1           float64 // F1 at the best threshold
	BestThreshold    float64 // the score from which that is
	AveragePrecision float64 // of the ranking by score; equal scores share a rank

	Brier            float64 // mean squared error of the probabilities
	CalibrationError float64 // ECE of ten bins of equal mass over probabilities >= 0.01
	ObservedExpected float64 // relevant documents over the sum of probabilities
	Slope            float64 // of relevance on the logit, by logistic regression; 1 is right
}

// Compute returns the figures of decisions, at most one for each document.
func Compute(decisions []Decision) Figures {
	return newSample(decisions).figures(nil)
}

// sample is decisions ready to be weighed many times.
type sample struct {
	decisions []Decision
	byScore   []int // those that count, best first
	likely    []int // of them those of probability >= leastLikely, by it
}

// leastLikely is the probability from which calibration is worth looking at:
// the many items that nobody doubts would hide all else.
const leastLikely = 0.01

func newSample(decisions []Decision) *sample {
	s := &sample{decisions: decisions, byScore: make([]int, 0, len(decisions))}
	for i := range decisions {
		if decisions[i].Relevance == 1 {
			continue
		}
		s.byScore = append(s.byScore, i)
		if decisions[i].Probability >= leastLikely {
			s.likely = append(s.likely, i)
		}
	}
	slices.SortFunc(s.byScore, func(a, b int) int { return cmp.Compare(decisions[b].Score, decisions[a].Score) })
	slices.SortStableFunc(s.likely, func(a, b int) int { return cmp.Compare(decisions[a].Probability, decisions[b].Probability) })
	return s
}

// figures weighs each document by its weight, which is 1 for all where weights
// are nil.
func (s *sample) figures(weights []float64) Figures {
	if weights == nil {
		weights = slices.Repeat([]float64{1}, len(s.decisions))
	}
	var f Figures
	for _, i := range s.byScore {
		d, w := &s.decisions[i], weights[i]
		f.Judged += w
		f.Relevant += w * relevance(d)
		if d.Hit {
			f.Hits += w
			f.Right += w * relevance(d)
		}
	}
	f.decided()
	s.ranked(&f, weights)
	s.calibrated(&f, weights)
	return f
}

// decided fills in what follows from the counts.
func (f *Figures) decided() {
	wrong, missed := f.Hits-f.Right, f.Relevant-f.Right
	f.Precision = f.Right / f.Hits
	f.Recall = f.Right / f.Relevant
	f.AlarmRate = wrong / (f.Judged - f.Relevant)
	f.F1, f.FHalf, f.Utility = math.NaN(), math.NaN(), math.NaN()
	if f.Relevant > 0 {
		f.F1 = 2 * f.Right / (2*f.Right + wrong + missed)
		f.FHalf = 1.25 * f.Right / (1.25*f.Right + wrong + 0.25*missed)
		f.Utility = (max((2*f.Right-wrong)/(2*f.Relevant), -0.5) + 0.5) / 1.5
	}
	f.Cost = cost(f.Recall, f.AlarmRate)
}

// cost is C_norm for a miss that costs ten times a false alarm, and a subject
// that two items in a hundred belong to.
func cost(recall, alarms float64) float64 { return 1 - recall + 4.9*alarms }

// ranked fills in what the order of the scores gives.
func (s *sample) ranked(f *Figures, weights []float64) {
	f.LeastCost, f.BestF1, f.AveragePrecision = f.Cost, math.NaN(), math.NaN()
	f.BestThreshold = math.Inf(1)
	if f.Relevant == 0 {
		f.BestThreshold = math.NaN()
		return
	}
	f.BestF1, f.AveragePrecision = 0, 0
	if others := f.Judged - f.Relevant; others > 0 {
		f.LeastCost = 1 // silent
	}
	var hits, right float64
	for at := 0; at < len(s.byScore); {
		score, before := s.decisions[s.byScore[at]].Score, right
		for ; at < len(s.byScore) && s.decisions[s.byScore[at]].Score == score; at++ {
			i := s.byScore[at]
			hits += weights[i]
			if s.decisions[i].Relevance == 2 {
				right += weights[i]
			}
		}
		if right == before {
			continue // only false alarms more
		}
		f.AveragePrecision += (right - before) / f.Relevant * right / hits
		f.LeastCost = min(f.LeastCost, cost(right/f.Relevant, (hits-right)/(f.Judged-f.Relevant)))
		if f1 := 2 * right / (hits + f.Relevant); f1 > f.BestF1 {
			f.BestF1, f.BestThreshold = f1, score
		}
	}
}
