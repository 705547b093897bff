package background

import (
	"math"
	"slices"
)

// How the tail is fitted.
const (
	tailShare = 0.02 // of the scores is the tail
	mostShape = 0.3
	doubt     = 50 // excesses that weigh as much as the belief that the tail is exponential
)

// Tail returns the score that one item in 1/q of the background reaches: the
// threshold t for which a share q of unrelated items has a score >= t. scores
// are those of unlabelled background items, in any order, without NaN; they are
// not changed. What they contain of the subject itself makes t too high, never
// too low.
//
// The scores above the 98th percentile u are taken for the tail, which reaches
// beyond the highest score seen: a generalised Pareto tail by the
// probability-weighted moments of their excesses over u, its shape drawn to 0,
// which is the exponential tail, by as much as 50 excesses weigh, and between
// -0.3 and 0.3.
//
// The fit is held to what was counted: of the background itself no more and no
// fewer than n·q ± 2·sqrt(n·q) may pass. So scores with few distinct values, of
// which many share the one at the threshold, raise few alarms rather than many.
// Where 98 % of the scores and more are equal, as with profiles of which hardly
// an item has a term, u is that score and the tail what lies above it.
//
// With few excesses the result is as sure as their number allows: its rate is
// off by a factor of about exp(ln(0.02/q)/sqrt(k)) after k of them. With none,
// or a q that the share above u does not reach, t is the smallest number above
// u; without any scores it is +Inf, since nothing is known to be unusual.
func Tail(scores []float64, q float64) float64 {
	n := len(scores)
	if n == 0 {
		return math.Inf(1)
	}
	sorted := slices.Sorted(slices.Values(scores))
	slices.Reverse(sorted)
	allowed := q * float64(n)
	if q >= tailShare {
		return above(sorted, int(allowed))
	}
	u := sorted[int(tailShare*float64(n))]
	k, _ := slices.BinarySearchFunc(sorted, u, func(score, u float64) int {
		if score > u {
			return -1
		}
		return 1
	})
	t := math.Nextafter(u, math.Inf(1))
	if beyond := float64(k) / float64(n) / q; beyond > 1 {
		t = max(t, u+excess(sorted[:k], u, beyond))
	}
	spread := 2 * math.Sqrt(allowed)
	if least := int(math.Ceil(allowed - spread)); least > 0 {
		t = min(t, sorted[least-1])
	}
	return max(t, above(sorted, int(allowed+spread)))
}

// above is the smallest threshold that at most k of the scores, which descend,
// reach.
func above(sorted []float64, k int) float64 {
	if k >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return math.Nextafter(sorted[k], math.Inf(1))
}

// excess is how far above u a score is that one in beyond of the tail reaches;
// the tail's scores descend.
func excess(tail []float64, u, beyond float64) float64 {
	var mean, weighted float64 // Σ y and Σ (1-F(y))·y, y the excesses
	k := float64(len(tail))
	for i, score := range tail {
		y := score - u
		mean += y / k
		weighted += y / k * float64(i) / max(1, k-1)
	}
	shape := 0.0
	if mean > 2*weighted {
		shape = min(mostShape, max(-mostShape, (2-mean/(mean-2*weighted))*k/(k+doubt)))
	}
	if math.Abs(shape) < 1e-6 {
		return mean * math.Log(beyond)
	}
	return mean * (1 - shape) / shape * (math.Pow(beyond, shape) - 1)
}
