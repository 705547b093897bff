package matcher

import (
	"cmp"
	"slices"
)

// scope is a set of symbols that see each other: those of the lexicons and
// inline parts that a profile uses. Within it the longest name wins. Profiles
// with the same lexicons share one.
type scope struct {
	id      int
	symbols []int32         // of the Matcher, by place in the scope
	local   map[int32]int32 // place in the scope by symbol
	names   map[string]int32
}

// span is a stretch of words, start included and end not.
type span struct{ start, end int32 }

func (s span) length() int32 { return s.end - s.start }

func (s span) overlaps(o span) bool { return s.start < o.end && o.start < s.end }

// mention is one occurrence of a symbol before the scope has weighed it.
type mention struct {
	span
	local int32
	kind  symbolKind
	claim *claim
	dead  bool
}

// resolved are the mentions of a scope that count, by symbol, in order.
type resolved struct {
	spans []span
	first []int32 // spans of symbol i: spans[first[i]:first[i+1]]
	used  bool
}

func (r *resolved) of(local int32) []span { return r.spans[r.first[local]:r.first[local+1]] }

// resolve weighs all mentions of a scope's symbols against each other:
// a not: phrase and a longer alias of the same symbol silence a mention, a
// longer name silences shorter names within it (roles, whose words keep their
// own meaning, do not), and an ambiguous alias needs company.
func (r *reading) resolve(s *scope) *resolved {
	out := &r.scopes[s.id]
	if out.used {
		return out
	}
	out.used = true
	r.gather(s)
	r.silence()
	r.keepCompany()
	slices.SortFunc(r.mentions, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.local, b.local), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	out.spans, out.first = out.spans[:0], out.first[:0]
	next := 0
	for local := range s.symbols {
		out.first = append(out.first, int32(len(out.spans)))
		for ; next < len(r.mentions) && r.mentions[next].local == int32(local); next++ {
			m := &r.mentions[next]
			if !m.dead && !m.claim.cancels && !repeats(out.spans[out.first[local]:], m.span) {
				out.spans = append(out.spans, m.span)
			}
		}
	}
	out.first = append(out.first, int32(len(out.spans)))
	return out
}

func repeats(spans []span, s span) bool {
	return len(spans) > 0 && spans[len(spans)-1] == s
}

// gather collects the scope's mentions in order of place.
func (r *reading) gather(s *scope) {
	r.mentions = r.mentions[:0]
	for local, symbol := range s.symbols {
		kind := r.matcher.symbols[symbol].kind
		for at := r.heads[symbol]; at != 0; at = r.sightings[at].next {
			sight := &r.sightings[at]
			r.mentions = append(r.mentions, mention{span: sight.span, local: int32(local), kind: kind, claim: sight.claim})
		}
	}
	slices.SortFunc(r.mentions, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.local, b.local))
	})
}

func (r *reading) silence() {
	for i := range r.mentions {
		m := &r.mentions[i]
		for j := i + 1; j < len(r.mentions) && r.mentions[j].start < m.end; j++ {
			o := &r.mentions[j]
			m.dead = m.dead || silences(o, m)
			o.dead = o.dead || silences(m, o)
		}
	}
}

// silences tells whether a keeps b, which it overlaps, from counting.
func silences(a, b *mention) bool {
	switch {
	case b.claim.cancels || b.kind == literalSymbol || a.length() < b.length() || a.dead && !a.claim.cancels:
		return false
	case a.claim.cancels:
		return a.local == b.local
	case a.local == b.local:
		return a.length() > b.length()
	}
	return a.length() > b.length() && a.kind == entitySymbol && b.kind == entitySymbol && !a.claim.role && !a.claim.ambiguous
}

// companyDistance is how near, in words, another name must stand.
const companyDistance = 8

// keepCompany silences ambiguous mentions that nothing supports: the entity's
// own full name anywhere, or another certain name near by or in the title.
func (r *reading) keepCompany() {
	for i := range r.mentions {
		if m := &r.mentions[i]; m.claim.ambiguous && !m.dead && !r.supported(m) {
			m.dead = true
		}
	}
}

func (r *reading) supported(m *mention) bool {
	if m.kind == entitySymbol && r.words.List[m.start].Script.Cased() && !r.words.List[m.start].Capital {
		return false
	}
	for i := range r.mentions {
		o := &r.mentions[i]
		if o.dead || o.kind != entitySymbol || o.claim.ambiguous || o.claim.cancels {
			continue
		}
		if o.local == m.local || o.start < r.titleEnd || r.distance(o.span, m.span) <= companyDistance {
			return true
		}
	}
	return false
}
