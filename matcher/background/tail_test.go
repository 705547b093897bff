package background

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// draws are scores of one kind of profile.
var draws = map[string]func(*rand.Rand) float64{
	"exponential": func(r *rand.Rand) float64 { return r.ExpFloat64() },
	"gamma":       func(r *rand.Rand) float64 { return r.ExpFloat64() + r.ExpFloat64() + r.ExpFloat64() },
	"heavy":       func(r *rand.Rand) float64 { return (math.Pow(1-r.Float64(), -0.2) - 1) / 0.2 },
	"bounded":     func(r *rand.Rand) float64 { return 1 - math.Pow(1-r.Float64(), 0.2) },
	"mostly zero": func(r *rand.Rand) float64 {
		if r.IntN(100) > 0 {
			return 0
		}
		return r.ExpFloat64()
	},
}

// reached is the share of fresh draws that reach a threshold.
func reached(r *rand.Rand, draw func(*rand.Rand) float64, threshold float64, n int) float64 {
	hits := 0
	for range n {
		if draw(r) >= threshold {
			hits++
		}
	}
	return float64(hits) / float64(n)
}

// TestTailHoldsItsRate asks for the rate on fresh draws, in the middle of many
// backgrounds.
func TestTailHoldsItsRate(t *testing.T) {
	const q, backgrounds = 1.0 / 2000, 20
	for name, draw := range draws {
		for _, n := range []int{5_000, 20_000} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, uint64(n)))
				var mean float64
				for range backgrounds {
					scores := make([]float64, n)
					for i := range scores {
						scores[i] = draw(r)
					}
					mean += reached(r, draw, Tail(scores, q), 40_000) / q / backgrounds
				}
				t.Logf("actual over allowed rate: %.2f", mean)
				if mean < 1/1.5 || mean > 1.5 {
					t.Errorf("the rate is %.2f times the one allowed", mean)
				}
			})
		}
	}
}

// TestTailOfFewValues: where many scores are equal, the rate cannot be met
// exactly, and must not be passed.
func TestTailOfFewValues(t *testing.T) {
	const n = 40_000
	r := rand.New(rand.NewPCG(2, 2))
	draw := func(r *rand.Rand) float64 { return math.Floor(r.ExpFloat64() / 0.8) }
	scores := make([]float64, n)
	for i := range scores {
		scores[i] = draw(r)
	}
	for _, q := range []float64{1.0 / 200, 1.0 / 1000, 1.0 / 2000} {
		if got := reached(r, draw, Tail(scores, q), 500_000) / q; got > 1.5 {
			t.Errorf("q = 1/%.0f: the rate is %.2f times the one allowed", 1/q, got)
		}
	}
}

func TestTailOfLittle(t *testing.T) {
	next := func(x float64) float64 { return math.Nextafter(x, 2*x+1) }
	if got := Tail(nil, 0.001); !math.IsInf(got, 1) {
		t.Errorf("no scores: %v, want +Inf", got)
	}
	if got := Tail([]float64{3, 3, 3}, 0.001); got != next(3) {
		t.Errorf("equal scores: %v, want just above 3", got)
	}
	if got := Tail([]float64{1, 2, 3, 4}, 0.5); got != next(2) {
		t.Errorf("half of four: %v, want just above 2", got)
	}
	if got := Tail([]float64{1, 2}, 1); got != 1 {
		t.Errorf("all of two: %v, want 1", got)
	}
	scores := make([]float64, 100)
	// Two of a hundred lie above u = 0. Their moments are 1.5 and (2·0 + 1·1)/2,
	// so the shape is 2 - 1.5/(1.5-1) = -1, of which 2/(2+50) remain.
	scores[7], scores[40] = 1, 2
	shape := -2.0 / 52
	want := 1.5 * (1 - shape) / shape * (math.Pow(0.02/0.001, shape) - 1)
	if got := Tail(scores, 0.001); math.Abs(got-want) > 1e-12 {
		t.Errorf("two excesses: %v, want %v", got, want)
	}
	if scores[7] != 1 || scores[40] != 2 {
		t.Error("the scores were changed")
	}
}

func BenchmarkTail(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	scores := make([]float64, 5_000)
	for i := range scores {
		scores[i] = r.ExpFloat64()
	}
	b.ReportAllocs()
	for b.Loop() {
		Tail(scores, 1.0/2000)
	}
}
