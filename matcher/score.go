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
	origin    string  // of the threshold
	mentioned []int32 // places in the scope of the entities and classes of its rules

	cohesion, likenessWeight float64
	shift, slope             float64 // of the calibration
	hasTerms                 bool
	alarms                   float64 // the rate that the threshold is to keep to; 0: none
	// What Calibrate found: scores of the background that have evidence, in
	// order, and of how many documents.
	background     []float64
	backgroundSize int
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
func (r *reading) judge(id int32, out *Match) {
	p := &r.matcher.profiles[id]
	in := r.resolve(p.scope)
	r.weigh(p, in)
	r.findings = append(r.findings, r.background()...)
	r.findings = append(r.findings, r.focus()...)
	r.findings = append(r.findings, r.likenessEvidence(id)...)
	if len(r.findings) == 0 {
		return
	}
	for _, f := range r.findings {
		out.Score += f.Weight
	}
	if learned := p.shift + p.slope*out.Score; learned != out.Score {
		r.findings = append(r.findings, Evidence{
			Kind: "labels", Text: "what the labels say of such a score", Field: "text", Weight: learned - out.Score,
		})
		out.Score = learned
	}
	out.Probability = probability(out.Score)
	out.Hit = out.Probability >= out.Threshold
	out.Rate = p.rate(out.Score)
	slices.SortStableFunc(r.findings, func(a, b Evidence) int {
		return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
	})
	if out.Probability >= worthMarking {
		r.mark(p, in)
	}
	out.Evidence = slices.Clone(r.findings)
}

// weigh finds which rules hold, and where: of each group the strongest.
func (r *reading) weigh(p *profile, in *resolved) {
	e := evaluation{reading: r, in: in}
	r.findings, r.places, r.holding = r.findings[:0], r.places[:0], r.holding[:0]
	r.best = append(r.best[:0], make([]int, p.groups)...)
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
		if rule.weight > 0 {
			r.holding = append(r.holding, e.found(got)...)
		}
		place := r.bestPlace(e.found(got))
		finding := r.evidence(rule.kind, rule.text, place, rule.weight)
		switch at := r.best[rule.group] - 1; {
		case at < 0:
			r.findings, r.places = append(r.findings, finding), append(r.places, place)
			r.best[rule.group] = len(r.findings)
		case math.Abs(rule.weight) > math.Abs(r.findings[at].Weight):
			r.findings[at], r.places[at] = finding, place
		}
	}
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
func (r *reading) background() []Evidence {
	first := int32(math.MaxInt32)
	for i, s := range r.places {
		if r.findings[i].Weight > 0 && s.end > 0 {
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
	slices.SortFunc(r.holding, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	sentences, last := 0, -1
	var place span
	for _, s := range r.holding {
		if at := r.words.List[s.start].Sentence; at != last {
			sentences, last, place = sentences+1, at, s
		}
	}
	if sentences < 2 {
		return nil
	}
	weight := min(mostFocus, focusWeight*math.Log2(float64(sentences)))
	return []Evidence{r.evidence("focus", fmt.Sprintf("%d sentences speak of it", sentences), place, weight)}
}

// Mentions are marked in documents of at least this probability, and no more
// of them than this.
const (
	worthMarking = 0.05
	mostMarks    = 20
)

// mark adds the first mentions of the profile's names and words to the
// findings.
func (r *reading) mark(p *profile, in *resolved) {
	r.marks = r.marks[:0]
	for _, local := range p.mentioned {
		for _, s := range in.of(local) {
			r.marks = append(r.marks, mention{span: s, local: local})
		}
	}
	slices.SortFunc(r.marks, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.local, b.local))
	})
	for _, m := range r.marks[:min(len(r.marks), mostMarks)] {
		symbol := &r.matcher.symbols[p.scope.symbols[m.local]]
		kind := "entity"
		if symbol.kind == classSymbol {
			kind = "class"
		}
		r.findings = append(r.findings, r.evidence(kind, symbol.name, m.span, 0))
	}
}

// groupKey says what a rule measures: its kind and the names it looks for, each
// with the kind of place it looks in.
func groupKey(kind string, when *node) string {
	var names []string
	collect(when, "", &names)
	slices.Sort(names)
	return kind + " " + strings.Join(slices.Compact(names), " ")
}

func collect(n *node, place string, names *[]string) {
	switch n.op {
	case opName, opLiteral, opNot, opLanguage, opSource, opBefore, opAfter:
		*names = append(*names, place+n.String())
		return
	case opSentence, opTitle, opLead:
		place += n.name() + " "
	}
	for _, kid := range n.kids {
		collect(kid, place, names)
	}
}
