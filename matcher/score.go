package matcher

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// profile is a compiled Profile.
type profile struct {
	name      string
	scope     *scope
	rules     []compiledRule
	groups    int
	threshold float64
	mentioned []int32 // places in the scope of the entities and classes of its rules
}

// compiledRule is a rule or, with a weight below 0, a penalty.
type compiledRule struct {
	id     int32 // over the Matcher
	when   *node
	weight float64
	text   string
	kind   string
	group  int // rules of one group are grades of one measure
}

// judge fills the match of one profile.
func (r *reading) judge(p *profile, out *Match) {
	e := &evaluation{reading: r, in: r.resolve(p.scope)}
	var evidence []Evidence
	var places []span
	best := make([]int, p.groups) // place in evidence + 1
	r.holding = r.holding[:0]
	for i := range p.rules {
		rule := &p.rules[i]
		if rule.when.required != nil && !r.ready[rule.id] {
			continue
		}
		r.spans = r.spans[:0]
		got := e.eval(rule.when, span{0, int32(len(r.words.List))})
		if !got.holds {
			continue
		}
		place := r.bestPlace(e.found(got))
		if rule.weight > 0 {
			r.holding = append(r.holding, e.found(got)...)
		}
		ev := r.evidence(rule.kind, rule.text, place, rule.weight)
		switch at := best[rule.group]; {
		case at == 0:
			evidence, places = append(evidence, ev), append(places, place)
			best[rule.group] = len(evidence)
		case math.Abs(rule.weight) > math.Abs(evidence[at-1].Weight):
			evidence[at-1], places[at-1] = ev, place
		}
	}
	if len(evidence) == 0 {
		return
	}
	evidence = append(evidence, r.background(evidence, places)...)
	evidence = append(evidence, r.focus()...)
	for _, ev := range evidence {
		out.Score += ev.Weight
	}
	out.Probability = probability(out.Score)
	out.Hit = out.Probability >= out.Threshold
	slices.SortStableFunc(evidence, func(a, b Evidence) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	if out.Probability >= worthMarking {
		evidence = append(evidence, r.marks(p, e.in)...)
	}
	out.Evidence = evidence
}

// bestPlace is the place to show: in the title, else in the lead, else the
// shortest; the first of equals. Nothing found is the empty span.
func (r *reading) bestPlace(spans []span) span {
	var best span
	for i, s := range spans {
		if i == 0 || cmp.Or(cmp.Compare(r.zone(s), r.zone(best)), cmp.Compare(s.length(), best.length())) < 0 {
			best = s
		}
	}
	return best
}

// zone is 0 for the title, 1 for the lead, 2 for the rest.
func (r *reading) zone(s span) int {
	switch {
	case s.start < r.titleEnd:
		return 0
	case s.start < r.leadEnd:
		return 1
	}
	return 2
}

// evidence places a finding in the bytes of its field. A finding without a
// place is the start of the text.
func (r *reading) evidence(kind, why string, s span, weight float64) Evidence {
	ev := Evidence{Kind: kind, Text: why, Field: "text", Weight: weight}
	if s.end == 0 {
		return ev
	}
	if r.inTitle(s) {
		ev.Field = "title"
	}
	ev.Start, ev.End = r.words.List[s.start].Start, r.words.List[s.end-1].End
	return ev
}

// A text of at least backgroundWords words whose last third alone speaks of
// the subject mentions it as background.
const (
	backgroundWords  = 120
	backgroundWeight = -1.5
)

// background is the evidence that all rules hold in the last third of a long
// text only.
func (r *reading) background(evidence []Evidence, places []span) []Evidence {
	first := int32(math.MaxInt32)
	for i, s := range places {
		if evidence[i].Weight > 0 && s.end > 0 {
			first = min(first, s.start)
		}
	}
	n := int32(len(r.words.List))
	if first == math.MaxInt32 || n-r.titleEnd < backgroundWords || first-r.titleEnd < (n-r.titleEnd)*2/3 {
		return nil
	}
	s := span{first, first + 1}
	return []Evidence{r.evidence("background", "only the end of a long text speaks of it", s, backgroundWeight)}
}

// focusWeight is added for every doubling of the sentences that speak of the
// subject, mostFocus at most.
const (
	focusWeight = 0.6
	mostFocus   = 1.8
)

// focus is the evidence that rules hold in more than one sentence.
func (r *reading) focus() []Evidence {
	sentences := map[int]bool{}
	last := span{}
	for _, s := range r.holding {
		at := r.words.List[s.start].Sentence
		if !sentences[at] && s.start > last.start {
			last = s
		}
		sentences[at] = true
	}
	if len(sentences) < 2 {
		return nil
	}
	weight := min(mostFocus, focusWeight*math.Log2(float64(len(sentences))))
	return []Evidence{r.evidence("focus", fmt.Sprintf("%d sentences speak of it", len(sentences)), last, weight)}
}

// Mentions are marked in documents of at least this probability, and no more
// of them than this.
const (
	worthMarking = 0.05
	mostMarks    = 20
)

// marks are the first mentions of the profile's names and words.
func (r *reading) marks(p *profile, in *resolved) []Evidence {
	type mark struct {
		span
		local int32
	}
	var marks []mark
	for _, local := range p.mentioned {
		for _, s := range in.of(local) {
			marks = append(marks, mark{s, local})
		}
	}
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.local, b.local))
	})
	var out []Evidence
	for _, m := range marks[:min(len(marks), mostMarks)] {
		symbol := r.matcher.symbols[p.scope.symbols[m.local]]
		kind := "entity"
		if symbol.kind == classSymbol {
			kind = "class"
		}
		out = append(out, r.evidence(kind, symbol.name, m.span, 0))
	}
	return out
}

// groupKey says what a rule measures: its kind, the places it looks at, and
// the names it looks for.
func groupKey(kind string, when *node) string {
	var places, names []string
	collect(when, &places, &names)
	slices.Sort(places)
	slices.Sort(names)
	return kind + " " + strings.Join(slices.Compact(places), " ") + ": " + strings.Join(slices.Compact(names), " ")
}

func collect(n *node, places, names *[]string) {
	switch n.op {
	case opName, opLiteral:
		*names = append(*names, n.String())
	case opSentence, opTitle, opLead:
		*places = append(*places, n.name())
	case opNot, opLanguage, opSource, opBefore, opAfter:
		*names = append(*names, n.String())
		return
	}
	for _, kid := range n.kids {
		collect(kid, places, names)
	}
}
