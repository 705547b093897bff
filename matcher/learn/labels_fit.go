package learn

import (
	"cmp"
	"math"
	"slices"

	"vedette/matcher"
)

// How freely weights move from where they were: the standard deviation that a
// weight is held to have about its present value.
const freedom = 1.5

const (
	sweeps    = 200
	still     = 1e-6
	leastRule = 0.05 // the weight that is left of a rule or penalty that labels contradict
	mostRule  = 12.0
)

// model is what labels move: a logit that is
// slope × (fixed + Σ weights of rules that hold + likeness × weight) + shift.
type model struct {
	rules                  []float64 // then penalties
	penalties              int       // from here on
	likeness, shift, slope float64
	threshold              float64

	prior   *model
	learned bool // the threshold was moved by labels before
	stated  bool // the threshold is stated by the profile
}

func newModel(p *matcher.Profile) *model {
	m := &model{
		penalties: len(p.Rules), likeness: weightOf(p),
		shift: p.Calibration.Shift, slope: cmp.Or(p.Calibration.Slope, 1),
		threshold: cmp.Or(p.Threshold.Probability, 0.5), stated: p.Threshold.Probability > 0, learned: p.Calibration != matcher.Calibration{},
	}
	for _, r := range slices.Concat(p.Rules, p.Penalties) {
		m.rules = append(m.rules, r.Weight)
	}
	prior := *m
	prior.rules = slices.Clone(m.rules)
	m.prior = &prior
	return m
}

func (m *model) logit(o *observation) float64 {
	sum := o.fixed + m.likeness*o.likeness
	for _, i := range o.rules {
		sum += m.rules[i]
	}
	if !o.evidence {
		return sum
	}
	return m.shift + m.slope*sum
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// fit moves weights to where labels and prior together are likeliest, one after
// the other, which for this convex sum ends where all are best. A rule stays a
// rule and a penalty a penalty.
func (m *model) fit(seen []*observation) {
	holds := make([][]*observation, len(m.rules))
	for _, o := range seen {
		for _, i := range o.rules {
			holds[i] = append(holds[i], o)
		}
	}
	for range sweeps {
		moved := m.step(&m.shift, m.prior.shift, -8, 8, seen, func(o *observation) float64 { return truth(o.evidence) })
		moved += m.step(&m.likeness, m.prior.likeness, 0, 1, seen, func(o *observation) float64 { return m.slope * o.likeness })
		for i := range m.rules {
			low, high := leastRule, max(mostRule, m.prior.rules[i])
			if i >= m.penalties {
				low, high = min(-mostRule, m.prior.rules[i]), -leastRule
			}
			moved += m.step(&m.rules[i], m.prior.rules[i], low, high, holds[i], func(*observation) float64 { return m.slope })
		}
		if moved < still {
			return
		}
	}
}

// step is one of Newton's for a single weight; it returns how far it went.
func (m *model) step(weight *float64, prior, low, high float64, seen []*observation, input func(*observation) float64) float64 {
	if len(seen) == 0 {
		return 0
	}
	g, h := (*weight-prior)/(freedom*freedom), 1/(freedom*freedom)
	for _, o := range seen {
		x := input(o)
		if x == 0 {
			continue
		}
		p := logistic(m.logit(o))
		g += o.vote * (p - truth(o.relevant)) * x
		h += o.vote * p * (1 - p) * x * x
	}
	before := *weight
	*weight = min(high, max(low, before-min(1, max(-1, g/h))))
	return math.Abs(*weight - before)
}

// When labels are enough to calibrate by, and how many pseudo-labels stand for
// what was thought before.
const (
	enough     = 20
	enoughEach = 5
	pseudo     = 10.0
)

// calibrate fits shift and slope of the logits to labels, and chooses the
// threshold.
func (m *model) calibrate(seen []*observation) {
	var labels []*observation
	relevant := 0
	for _, o := range seen {
		if !o.unlabelled {
			labels = append(labels, o)
			if o.relevant {
				relevant++
			}
		}
	}
	if len(labels) < enough || relevant < enoughEach || len(labels)-relevant < enoughEach {
		return
	}
	var points []point
	for _, o := range seen {
		if o.evidence {
			points = append(points, point{m.logit(o), truth(o.relevant), o.vote})
		}
	}
	for _, o := range labels {
		if o.evidence {
			x := m.logit(o)
			points = append(points, point{x, logistic(x), pseudo / float64(len(labels))})
		}
	}
	shift, slope := platt(points)
	m.shift = min(mostShift, max(-mostShift, shift+slope*m.shift)) // what a profile's file may say
	m.slope = min(mostSlope, max(1/mostSlope, slope*m.slope))
	m.aim(labels)
}

// point is a logit and how probable what it stands for is.
type point struct{ logit, truth, weight float64 }

// Limits of a calibration.
const mostShift, mostSlope = 10.0, 10.0

// platt fits shift + slope × logit to points.
func platt(points []point) (shift, slope float64) {
	slope = 1
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for _, p := range points {
			fit := logistic(shift + slope*p.logit)
			g, h := p.weight*(p.truth-fit), p.weight*fit*(1-fit)
			ga, gb = ga+g, gb+g*p.logit
			haa, hab, hbb = haa+h, hab+h*p.logit, hbb+h*p.logit*p.logit
		}
		haa, hbb = haa+1e-6, hbb+1e-6
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		if far := max(math.Abs(da), math.Abs(db)); far > 1 {
			da, db = da/far, db/far
		}
		shift, slope = shift+da, slope+db
		if math.Abs(da)+math.Abs(db) < 1e-8 {
			break
		}
	}
	return min(8, max(-8, shift)), min(5, max(0.2, slope))
}

// How far a threshold moves by one round of learning, and for how much more F1
// than it has.
const (
	mostMove  = 0.1
	worthMove = 0.01
)

// aim moves the threshold towards the probability from which F1 is expected to
// be best. One that a person stated stays.
func (m *model) aim(labels []*observation) {
	if m.stated && !m.learned {
		return
	}
	list := slices.Clone(labels)
	slices.SortStableFunc(list, func(a, b *observation) int { return cmp.Compare(m.logit(b), m.logit(a)) })
	total := 0.0
	for _, o := range list {
		total += o.vote * logistic(m.logit(o))
	}
	best, at, present, right, hits := 0.0, m.threshold, 0.0, 0.0, 0.0
	for i, o := range list {
		p, next := logistic(m.logit(o)), 0.0
		if i+1 < len(list) {
			next = logistic(m.logit(list[i+1]))
		}
		right, hits = right+o.vote*p, hits+o.vote
		f1 := 2 * right / (hits + total)
		if p >= m.threshold {
			present = f1
		}
		if f1 > best {
			best, at = f1, min(p, max(next+0.005, m.threshold)) // of those that part here the nearest
		}
	}
	if best > present+worthMove {
		m.threshold = min(m.threshold+mostMove, max(m.threshold-mostMove, at))
	}
}

// apply writes the model into a profile, with as many digits as it is worth.
// What did not move by as much as the last of these stays as it is written.
func (m *model) apply(p *matcher.Profile) {
	for i := range p.Rules {
		p.Rules[i].Weight = rounded(m.rules[i], m.prior.rules[i])
	}
	for i := range p.Penalties {
		p.Penalties[i].Weight = rounded(m.rules[m.penalties+i], m.prior.rules[m.penalties+i])
	}
	if weight := rounded(m.likeness, m.prior.likeness); weight != m.prior.likeness {
		p.Similarity.Weight = &weight
	}
	if is := (matcher.Calibration{Shift: rounded(m.shift, m.prior.shift), Slope: rounded(m.slope, m.prior.slope)}); is.Shift != m.prior.shift || is.Slope != m.prior.slope {
		p.Calibration = is
	}
	if threshold := rounded(m.threshold, m.prior.threshold); threshold != m.prior.threshold {
		p.Threshold.Probability = threshold
	}
}

// rounded is x in hundredths, or what it was if that is as near.
func rounded(x, was float64) float64 {
	if math.Abs(x-was) < 0.005 {
		return was
	}
	return math.Round(x*100)/100 + 0 // not -0
}
