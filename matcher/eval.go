package matcher

import (
	"cmp"
	"slices"
	"sort"
)

// evaluation judges the rules of one scope in one document. Results are
// stacked in reading.spans; a result is where its spans begin and end there.
type evaluation struct {
	*reading
	in *resolved
}

// result says whether a node holds in a window and where: spans[from:to] of
// the reading. A node may hold without a place.
type result struct {
	holds    bool
	from, to int
}

func (e *evaluation) found(r result) []span { return e.spans[r.from:r.to] }

// eval judges a node within the words of a window.
func (e *evaluation) eval(n *node, window span) result {
	switch n.op {
	case opName, opLiteral:
		return e.push(e.within(n.symbol, window))
	case opAnd:
		return e.and(n, window)
	case opOr, opAtLeast:
		return e.any(n, window, max(n.n, 1))
	case opNot:
		return e.truth(!e.eval(n.kids[0], window).holds)
	case opNear, opThen:
		return e.near(n, window)
	case opSentence:
		return e.sentence(n, window)
	case opTitle:
		return e.clip(n, window, e.titleEnd)
	case opLead:
		return e.clip(n, window, e.leadEnd)
	}
	return e.truth(e.condition(n))
}

// truth is a result without a place.
func (e *evaluation) truth(holds bool) result {
	return result{holds, len(e.spans), len(e.spans)}
}

func (e *evaluation) push(spans []span) result {
	r := result{holds: len(spans) > 0, from: len(e.spans)}
	e.spans = append(e.spans, spans...)
	r.to = len(e.spans)
	return r
}

// within are the mentions of a symbol in a window.
func (e *evaluation) within(symbol int32, window span) []span {
	all := e.in.of(symbol)
	from := sort.Search(len(all), func(i int) bool { return all[i].start >= window.start })
	to := from
	for to < len(all) && all[to].end <= window.end {
		to++
	}
	return all[from:to]
}

func (e *evaluation) clip(n *node, window span, end int32) result {
	window.end = min(window.end, end)
	if window.start >= window.end {
		return e.truth(false)
	}
	return e.eval(n.kids[0], window)
}

// and holds where all do. Its place is the stretch over the first places of
// all, if that lies within one sentence, else the places of the first.
func (e *evaluation) and(n *node, window span) result {
	base := len(e.spans)
	var cover span
	placed := result{holds: true, from: base, to: base}
	for _, kid := range n.kids {
		r := e.eval(kid, window)
		if !r.holds {
			e.spans = e.spans[:base]
			return e.truth(false)
		}
		if r.from == r.to {
			continue
		}
		if s := e.spans[r.from]; placed.from == placed.to {
			placed, cover = r, s
		} else {
			cover = span{min(cover.start, s.start), max(cover.end, s.end)}
		}
	}
	if placed.from < placed.to && e.oneSentence(cover) {
		e.spans = append(e.spans[:base], cover)
		return result{true, base, base + 1}
	}
	copy(e.spans[base:], e.spans[placed.from:placed.to])
	e.spans = e.spans[:base+placed.to-placed.from]
	return result{true, base, len(e.spans)}
}

func (e *evaluation) oneSentence(s span) bool {
	return e.words.List[s.start].Sentence == e.words.List[s.end-1].Sentence
}

// any holds where at least k operands do.
func (e *evaluation) any(n *node, window span, k int) result {
	base, count := len(e.spans), 0
	for _, kid := range n.kids {
		if e.eval(kid, window).holds {
			count++
		}
	}
	if count < k {
		e.spans = e.spans[:base]
		return e.truth(false)
	}
	slices.SortFunc(e.spans[base:], compareSpans)
	return result{true, base, len(e.spans)}
}

// near pairs every place of the left side with the nearest of the right one.
func (e *evaluation) near(n *node, window span) result {
	base := len(e.spans)
	left := e.eval(n.kids[0], window)
	right := e.eval(n.kids[1], window)
	end := len(e.spans)
	for i := left.from; i < left.to; i++ {
		if b, ok := e.nearest(n, e.spans[i], e.found(right)); ok {
			a := e.spans[i]
			e.spans = append(e.spans, span{min(a.start, b.start), max(a.end, b.end)})
		}
	}
	count := copy(e.spans[base:], e.spans[end:])
	e.spans = e.spans[:base+count]
	slices.SortFunc(e.spans[base:], compareSpans)
	return result{count > 0, base, base + count}
}

// nearest finds, among spans in order, the one that lies nearest to a within
// the distance of n, and for THEN after it.
func (e *evaluation) nearest(n *node, a span, spans []span) (span, bool) {
	reach := 2*int32(n.n) + n.kids[1].width() // a word is at most two places
	from := sort.Search(len(spans), func(i int) bool { return spans[i].start >= a.start-reach })
	if n.op == opThen {
		from = sort.Search(len(spans), func(i int) bool { return spans[i].start >= a.start })
	}
	var best span
	distance := int32(n.n + 1)
	for _, b := range spans[from:] {
		if b.start-a.end > 2*int32(n.n) {
			break
		}
		if d := e.distance(a, b); d != 0 && d < distance {
			best, distance = b, d
		}
	}
	return best, distance <= int32(n.n)
}

// width is how many words a place of n can cover at most.
func (n *node) width() int32 {
	switch n.op {
	case opNear, opThen:
		return 2*int32(n.n) + n.kids[0].width() + n.kids[1].width()
	case opOr:
		widest := int32(0)
		for _, kid := range n.kids {
			widest = max(widest, kid.width())
		}
		return widest
	}
	return longestAlias
}

func compareSpans(a, b span) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
}

// sentence holds where one sentence of the window does; its places are those
// of all that do.
func (e *evaluation) sentence(n *node, window span) result {
	base := len(e.spans)
	out := e.truth(false)
	last := -1
	try := func(at int) {
		s := span{e.sentences[at], e.sentences[at+1]}
		if at != last && s.start >= window.start && s.end <= window.end {
			out.holds = e.eval(n.kids[0], s).holds || out.holds
		}
		last = at
	}
	switch {
	case n.required == nil:
		for at := range len(e.sentences) - 1 {
			try(at)
		}
	case len(n.required) == 1:
		for _, s := range e.within(n.required[0], window) {
			try(e.sentenceOf(s))
		}
	default:
		held := len(e.candidates)
		for _, at := range e.sentencesOf(n.required, window) {
			try(at)
		}
		e.candidates = e.candidates[:held]
	}
	out.from, out.to = base, len(e.spans)
	return out
}

// sentencesOf stacks the sentences in which one of the symbols occurs, in
// order, on reading.candidates.
func (e *evaluation) sentencesOf(symbols []int32, window span) []int {
	held := len(e.candidates)
	for _, symbol := range symbols {
		for _, s := range e.within(symbol, window) {
			e.candidates = append(e.candidates, e.sentenceOf(s))
		}
	}
	slices.Sort(e.candidates[held:])
	return slices.Compact(e.candidates[held:])
}

func (e *evaluation) sentenceOf(s span) int {
	return sort.Search(len(e.sentences), func(i int) bool { return e.sentences[i] > s.start }) - 1
}

func (e *evaluation) condition(n *node) bool {
	switch n.op {
	case opLanguage:
		return e.language == n.text
	case opSource:
		return e.doc.Class == n.text
	case opBefore:
		return !e.doc.Date.IsZero() && e.doc.Date.Before(n.day)
	case opAfter:
		return !e.doc.Date.IsZero() && !e.doc.Date.Before(n.day.AddDate(0, 0, 1))
	}
	return false
}
