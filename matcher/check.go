package matcher

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"vedette/matcher/text"
)

// checker gathers the problems of one profile or lexicon.
type checker struct {
	in       string
	lexicon  bool
	problems []Problem
}

func (c *checker) report(path []any, offset int, message, hint string) {
	c.problems = append(c.problems, Problem{In: c.in, Lexicon: c.lexicon, Path: path, Offset: offset, Message: message, Hint: hint})
}

func (c *checker) warn(path []any, message, hint string) {
	c.problems = append(c.problems, Problem{In: c.in, Lexicon: c.lexicon, Path: path, Message: message, Hint: hint, Warning: true})
}

func checkLexicon(name string, l *Lexicon) []Problem {
	c := &checker{in: name, lexicon: true}
	c.vocabulary(l.Entities, l.Classes)
	return c.problems
}

// Weights beyond these mean nothing more, and sums of them are no numbers.
const (
	mostWeight     = 1000
	leastTermShare = 1e-6
	mostTermWeight = 1e6
)

// checkProfile checks everything but what the rules say.
func checkProfile(p *Profile) []Problem {
	c := &checker{in: p.Name}
	if !validName(p.Name) {
		c.report([]any{"name"}, 0, fmt.Sprintf("%q is no name for a profile", p.Name), "small letters, digits, - and _, as in syria-russia-leaders")
	}
	for i, seed := range p.Seeds {
		if raw, err := hex.DecodeString(seed.SHA256); err != nil || len(raw) != 32 {
			c.report([]any{"seeds", i, "sha256"}, 0, "this is no SHA-256 sum", "64 hexadecimal digits")
		}
		if seed.Weight < 0 || !finite(seed.Weight) {
			c.report([]any{"seeds", i, "weight"}, 0, "a seed's weight is a number above 0", "")
		}
	}
	c.vocabulary(p.Entities, p.Classes)
	if len(p.Rules) == 0 && len(p.Terms) == 0 {
		c.warn(nil, "a profile without rules and terms finds nothing", "add rules:, or learn terms: with vedette profile build")
	}
	c.terms(p.Terms)
	c.similarity(p.Similarity)
	c.calibration(p.Calibration)
	for i, rule := range p.Rules {
		if rule.Weight > mostWeight {
			c.report([]any{"rules", i, "weight"}, 0, fmt.Sprintf("the weight of a rule is at most %d", mostWeight), "0 points are even odds, 5 are nearly certain")
		}
		if rule.Weight <= 0 || !finite(rule.Weight) {
			c.report([]any{"rules", i, "weight"}, 0, "the weight of a rule is a number above 0", "what speaks against the subject belongs under penalties:")
		}
	}
	for i, rule := range p.Penalties {
		if rule.Weight < -mostWeight {
			c.report([]any{"penalties", i, "weight"}, 0, fmt.Sprintf("the weight of a penalty is at least -%d", mostWeight), "-5 make nearly anything improbable")
		}
		if rule.Weight >= 0 || !finite(rule.Weight) {
			c.report([]any{"penalties", i, "weight"}, 0, "the weight of a penalty is a number below 0", "what speaks for the subject belongs under rules:")
		}
	}
	c.threshold(p.Threshold)
	return c.problems
}

func (c *checker) terms(terms map[string]map[string]float64) {
	for _, language := range sortedKeys(terms) {
		if !validLanguage(language) || language == anyLanguage {
			c.report([]any{"terms", language}, 0, fmt.Sprintf("%q is no language code", language), "two letters, as in ru")
		}
		for _, word := range sortedKeys(terms[language]) {
			path := []any{"terms", language, word}
			if weight := terms[language][word]; weight < leastTermShare || weight > mostTermWeight || !finite(weight) {
				c.report(path, 0, "the weight of a typical word is a number above 0, from 0.000001 to 1000000", "what speaks against the subject belongs under penalties:")
			}
			if _, ok := termKeyOf(word, language); !ok {
				c.report(path, 0, fmt.Sprintf("%q is too short to be typical of anything", word), "at least two letters, or two Chinese characters")
			}
		}
	}
}

func (c *checker) similarity(s Similarity) {
	if s.Cohesion < 0 || s.Cohesion > 1 || !finite(s.Cohesion) {
		c.report([]any{"similarity", "cohesion"}, 0, "cohesion lies between 0 and 1", "vedette profile build measures it")
	}
	if w := s.Weight; w != nil && (*w < 0 || *w > 1 || !finite(*w)) {
		c.report([]any{"similarity", "weight"}, 0, "the weight of likeness lies between 0 and 1", "1: likeness alone can make a hit; 0: it does not count")
	}
}

func (c *checker) calibration(k Calibration) {
	if math.Abs(k.Shift) > 10 || !finite(k.Shift) {
		c.report([]any{"calibration", "shift"}, 0, "the shift lies between -10 and 10", "vedette profile learn finds it; without labels leave it out")
	}
	if k.Slope != 0 && (k.Slope < 0.1 || k.Slope > 10 || !finite(k.Slope)) {
		c.report([]any{"calibration", "slope"}, 0, "the slope lies between 0.1 and 10", "vedette profile learn finds it; 1 changes nothing")
	}
}

func (c *checker) threshold(t Threshold) {
	if t.Probability < 0 || t.Probability >= 1 || !finite(t.Probability) {
		c.report([]any{"threshold", "probability"}, 0, "a threshold lies between 0 and 1", "0.5 is usual")
	}
	if t.Alarms == "" {
		return
	}
	one, number, ok := strings.Cut(t.Alarms, "/")
	n, err := strconv.Atoi(number)
	if !ok || one != "1" || err != nil || n < 2 {
		c.report([]any{"threshold", "alarms"}, 0, fmt.Sprintf("%q is no rate of false alarms", t.Alarms), "as in 1/2000: one in so many items")
	}
}

func (c *checker) vocabulary(entities map[string]*Entity, classes map[string]*Class) {
	for _, name := range sortedKeys(entities) {
		path := []any{"entities", name}
		c.name(path, name)
		if classes[name] != nil {
			c.report(path, 0, fmt.Sprintf("$%s is a class as well", name), "rename one of them")
		}
		if e := entities[name]; e == nil || len(e.Aliases) == 0 {
			c.warn(path, fmt.Sprintf("$%s has no aliases and is never found", name), "add aliases: {en: [...]}")
		} else {
			c.aliases(append(path, "aliases"), e.Aliases)
			c.phrases([]any{"entities", name, "not"}, e.Not)
		}
	}
	for _, name := range sortedKeys(classes) {
		path := []any{"classes", name}
		c.name(path, name)
		if k := classes[name]; k == nil || len(k.Words) == 0 {
			c.warn(path, fmt.Sprintf("$%s has no words and is never found", name), "add words: {en: [...]}")
		} else {
			c.aliases(append(path, "words"), k.Words)
			c.phrases([]any{"classes", name, "not"}, k.Not)
		}
	}
}

func (c *checker) name(path []any, name string) {
	if !validName(name) {
		c.report(path, 0, fmt.Sprintf("%q cannot be written as a $name in rules", name), "small letters, digits, - and _, beginning with a letter")
	}
}

func (c *checker) aliases(path []any, aliases map[string][]Alias) {
	for _, language := range sortedKeys(aliases) {
		at := append(path[:len(path):len(path)], language)
		if !validLanguage(language) {
			c.report(at, 0, fmt.Sprintf("%q is no language code", language), "two letters, as in ru, or any for all languages")
		}
		for i, alias := range aliases[language] {
			here := append(at[:len(at):len(at)], i)
			c.phrase(here, alias.Name)
			if !alias.From.IsZero() && !alias.Until.IsZero() && alias.Until.Before(alias.From) {
				c.report(here, 0, fmt.Sprintf("%q ends before it begins", alias.Name), "until: is a later day than from:")
			}
		}
	}
}

func (c *checker) phrases(path []any, phrases []string) {
	for i, phrase := range phrases {
		c.phrase(append(path[:len(path):len(path)], i), phrase)
	}
}

// phrase checks that something can be found by it, and that stars end words.
func (c *checker) phrase(path []any, phrase string) {
	var w text.Words
	w.Add(phrase, true)
	if len(w.List) == 0 {
		c.report(path, 0, fmt.Sprintf("%q holds no letters", phrase), "")
		return
	}
	for i := range len(phrase) {
		if phrase[i] != '*' {
			continue
		}
		ends := false
		for _, word := range w.List {
			ends = ends || word.End == i
		}
		if !ends || i+1 < len(phrase) && phrase[i+1] != ' ' && phrase[i+1] != '-' {
			c.report(path, i, "* stands at the end of a word only", "as in deploy*")
		}
	}
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
