package measure

import "math"

// bins of equal mass for the calibration error.
const bins = 10

// calibrated fills in how far the probabilities can be believed.
func (s *sample) calibrated(f *Figures, weights []float64) {
	f.Brier, f.ObservedExpected, f.CalibrationError, f.Slope = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if len(s.byScore) == 0 || math.IsNaN(s.decisions[s.byScore[0]].Probability) {
		return
	}
	var errors, expected float64
	for _, i := range s.byScore {
		d := s.decisions[i].Probability - relevance(&s.decisions[i])
		errors += weights[i] * d * d
		expected += weights[i] * s.decisions[i].Probability
	}
	f.Brier = errors / f.Judged
	if expected > 0 {
		f.ObservedExpected = f.Relevant / expected
	}
	f.CalibrationError = s.calibrationError(weights)
	f.Slope = s.slope(weights)
}

// relevance is 1 for relevant, 0 for not.
func relevance(d *Decision) float64 {
	if d.Relevance == 2 {
		return 1
	}
	return 0
}

// calibrationError is the mean distance, over the bins, of how likely documents
// were held to be from how many were relevant. A document is in the bin in
// which the middle of its mass lies.
func (s *sample) calibrationError(weights []float64) float64 {
	var mass float64
	for _, i := range s.likely {
		mass += weights[i]
	}
	if mass == 0 {
		return math.NaN()
	}
	var off [bins]float64 // Σ probability - relevance
	var before float64
	for _, i := range s.likely {
		bin := min(bins-1, int((before+weights[i]/2)/mass*bins))
		off[bin] += weights[i] * (s.decisions[i].Probability - relevance(&s.decisions[i]))
		before += weights[i]
	}
	var sum float64
	for _, o := range off {
		sum += math.Abs(o)
	}
	return sum / mass
}

// How the slope is sought, and when there is none.
const (
	mostSteps = 50
	steepest  = 100.0
	closest   = 1e-9 // to 0 or 1, for logits
)

// slope fits relevance = 1/(1+exp(-(a + b·logit))) by Newton's method and
// returns b.
func (s *sample) slope(weights []float64) float64 {
	a, b := 0.0, 1.0
	for range mostSteps {
		var ga, gb, haa, hab, hbb float64
		for _, i := range s.byScore {
			p := min(1-closest, max(closest, s.decisions[i].Probability))
			x := math.Log(p / (1 - p))
			fit := 1 / (1 + math.Exp(-a-b*x))
			g, h := weights[i]*(relevance(&s.decisions[i])-fit), weights[i]*fit*(1-fit)
			ga, gb = ga+g, gb+g*x
			haa, hab, hbb = haa+h, hab+h*x, hbb+h*x*x
		}
		det := haa*hbb - hab*hab
		if !(det > 1e-12*haa*hbb) {
			return math.NaN()
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		// A whole step may overshoot where all fits are near 0 or 1.
		if far := max(math.Abs(da), math.Abs(db)) / 2; far > 1 {
			da, db = da/far, db/far
		}
		a, b = a+da, b+db
		if math.Abs(b) > steepest {
			return math.NaN()
		}
		if math.Abs(da)+math.Abs(db) < 1e-8 {
			return b
		}
	}
	return math.NaN()
}
