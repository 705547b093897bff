package matcher

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vedette/matcher/text"
)

// symbolKind is what a symbol of rules stands for.
type symbolKind uint8

const (
	entitySymbol symbolKind = iota
	classSymbol
	literalSymbol
)

// symbol is an entity, a class or a literal of a rule.
type symbol struct {
	kind   symbolKind
	source int32  // the lexicon or profile it comes from, literals for a literal
	name   string // as rules write it, without $
	paths  int    // aliases or words; 0: it can never be found

	transcribed bool // a person or place, whose name is spelt in many ways
}

// literals is the source of all literals.
const literals int32 = 0

// termKey identifies a term: one written word with the rules by which it
// inflects.
type termKey struct {
	word     string
	language string // "" does not inflect
	starred  bool
	manner   manner
	next     string // of an article: how the name goes on
}

// indexer gathers symbols and their phrases.
type indexer struct {
	symbols   []symbol
	languages *languageTable
	terms     map[termKey]int32
	keys      []termKey // by term
	entries   []entry
	phrases   phrases
	words     text.Words
	sources   int32 // how many lexicons and profiles were begun; what is added belongs to the last
}

func newIndexer() *indexer {
	return &indexer{
		languages: newLanguageTable(),
		terms:     map[termKey]int32{},
		phrases:   phrases{next: map[step]int32{}, nodes: make([]phraseNode, 1)},
	}
}

// freeze returns the phrases, ready to search; triggers are the rules that a
// symbol may make hold.
func (x *indexer) freeze(triggers [][]trigger) *phrases {
	x.entries = slices.DeleteFunc(x.entries, x.rivals())
	x.phrases.vocabulary = newVocabulary(x.entries)
	for i := range x.phrases.nodes {
		n := &x.phrases.nodes[i]
		slices.SortStableFunc(n.claims, func(a, b claim) int { return cmp.Compare(a.source, b.source) })
		for _, c := range n.claims {
			if !c.cancels {
				n.triggers = append(n.triggers, triggers[c.symbol]...)
			}
		}
	}
	return &x.phrases
}

func (x *indexer) add(kind symbolKind, name string) int32 {
	s := symbol{kind: kind, source: x.sources, name: name}
	if kind == literalSymbol {
		s.source = literals
	}
	x.symbols = append(x.symbols, s)
	return int32(len(x.symbols) - 1)
}

// entity adds an entity and returns its symbol.
func (x *indexer) entity(name string, e *Entity) int32 {
	s := x.add(entitySymbol, name)
	x.symbols[s].transcribed = e.Kind == "person" || e.Kind == "place"
	x.aliases(s, e.Aliases, e.Not)
	return s
}

// class adds a class and returns its symbol.
func (x *indexer) class(name string, c *Class) int32 {
	s := x.add(classSymbol, name)
	x.aliases(s, c.Words, c.Not)
	return s
}

// literal adds a rule's word or phrase, which matches as it is written.
func (x *indexer) literal(s string) int32 {
	id := x.add(literalSymbol, s)
	x.path(s, "", claim{symbol: id, languages: everywhere})
	return id
}

// anyLanguage is the key of names and words that belong to no language.
const anyLanguage = "any"

func (x *indexer) aliases(s int32, aliases map[string][]Alias, not []string) {
	for _, language := range sortedKeys(aliases) {
		for _, alias := range aliases[language] {
			c := claim{symbol: s, languages: everywhere, ambiguous: alias.Ambiguous, small: beginsSmall(alias.Name)}
			if language != anyLanguage && (alias.Ambiguous || x.symbols[s].kind == classSymbol) {
				c.languages = x.languages.bit(language)
				c.short = tooShort(alias.Name)
			}
			if !alias.From.IsZero() {
				c.role, c.from = true, alias.From.Unix()
			}
			if !alias.Until.IsZero() {
				c.role, c.until = true, alias.Until.AddDate(0, 0, 1).Unix()
			}
			x.path(alias.Name, language, c)
		}
	}
	for _, phrase := range not {
		x.path(phrase, notLanguage(phrase), claim{symbol: s, languages: everywhere, cancels: true})
	}
}

// tooShort tells whether a word is likely to be another one in a neighbouring
// language, as Turkish üs (base) is English us.
func tooShort(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return utf8.RuneCountInString(strings.TrimSuffix(name, "*")) <= 3 && scriptOfRune(r) != text.Han
}

func beginsSmall(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsLower(r)
}

// notLanguage is a language to inflect a not: phrase by.
func notLanguage(phrase string) string {
	r, _ := utf8.DecodeRuneInString(phrase)
	switch scriptOfRune(r) {
	case text.Cyrillic:
		return "ru"
	case text.Latin:
		return "en"
	}
	return anyLanguage
}

func scriptOfRune(r rune) text.Script {
	var w text.Words
	w.Add(string(r), true)
	if len(w.List) == 0 {
		return text.Other
	}
	return w.List[0].Script
}

// closeUp takes out what splits words, so that "al-assad" is what the two
// words make when joined.
func closeUp(folded string) string {
	const splitting = " -‐‑־"
	if !strings.ContainsAny(folded, splitting) {
		return folded
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(splitting, r) {
			return -1
		}
		return r
	}, folded)
}

// claim walks the terms and leaves c at the end.
func (x *indexer) claim(terms []int32, c claim) {
	p := &x.phrases
	at := p.first[terms[0]]
	if at == 0 {
		at = p.grow()
		p.first[terms[0]] = at
	}
	for _, term := range terms[1:] {
		p.nodes[at].inner = true
		to, ok := p.next[step{at, term}]
		if !ok {
			to = p.grow()
			p.next[step{at, term}] = to
		}
		at = to
	}
	c.source = x.symbols[c.symbol].source
	if !slices.Contains(p.nodes[at].claims, c) {
		p.nodes[at].claims = append(p.nodes[at].claims, c)
	}
}

func (p *phrases) grow() int32 {
	p.nodes = append(p.nodes, phraseNode{})
	return int32(len(p.nodes) - 1)
}
