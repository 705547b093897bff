package matcher

import (
	"slices"
	"strings"

	"vedette/matcher/background"
	"vedette/matcher/text"
)

// manner is how far the forms of a word may stray from what was written.
type manner uint8

const (
	asWord   manner = iota // all inflections
	asName                 // those that cannot be another name
	respelt                // and the spellings of other transcribers
	inPhrase               // the same for a part of a name, whose other parts make it safe
	article                // of an Arabic name
)

// part is a word of a phrase.
type part struct {
	word    string
	starred bool
	glued   bool // to the part before, by a hyphen
	article bool
	next    string // of an article: how the name goes on, folded
}

// parts splits a phrase.
func (x *indexer) parts(phrase string) []part {
	x.words.Reset()
	x.words.Add(phrase, true)
	parts := make([]part, len(x.words.List))
	for i, w := range x.words.List {
		parts[i] = part{word: phrase[w.Start:w.End], starred: strings.HasPrefix(phrase[w.End:], "*"), glued: w.Glued}
		if i > 0 {
			parts[i-1].next = string(x.words.Fold(i))
			parts[i-1].article = isArticle(string(x.words.Fold(i-1)), parts[i-1].next)
		}
	}
	return parts
}

// path adds a phrase, a second time with its hyphens closed up, and of a name
// with an article also the ways to join it to the name and to leave it out.
func (x *indexer) path(phrase, language string, c claim) {
	parts := x.parts(phrase)
	if len(parts) == 0 {
		return
	}
	if !c.cancels {
		x.symbols[c.symbol].paths++
	}
	how := x.manner(parts, c)
	if how < respelt {
		for i := range parts {
			parts[i].article = false
		}
	}
	x.claim(x.open(parts, language, how), c)
	if closed := x.closed(parts, language, how); len(closed) < len(parts) {
		x.claim(closed, c)
	}
	bare := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.article })
	if how == inPhrase && len(bare) > 1 && len(bare) < len(parts) {
		x.claim(x.open(bare, language, how), c)
	}
}

// manner decides how the parts of an alias or not: phrase may vary. Titles and
// words that are ambiguous as they stand are not respelt.
func (x *indexer) manner(parts []part, c claim) manner {
	switch s := &x.symbols[c.symbol]; {
	case s.kind != entitySymbol:
		return asWord
	case !s.transcribed || c.role || c.ambiguous:
		return asName
	}
	names := 0
	last := ""
	for _, p := range parts {
		if !p.article {
			names, last = names+1, p.word
		}
	}
	switch {
	case names > 1:
		return inPhrase
	case consonants(text.Fold(last)) >= fewConsonants:
		return respelt
	case len(parts) > 1: // the article may vary
		return respelt
	}
	return asName
}

// open returns the terms of the parts, one each.
func (x *indexer) open(parts []part, language string, how manner) []int32 {
	terms := make([]int32, len(parts))
	for i, p := range parts {
		key := termKey{word: p.word, language: language, starred: p.starred, manner: how}
		if p.article {
			key = termKey{word: "al", manner: article, next: p.next}
		}
		terms[i] = x.term(key)
	}
	return terms
}

// closed returns the terms of the parts with those joined that a hyphen or an
// article binds.
func (x *indexer) closed(parts []part, language string, how manner) []int32 {
	var terms []int32
	for i := 0; i < len(parts); {
		word, j := parts[i].word, i+1
		for j < len(parts) && (parts[j].glued || parts[j-1].article) {
			word += "-" + parts[j].word
			j++
		}
		terms = append(terms, x.term(termKey{word: word, language: language, starred: parts[j-1].starred, manner: how}))
		i = j
	}
	return terms
}

// term returns the term of a key, adding its forms if it is new.
func (x *indexer) term(key termKey) int32 {
	if key.starred || key.language == anyLanguage {
		key.language = ""
	}
	if id, ok := x.terms[key]; ok {
		return id
	}
	id := int32(len(x.terms))
	x.terms[key] = id
	written, others := key.forms()
	for _, form := range written {
		x.entries = append(x.entries, entry{form: form, term: id, starred: key.starred})
	}
	for _, form := range others {
		x.entries = append(x.entries, entry{form: form, term: id, starred: key.starred, respelt: true})
	}
	x.phrases.first = append(x.phrases.first, 0)
	x.keys = append(x.keys, key)
	return id
}

// forms returns the folded forms of a word as it was written, with its
// inflections, and the spellings that others use.
func (k termKey) forms() (written, others []string) {
	if k.manner == article {
		return nil, articles(k.next)
	}
	for _, form := range inflect(k.word, k.language, k.manner != asWord) {
		written = append(written, closeUp(text.Fold(form)))
	}
	if k.manner < respelt || k.starred {
		return written, nil
	}
	prefix, name := "", text.Fold(k.word)
	if before, after, ok := strings.Cut(name, "-"); ok && isArticle(before, after) {
		prefix, name = before, after
	}
	var names []string
	if bare := closeUp(name); len(bare) >= shortestRespelt && (k.manner == inPhrase || consonants(bare) >= fewConsonants) {
		changes := mostChanges
		if k.manner == inPhrase {
			changes = 1
		}
		names = respell(bare, k.language, changes)
	}
	if k.manner == respelt {
		names = slices.DeleteFunc(names, func(form string) bool { return isCommon(form, k.language) })
	}
	if prefix == "" {
		return written, names
	}
	for _, a := range articles(name) {
		for _, form := range written {
			others = append(others, a+strings.TrimPrefix(form, prefix))
		}
	}
	for _, name := range names[:min(len(names), mostSpellings/8)] {
		for _, a := range []string{"al", "el", "a"} {
			others = append(others, a+name)
		}
	}
	return written, others
}

// shortestRespelt is how many letters a word must have to be respelt.
const shortestRespelt = 4

// commonShare is the share of documents from which a word is too common to be
// taken for a name that nobody wrote so.
const commonShare = 1.0 / 20_000

// isCommon tells whether a made-up spelling is a word of English, the language
// that any text may quote, or of the name's own. The terms of other languages
// than English are beginnings of words, so only short spellings are asked for.
func isCommon(form, language string) bool {
	for _, l := range []string{"en", language} {
		stem := text.Stem([]byte(form), text.Latin, l)
		if table := background.Shipped(l); table != nil && (l == "en" || len(stem) == len(form)) && table.Share(text.Key(stem)) >= commonShare {
			return true
		}
	}
	return false
}

// rivals returns what tells of an entry whether it is a made-up spelling of a
// name that another entity's name is written as.
func (x *indexer) rivals() func(entry) bool {
	byForm := map[string][]int32{}
	for _, e := range x.entries {
		if m := x.keys[e.term].manner; !e.respelt && (m == asName || m == respelt) {
			byForm[e.form] = append(byForm[e.form], e.term)
		}
	}
	return func(e entry) bool {
		if !e.respelt || x.keys[e.term].manner != respelt {
			return false
		}
		for _, other := range byForm[e.form] {
			if x.namesOther(other, e.term) {
				return true
			}
		}
		return false
	}
}

// namesOther tells whether term a alone is a name, and none of those that b is.
func (x *indexer) namesOther(a, b int32) bool {
	rivals := x.phrases.nodes[x.phrases.first[a]].claims
	own := x.phrases.nodes[x.phrases.first[b]].claims
	for _, c := range rivals {
		if slices.ContainsFunc(own, func(o claim) bool { return o.symbol == c.symbol }) {
			return false
		}
	}
	return len(rivals) > 0
}
