package matcher

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Compile checks and compiles profiles against the lexicons they name (keys
// of lexicons). Problems that are not warnings mean that the Matcher is nil.
func Compile(profiles []*Profile, lexicons map[string]*Lexicon) (*Matcher, []Problem) {
	c := &compiler{
		index:    newIndexer(),
		lexicons: lexicons,
		shared:   map[string]map[string]int32{},
		scopes:   map[string]*scope{},
		literals: map[string]int32{},
		matcher:  &Matcher{},
	}
	for _, name := range usedLexicons(profiles, lexicons) {
		c.problems = append(c.problems, checkLexicon(name, lexicons[name])...)
		c.shared[name] = c.add(lexicons[name].Entities, lexicons[name].Classes)
	}
	names := map[string]bool{}
	for i, p := range profiles {
		c.problems = append(c.problems, checkProfile(p)...)
		if names[p.Name] {
			c.report(p, []any{"name"}, 0, "another profile has this name too", "names are unique")
		}
		names[p.Name] = true
		c.profile(p, i)
	}
	if slices.ContainsFunc(c.problems, func(p Problem) bool { return !p.Warning }) {
		return nil, c.problems
	}
	c.matcher.typical = typicalTerms(profiles)
	c.finish()
	return c.matcher, c.problems
}

// usedLexicons are the known lexicons that profiles name, in order of name.
func usedLexicons(profiles []*Profile, lexicons map[string]*Lexicon) []string {
	used := map[string]bool{}
	for _, p := range profiles {
		for _, name := range p.Lexicon {
			if lexicons[name] != nil {
				used[name] = true
			}
		}
	}
	return sortedKeys(used)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// compiler gathers what becomes a Matcher.
type compiler struct {
	index    *indexer
	lexicons map[string]*Lexicon
	shared   map[string]map[string]int32 // symbols by lexicon and name
	scopes   map[string]*scope
	literals map[string]int32
	matcher  *Matcher
	problems []Problem
}

func (c *compiler) report(p *Profile, path []any, offset int, message, hint string) {
	c.problems = append(c.problems, Problem{In: p.Name, Path: path, Offset: offset, Message: message, Hint: hint})
}

func (c *compiler) warn(p *Profile, path []any, offset int, message, hint string) {
	c.report(p, path, offset, message, hint)
	c.problems[len(c.problems)-1].Warning = true
}

// add indexes entities and classes and returns their symbols by name.
func (c *compiler) add(entities map[string]*Entity, classes map[string]*Class) map[string]int32 {
	c.index.sources++
	symbols := map[string]int32{}
	for _, name := range sortedKeys(entities) {
		if entities[name] != nil {
			symbols[name] = c.index.entity(name, entities[name])
		}
	}
	for _, name := range sortedKeys(classes) {
		if classes[name] != nil {
			symbols[name] = c.index.class(name, classes[name])
		}
	}
	return symbols
}

func (c *compiler) profile(p *Profile, at int) {
	compiled := profile{name: p.Name, scope: c.scope(p), threshold: cmp.Or(p.Threshold.Probability, 0.5), origin: FromDefault}
	if p.Threshold.Probability > 0 {
		compiled.origin = FromProfile
	}
	compiled.cohesion, compiled.likenessWeight = cmp.Or(p.Similarity.Cohesion, loneCohesion), 1
	compiled.hasTerms, compiled.alarms = len(p.Terms) > 0, p.Threshold.alarms()
	if p.Similarity.Weight != nil {
		compiled.likenessWeight = *p.Similarity.Weight
	}
	compiled.shift, compiled.slope = p.Calibration.Shift, cmp.Or(p.Calibration.Slope, 1)
	groups := map[string]int{}
	for i, rule := range p.Rules {
		c.rule(p, &compiled, rule, "rule", []any{"rules", i}, groups)
	}
	marked := len(compiled.mentioned)
	for i, rule := range p.Penalties {
		c.rule(p, &compiled, rule, "penalty", []any{"penalties", i}, groups)
	}
	compiled.mentioned = compiled.mentioned[:marked] // what only penalties name is not what a reader looks for
	compiled.groups = len(groups)
	slices.Sort(compiled.mentioned)
	compiled.mentioned = slices.Compact(compiled.mentioned)
	c.matcher.profiles = append(c.matcher.profiles, compiled)
}

// scope returns the profile's scope, which profiles with the same lexicons and
// nothing of their own share.
func (c *compiler) scope(p *Profile) *scope {
	key := strings.Join(p.Lexicon, "\x00")
	if len(p.Entities)+len(p.Classes) > 0 {
		key += "\x00profile " + p.Name
	}
	if s := c.scopes[key]; s != nil {
		return s
	}
	s := &scope{id: len(c.matcher.scopes), sources: []int32{literals}, local: map[int32]int32{}, names: map[string]int32{}}
	c.scopes[key] = s
	c.matcher.scopes = append(c.matcher.scopes, s)
	from := map[string]string{}
	for i, lexicon := range p.Lexicon {
		if c.lexicons[lexicon] == nil {
			c.report(p, []any{"lexicon", i}, 0, fmt.Sprintf("there is no lexicon %q", lexicon), suggest(lexicon, sortedKeys(c.lexicons)))
			continue
		}
		for _, name := range sortedKeys(c.shared[lexicon]) {
			if other, ok := from[name]; ok && other != lexicon {
				c.report(p, []any{"lexicon", i}, 0, fmt.Sprintf("$%s is in lexicon %s as well", name, other), "rename one of them")
			}
			from[name] = lexicon
			s.names[name] = c.place(s, c.shared[lexicon][name])
		}
	}
	own := c.add(p.Entities, p.Classes)
	for _, name := range sortedKeys(own) { // in place of a lexicon's
		s.names[name] = c.place(s, own[name])
	}
	return s
}

// place returns where a symbol stands in the scope, adding it if need be.
func (c *compiler) place(s *scope, symbol int32) int32 {
	local, ok := s.local[symbol]
	if !ok {
		local = int32(len(s.symbols))
		s.local[symbol] = local
		s.symbols = append(s.symbols, symbol)
		if source := c.index.symbols[symbol].source; !slices.Contains(s.sources, source) {
			s.sources = append(s.sources, source)
		}
	}
	return local
}

func (c *compiler) rule(p *Profile, to *profile, rule Rule, kind string, path []any, groups map[string]int) {
	when := append(slices.Clone(path), "when")
	n, err := parseRule(rule.When)
	if err != nil {
		c.report(p, when, err.offset, err.message, err.hint)
		return
	}
	if !c.link(p, to, n, when) {
		return
	}
	c.require(to.scope, n)
	for _, l := range c.lint(to.scope, n) {
		c.warn(p, when, l.offset, l.message, l.hint)
	}
	key := groupKey(kind, n)
	if _, ok := groups[key]; !ok {
		groups[key] = len(groups)
	}
	to.rules = append(to.rules, compiledRule{
		id: int32(c.matcher.rules), when: n, weight: rule.Weight, kind: kind,
		text: cmp.Or(rule.Because, rule.When), group: groups[key],
	})
	c.matcher.rules++
}

// link turns the names and literals of a rule into symbols.
func (c *compiler) link(p *Profile, to *profile, n *node, path []any) bool {
	ok := true
	n.walk(func(n *node) {
		switch n.op {
		case opName:
			local, known := to.scope.names[n.text]
			if !known {
				c.report(p, path, n.offset, fmt.Sprintf("$%s is no entity or class of this profile", n.text), suggest(n.text, sortedKeys(to.scope.names)))
				ok = false
				return
			}
			n.symbol = local
			to.mentioned = append(to.mentioned, local)
		case opLiteral:
			id, known := c.literals[n.text]
			if !known {
				id = c.index.literal(n.text)
				c.literals[n.text] = id
			}
			n.symbol = c.place(to.scope, id)
		}
	})
	return ok
}

// require works out, for n and all below, which symbols of the scope n cannot
// hold without one of; nil where there are none.
func (c *compiler) require(s *scope, n *node) {
	for _, kid := range n.kids {
		c.require(s, kid)
	}
	switch n.op {
	case opName, opLiteral:
		n.required = []int32{n.symbol}
	case opAnd, opNear, opThen:
		if n.op == opAnd { // what seldom holds is asked first
			slices.SortStableFunc(n.kids, func(a, b *node) int {
				return cmp.Compare(c.cost(s, a.required), c.cost(s, b.required))
			})
		}
		for _, kid := range n.kids {
			if kid.required != nil && (n.required == nil || c.cost(s, kid.required) < c.cost(s, n.required)) {
				n.required = kid.required
			}
		}
	case opOr, opAtLeast:
		n.required = allRequired(n.kids)
	case opSentence, opTitle, opLead:
		n.required = n.kids[0].required
	}
}

func allRequired(kids []*node) []int32 {
	var all []int32
	for _, kid := range kids {
		if kid.required == nil {
			return nil
		}
		all = append(all, kid.required...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// cost guesses how often one of the symbols is seen: classes are of common
// words, literals of words, entities of names.
func (c *compiler) cost(s *scope, symbols []int32) int {
	cost := 0
	for _, local := range symbols {
		switch c.index.symbols[s.symbols[local]].kind {
		case entitySymbol:
			cost += 10
		case literalSymbol:
			cost += 15
		case classSymbol:
			cost += 100
		}
	}
	return cost
}

// finish makes the Matcher of what was gathered.
func (c *compiler) finish() {
	m := c.matcher
	triggers := make([][]trigger, len(c.index.symbols))
	for i := range m.profiles {
		p := &m.profiles[i]
		always := false
		for _, rule := range p.rules {
			if rule.when.required == nil {
				always = true
			}
			for _, local := range rule.when.required {
				symbol := p.scope.symbols[local]
				triggers[symbol] = append(triggers[symbol], trigger{int32(i), rule.id})
			}
		}
		if always {
			m.always = append(m.always, int32(i))
		}
	}
	m.setBlank()
	m.symbols, m.languages, m.phrases = c.index.symbols, c.index.languages, c.index.freeze(triggers)
}
