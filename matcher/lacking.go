package matcher

import (
	"cmp"
	"slices"
	"strings"
)

// Lack is a rule that does not hold in a document, and why.
type Lack struct {
	Text    string   // the rule's because, else the rule
	Weight  float64  // what it would add to the logit; above 0
	Missing []string // names and words that the document does not have, conditions that it does not meet, "a or b" where one is enough; empty where all is there, but not in the place or as near as the rule asks
}

// Lacking returns the n rules of a profile that come nearest to holding in a
// document: those for which the least is missing, of these the weightiest. Rules
// of which nothing at all was found are left out, and so are those beside which
// one of as much weight holds that measures the same.
func (m *Matcher) Lacking(doc Document, name string, n int) []Lack {
	id := slices.IndexFunc(m.profiles, func(p profile) bool { return p.name == name })
	if id < 0 {
		return nil
	}
	var lacks []Lack
	m.read(&doc, func(r *reading) {
		r.wait(int32(id)) // so that it is cleared
		lacks = r.lacking(&m.profiles[id])
	})
	slices.SortStableFunc(lacks, func(a, b Lack) int {
		return cmp.Or(cmp.Compare(len(a.Missing), len(b.Missing)), cmp.Compare(b.Weight, a.Weight))
	})
	return lacks[:min(n, len(lacks))]
}

func (r *reading) lacking(p *profile) []Lack {
	e := evaluation{reading: r, in: r.resolve(p.scope)}
	whole := span{0, int32(len(r.words.List))}
	held := make([]float64, p.groups) // the weight that counts, by group
	var open []int
	for i := range p.rules {
		rule := &p.rules[i]
		r.spans = r.spans[:0]
		if e.eval(rule.when, whole).holds {
			held[rule.group] = max(held[rule.group], rule.weight)
		} else if rule.weight > 0 {
			open = append(open, i)
		}
	}
	var lacks []Lack
	for _, i := range open {
		rule := &p.rules[i]
		if gap := e.gap(rule.when, whole); rule.weight > held[rule.group] && gap.found > 0 {
			slices.Sort(gap.missing)
			lacks = append(lacks, Lack{rule.text, rule.weight, slices.Compact(gap.missing)})
		}
	}
	return lacks
}

// gap is what a document has and has not of what a node asks for, wherever it
// stands in the text.
type gap struct {
	missing []string
	found   int
}

func (e *evaluation) gap(n *node, whole span) gap {
	switch n.op {
	case opName, opLiteral:
		if len(e.in.of(n.symbol)) > 0 {
			return gap{found: 1}
		}
		return gap{missing: []string{n.text}}
	case opAnd, opNear, opThen, opSentence, opTitle, opLead:
		return e.smallest(n, whole, len(n.kids))
	case opOr:
		return e.oneOf(n, whole)
	case opAtLeast:
		return e.smallest(n, whole, n.n)
	}
	r := e.eval(n, whole)
	e.spans = e.spans[:r.from]
	if !r.holds {
		return gap{missing: []string{n.String()}}
	}
	return gap{}
}

// mostNamed is how many alternatives are named where any one would do.
const mostNamed = 3

// oneOf is the gap of the operand that lacks least; where others lack as little,
// and that is one thing, the name of the gap is theirs too.
func (e *evaluation) oneOf(n *node, whole span) gap {
	best := e.smallest(n, whole, 1)
	if len(best.missing) != 1 {
		return best
	}
	var names []string
	for _, kid := range n.kids {
		if g := e.gap(kid, whole); len(g.missing) == 1 && g.found == best.found && !slices.Contains(names, g.missing[0]) {
			names = append(names, g.missing[0])
		}
	}
	if len(names) > mostNamed {
		names = append(names[:mostNamed], "…")
	}
	return gap{[]string{strings.Join(names, " or ")}, best.found}
}

// smallest is the gap of those k operands together that lack least.
func (e *evaluation) smallest(n *node, whole span, k int) gap {
	gaps := make([]gap, len(n.kids))
	for i, kid := range n.kids {
		gaps[i] = e.gap(kid, whole)
	}
	slices.SortStableFunc(gaps, func(a, b gap) int {
		return cmp.Or(cmp.Compare(len(a.missing), len(b.missing)), cmp.Compare(b.found, a.found))
	})
	var sum gap
	for _, g := range gaps[:min(k, len(gaps))] {
		sum.missing, sum.found = append(sum.missing, g.missing...), sum.found+g.found
	}
	return sum
}
