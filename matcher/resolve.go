package matcher

import "slices"

// scope is a set of symbols that see each other: those of the lexicons and
// inline parts that a profile uses. Within it the longest name wins. Profiles
// with the same lexicons share one.
type scope struct {
	id      int
	sources []int32         // lexicons, profile and literals, in order
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
	out.collect(r.mentions, len(s.symbols))
	return out
}

// collect sorts the mentions that count by symbol; they come in order of place.
func (r *resolved) collect(mentions []mention, symbols int) {
	r.first = append(r.first[:0], make([]int32, symbols+1)...)
	total := int32(0)
	for i := range mentions {
		if m := &mentions[i]; !m.dead && !m.claim.cancels {
			r.first[m.local]++
			total++
		}
	}
	for i := range r.first { // counts become where each symbol's spans end
		if i > 0 {
			r.first[i] += r.first[i-1]
		}
	}
	r.spans = append(r.spans[:0], make([]span, total)...)
	for i := len(mentions) - 1; i >= 0; i-- {
		if m := &mentions[i]; !m.dead && !m.claim.cancels {
			r.first[m.local]-- // and in the end where they begin
			r.spans[r.first[m.local]] = m.span
		}
	}
}

// gather collects the scope's mentions in order of place.
func (r *reading) gather(s *scope) {
	r.mentions = r.mentions[:0]
	for _, f := range r.finder.found {
		node := &r.matcher.phrases.nodes[f.node]
		for _, source := range s.sources {
			claims := node.of(source)
			for i := range claims {
				c := &claims[i]
				local, ok := s.local[c.symbol]
				if !ok || !r.holds(c) {
					continue
				}
				m := mention{span: span{f.start, f.end}, local: local, kind: r.matcher.symbols[c.symbol].kind, claim: c}
				if !r.repeats(&m) {
					r.mentions = append(r.mentions, m)
				}
			}
		}
	}
}

// repeats tells whether m was gathered before, through an alias that differs
// in nothing that is left after folding. One that is certain takes the place
// of one that is ambiguous.
func (r *reading) repeats(m *mention) bool {
	for i := len(r.mentions) - 1; i >= 0 && r.mentions[i].start == m.start; i-- {
		o := &r.mentions[i]
		if o.span != m.span || o.local != m.local || o.claim.cancels != m.claim.cancels {
			continue
		}
		if o.claim.ambiguous && !m.claim.ambiguous {
			o.claim = m.claim
		}
		return true
	}
	return false
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

// longestAlias is more words than any alias has; it bounds how far back a name
// that reaches near may begin.
const longestAlias = 16

// keepCompany silences ambiguous mentions that nothing supports: the entity's
// own certain name anywhere, or another one's near by or in the title.
func (r *reading) keepCompany() {
	r.certain, r.titled = r.certain[:0], r.titled[:0]
	for i := range r.mentions {
		if m := &r.mentions[i]; m.isCertain() {
			r.certain = append(r.certain, m.local)
			if m.start < r.titleEnd {
				r.titled = append(r.titled, m.local)
			}
		}
	}
	slices.Sort(r.certain)
	r.certain = slices.Compact(r.certain)
	slices.Sort(r.titled)
	r.titled = slices.Compact(r.titled)
	for i := range r.mentions {
		if m := &r.mentions[i]; m.claim.ambiguous && !m.dead {
			m.dead = r.isSmall(m) || !r.hasCompany(i)
		}
	}
}

// isCertain tells whether the mention is a name that supports ambiguous ones.
func (m *mention) isCertain() bool {
	return !m.dead && m.kind == entitySymbol && !m.claim.ambiguous && !m.claim.cancels
}

// isSmall tells whether a name is written without the capital it should have.
func (r *reading) isSmall(m *mention) bool {
	word := &r.words.List[m.start]
	return m.kind == entitySymbol && !m.claim.small && word.Script.Cased() && !word.Capital
}

func (r *reading) hasCompany(i int) bool {
	m := &r.mentions[i]
	if _, named := slices.BinarySearch(r.certain, m.local); named {
		return true
	}
	if len(r.titled) > 0 { // by another entity, since this one is named nowhere
		return true
	}
	const reach = 2 * (companyDistance + longestAlias) // Han characters count half
	for j := i - 1; j >= 0 && m.start-r.mentions[j].start <= reach; j-- {
		if o := &r.mentions[j]; o.isCertain() && r.distance(o.span, m.span) <= companyDistance {
			return true
		}
	}
	for j := i + 1; j < len(r.mentions) && r.mentions[j].start-m.end <= reach; j++ {
		if o := &r.mentions[j]; o.isCertain() && r.distance(o.span, m.span) <= companyDistance {
			return true
		}
	}
	return false
}
