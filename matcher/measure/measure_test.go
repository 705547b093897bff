package measure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// near takes floats for equal that differ by rounding, and NaN for NaN.
var near = cmp.Options{cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateNaNs()}

// six are three relevant documents and three that are not, and one that does
// not count. A = 2, B = 1, C = 1, D = 2.
var six = []Decision{
	{ID: "e", Score: 1, Probability: 0.2, Relevance: 2, Day: "2020-01-03"},
	{ID: "b", Score: 4, Probability: 0.8, Hit: true, Day: "2020-01-01"},
	{ID: "a", Score: 5, Probability: 0.9, Hit: true, Relevance: 2, Day: "2020-01-01"},
	{ID: "g", Score: 9, Probability: 0.99, Hit: true, Relevance: 1, Day: "2020-01-01"},
	{ID: "f", Score: 0, Probability: 0.1, Day: "2020-01-04"},
	{ID: "c", Score: 3, Probability: 0.6, Hit: true, Relevance: 2, Day: "2020-01-02"},
	{ID: "d", Score: 2, Probability: 0.4, Day: "2020-01-02"},
}

func TestFigures(t *testing.T) {
	want := Figures{
		Judged: 6, Relevant: 3, Hits: 3, Right: 2,
		Precision: 2.0 / 3, Recall: 2.0 / 3, F1: 4.0 / 6, FHalf: 2.5 / 3.75,
		Utility:   ((2.0*2-1)/(2*3) + 0.5) / 1.5,
		AlarmRate: 1.0 / 3, Cost: 1.0/3 + 4.9/3,
		LeastCost: 2.0 / 3,                             // a alone
		BestF1:    2.0 * 3 / (5 + 3), BestThreshold: 1, // a to e
		AveragePrecision: (1 + 2.0/3 + 3.0/5) / 3,                 // at a, c and e
		Brier:            (.01 + .64 + .16 + .16 + .64 + .01) / 6, // a to f
		CalibrationError: (.1 + .8 + .4 + .4 + .8 + .1) / 6,       // each in a bin of its own
		ObservedExpected: 3 / 3.0,
	}
	got := Compute(six)
	got.Slope = 0 // has a test of its own
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestFiguresOfLittle(t *testing.T) {
	nan := math.NaN()
	silent := Decision{Score: 1, Relevance: 2, Probability: 0.2}
	alarm := Decision{Score: 2, Hit: true, Probability: 0.5}
	none := Figures{
		Precision: nan, Recall: nan, F1: nan, FHalf: nan, Utility: nan, Cost: nan, AlarmRate: nan, LeastCost: nan,
		BestF1: nan, BestThreshold: nan, AveragePrecision: nan, Brier: nan, CalibrationError: nan, ObservedExpected: nan, Slope: nan,
	}
	for name, test := range map[string]struct {
		decisions []Decision
		want      func(f *Figures)
	}{
		"nothing": {nil, func(*Figures) {}},
		"no relevant document": {[]Decision{alarm}, func(f *Figures) {
			f.Judged, f.Hits, f.Precision, f.AlarmRate = 1, 1, 0, 1
			f.Brier, f.CalibrationError, f.ObservedExpected = 0.25, 0.5, 0
		}},
		"no hit, nothing else": {[]Decision{silent}, func(f *Figures) {
			f.Judged, f.Relevant, f.Recall, f.F1, f.FHalf, f.Utility = 1, 1, 0, 0, 0, 1.0/3
			f.BestF1, f.BestThreshold, f.AveragePrecision = 1, 1, 1
			f.Brier, f.CalibrationError, f.ObservedExpected = 0.64, 0.8, 5
		}},
		"one alarm above one miss": {[]Decision{silent, alarm}, func(f *Figures) {
			f.Judged, f.Relevant, f.Hits, f.Recall, f.Precision, f.AlarmRate = 2, 1, 1, 0, 0, 1
			f.F1, f.FHalf, f.Utility, f.Cost, f.LeastCost = 0, 0, 0, 5.9, 1
			f.BestF1, f.BestThreshold, f.AveragePrecision = 2.0/3, 1, 0.5
			f.Brier, f.CalibrationError, f.ObservedExpected = (0.64+0.25)/2, (0.8+0.5)/2, 1/0.7
		}},
		"no probability": {[]Decision{{Score: 1, Relevance: 2, Hit: true, Probability: nan}, {Probability: nan}}, func(f *Figures) {
			f.Judged, f.Relevant, f.Hits, f.Right = 2, 1, 1, 1
			f.Precision, f.Recall, f.F1, f.FHalf, f.Utility, f.Cost, f.AlarmRate = 1, 1, 1, 1, 1, 0, 0
			f.LeastCost, f.BestF1, f.BestThreshold, f.AveragePrecision = 0, 1, 1, 1
		}},
	} {
		want := none
		test.want(&want)
		if diff := cmp.Diff(want, Compute(test.decisions), near); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestEqualScores: what cannot be told apart shares a rank, in whichever order
// it comes.
func TestEqualScores(t *testing.T) {
	for _, relevances := range [][]int{{2, 0, 0, 0}, {0, 0, 0, 2}} {
		var decisions []Decision
		for _, relevance := range relevances {
			decisions = append(decisions, Decision{Score: 1, Relevance: relevance})
		}
		f := Compute(decisions)
		if f.AveragePrecision != 0.25 || f.BestF1 != 0.4 || f.LeastCost != 1 {
			t.Errorf("%v: average precision %v, best F1 %v, least cost %v; want 0.25, 0.4, 1", relevances, f.AveragePrecision, f.BestF1, f.LeastCost)
		}
	}
}

// TestSlope: of documents held for 1/5 likely 1 of 4 is relevant, of those held
// for 4/5 it is 3 of 4, so logits of ln 4 should have been ln 3.
func TestSlope(t *testing.T) {
	var decisions []Decision
	for i := range 4 {
		low, high := Decision{Probability: 0.2}, Decision{Probability: 0.8, Relevance: 2}
		if i == 0 {
			low.Relevance, high.Relevance = 2, 0
		}
		decisions = append(decisions, low, high)
	}
	if got, want := Compute(decisions).Slope, math.Log(3)/math.Log(4); math.Abs(got-want) > 1e-6 {
		t.Errorf("slope %v, want %v", got, want)
	}
	parted := []Decision{{Probability: 0.1}, {Probability: 0.2}, {Probability: 0.6, Relevance: 2}, {Probability: 0.7, Relevance: 2}}
	if got := Compute(parted).Slope; !math.IsNaN(got) {
		t.Errorf("slope %v of documents that a line parts, want NaN", got)
	}
}
