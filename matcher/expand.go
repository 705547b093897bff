package matcher

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vedette/matcher/text"
)

// Expansion is all that an entity or class is found by.
type Expansion struct {
	Name    string          `json:"name"` // as rules write it, without $
	Title   string          `json:"title,omitempty"`
	Kind    string          `json:"kind"`              // class, or what an entity is; entity where it does not say
	Lexicon string          `json:"lexicon,omitempty"` // "" for a profile's own
	Aliases []ExpandedAlias `json:"aliases"`           // by language, then as written
	Not     []string        `json:"not,omitempty"`     // phrases that cancel it
}

// ExpandedAlias is one alias or word of a class.
type ExpandedAlias struct {
	Language  string         `json:"language"`
	Written   string         `json:"written"`
	Ambiguous bool           `json:"ambiguous,omitempty"` // counts only in company
	From      *time.Time     `json:"from,omitempty"`
	Until     *time.Time     `json:"until,omitempty"`
	Words     []ExpandedWord `json:"words"`
}

// ExpandedWord is a word of an alias with its forms, folded as texts are.
type ExpandedWord struct {
	Written   string   `json:"written"`             // a trailing * takes any ending
	Forms     []string `json:"forms"`               // itself and its inflections
	Spellings []string `json:"spellings,omitempty"` // those of other transcribers
}

// Expand tells what a name of a profile's rules stands for, with or without
// its $. The error for an unknown name names one that is like it.
func Expand(p *Profile, lexicons map[string]*Lexicon, name string) (Expansion, error) {
	name = strings.TrimPrefix(name, "$")
	known := append(sortedKeys(p.Entities), sortedKeys(p.Classes)...)
	if out, ok := expand(p.Entities, p.Classes, name); ok {
		return out, nil
	}
	for _, lexicon := range p.Lexicon {
		l := lexicons[lexicon]
		if l == nil {
			continue
		}
		if out, ok := expand(l.Entities, l.Classes, name); ok {
			out.Lexicon = lexicon
			return out, nil
		}
		known = append(known, slices.Concat(sortedKeys(l.Entities), sortedKeys(l.Classes))...)
	}
	err := fmt.Errorf("$%s is no entity or class of %s", name, p.Name)
	if hint := suggest(name, known); hint != "" {
		err = fmt.Errorf("%w; %s", err, hint)
	}
	return Expansion{}, err
}

// expand looks for a name in one lexicon.
func expand(entities map[string]*Entity, classes map[string]*Class, name string) (Expansion, bool) {
	x := newIndexer()
	if e := entities[name]; e != nil {
		out := Expansion{Name: name, Title: e.Title, Kind: e.Kind, Not: e.Not}
		if out.Kind == "" {
			out.Kind = "entity"
		}
		out.Aliases = x.expandAll(x.entity(name, e), e.Aliases)
		return out, true
	}
	if k := classes[name]; k != nil {
		out := Expansion{Name: name, Title: k.Title, Kind: "class", Not: k.Not}
		out.Aliases = x.expandAll(x.class(name, k), k.Words)
		return out, true
	}
	return Expansion{}, false
}

func (x *indexer) expandAll(symbol int32, aliases map[string][]Alias) []ExpandedAlias {
	var out []ExpandedAlias
	for _, language := range sortedKeys(aliases) {
		for _, alias := range aliases[language] {
			c := claim{symbol: symbol, ambiguous: alias.Ambiguous, role: !alias.From.IsZero() || !alias.Until.IsZero()}
			expanded := ExpandedAlias{Language: language, Written: alias.Name, Ambiguous: alias.Ambiguous}
			if !alias.From.IsZero() {
				expanded.From = &alias.From
			}
			if !alias.Until.IsZero() {
				expanded.Until = &alias.Until
			}
			parts := x.parts(alias.Name)
			how := x.manner(parts, c)
			for _, p := range parts {
				expanded.Words = append(expanded.Words, p.expand(language, how))
			}
			out = append(out, expanded)
		}
	}
	return out
}

func (p part) expand(language string, how manner) ExpandedWord {
	key := termKey{word: p.word, language: language, starred: p.starred, manner: how}
	if p.article && how >= respelt {
		key = termKey{word: "al", manner: article, next: p.next}
	}
	if key.starred || language == anyLanguage {
		key.language = ""
	}
	written, others := key.forms()
	word := ExpandedWord{Written: p.word, Forms: unique(written), Spellings: unique(others)}
	if key.manner == article {
		word.Forms = []string{text.Fold(p.word)}
	}
	word.Spellings = slices.DeleteFunc(word.Spellings, func(s string) bool { return slices.Contains(word.Forms, s) })
	if p.starred {
		word.Written += "*"
	}
	return word
}

// unique keeps the first of equals.
func unique(forms []string) []string {
	var out []string
	for _, f := range forms {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}
