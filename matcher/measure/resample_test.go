package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMean(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		values []float64
		want   Interval
	}{
		{nil, Interval{nan, nan, nan}},
		{[]float64{0.5, nan}, Interval{0.5, nan, nan}},
		{[]float64{0.5, 0.5, nan, 0.5}, Interval{0.5, 0.5, 0.5}},
		{[]float64{0, 1}, Interval{0.5, 0, 1}},
	} {
		if diff := cmp.Diff(test.want, Mean(test.values), near); diff != "" {
			t.Errorf("%v: %s", test.values, diff)
		}
	}
}

// TestMeanHolds: the interval of a sample holds the true mean about as often as
// it says, and has the width of the normal approximation.
func TestMeanHolds(t *testing.T) {
	const topics, samples = 60, 100
	r := rand.New(rand.NewPCG(4, 4))
	inside, width := 0, 0.0
	for range samples {
		values := make([]float64, topics)
		for i := range values {
			values[i] = r.NormFloat64()
		}
		got := Mean(values)
		if got.Low <= 0 && 0 <= got.High {
			inside++
		}
		width += (got.High - got.Low) / samples
	}
	if inside < 88 || inside == samples {
		t.Errorf("%d of %d intervals of 95 %% hold the mean", inside, samples)
	}
	if want := 2 * 1.96 / math.Sqrt(topics); math.Abs(width/want-1) > 0.1 {
		t.Errorf("intervals are %.3f wide, want about %.3f", width, want)
	}
}

func TestDifference(t *testing.T) {
	nan := math.NaN()
	got := Difference([]float64{0.75, 0.5, nan, 1}, []float64{0.5, 0.25, 1, nan})
	if diff := cmp.Diff(Interval{0.25, 0.25, 0.25}, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestUnits(t *testing.T) {
	unit, units := unitsOf([]Decision{
		{ID: "a", Day: "2020-01-02", Cluster: "x"},
		{ID: "b", Day: "2020-01-01"},
		{ID: "c", Day: "2020-01-01", Cluster: "x"}, // which therefore belongs to the 1st
		{ID: "d", Day: "2020-01-02"},
		{ID: "e"},
		{ID: "f"},
		{ID: "g", Cluster: "y"},
		{ID: "h", Cluster: "y"},
	})
	if diff := cmp.Diff([]int{0, 0, 0, 1, 2, 3, 4, 4}, unit); diff != "" || units != 5 {
		t.Errorf("%d units: %s", units, diff)
	}
}

func TestResample(t *testing.T) {
	var good, bad []Decision
	for i := range 200 {
		d := Decision{ID: fmt.Sprint(i), Day: fmt.Sprint(i % 40), Score: float64(i % 7), Probability: math.NaN()}
		if i%5 == 0 {
			d.Relevance = 2
		}
		d.Hit = i%5 == 0 || i%11 == 0
		good = append(good, d)
		d.Hit = i%3 == 0
		bad = append(bad, d)
	}
	results := Resample(good, bad, good)
	for i, r := range results {
		if !(r.Low.F1 < r.Figures.F1 && r.Figures.F1 < r.High.F1) {
			t.Errorf("system %d: F1 %v is outside %v to %v", i, r.Figures.F1, r.Low.F1, r.High.F1)
		}
	}
	if !(results[1].LessLow.F1 > 0 && results[1].LessLow.F1 < results[1].Less.F1) {
		t.Errorf("better by %v, at least %v: want clearly more than 0", results[1].Less.F1, results[1].LessLow.F1)
	}
	if r := results[2]; r.LessLow.F1 != 0 || r.LessHigh.F1 != 0 {
		t.Errorf("a system differs from itself by %v to %v", r.LessLow.F1, r.LessHigh.F1)
	}
	if diff := cmp.Diff(results, Resample(good, bad, good), near); diff != "" {
		t.Errorf("a second run differs: %s", diff)
	}
	if !math.IsNaN(results[0].Low.Brier) {
		t.Error("no probabilities, and an interval of their error")
	}
}

// TestResampleOfLittle: nothing is known of other days where there is one, and
// not all where each went well.
func TestResampleOfLittle(t *testing.T) {
	day := []Decision{{ID: "a", Day: "1", Hit: true, Relevance: 2, Score: 2}, {ID: "b", Day: "1", Score: 1}}
	if r := Resample(day)[0]; !math.IsNaN(r.Low.F1) || !math.IsNaN(r.High.Recall) {
		t.Errorf("one day gives F1 from %v, recall up to %v; want NaN", r.Low.F1, r.High.Recall)
	}
	days := append(day, Decision{ID: "c", Day: "2", Hit: true, Relevance: 2, Score: 2}, Decision{ID: "d", Day: "3", Score: 1})
	r := Resample(days)[0]
	got := []float64{r.Low.Precision, r.High.Precision, r.Low.Recall, r.Low.AlarmRate, r.High.AlarmRate, r.Low.F1}
	want := []float64{math.Sqrt(0.025), 1, math.Sqrt(0.025), 0, 1 - math.Sqrt(0.025), 1}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
	if Resample() != nil {
		t.Error("no system has a result")
	}
}

func BenchmarkResample(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	var decisions []Decision
	for i := range 515 {
		p := r.Float64()
		d := Decision{ID: fmt.Sprint(i), Day: fmt.Sprint(i % 200), Score: p, Probability: p, Hit: p > 0.5}
		if r.Float64() < p*p {
			d.Relevance = 2
		}
		decisions = append(decisions, d)
	}
	b.ReportAllocs()
	for b.Loop() {
		Resample(decisions)
	}
}
