// Package learn makes profiles from example articles and from labels. It
// proposes: what it returns is written to a file by someone who has seen it.
package learn

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vedette/matcher"
	"vedette/matcher/background"
	"vedette/matcher/text"
)

// Seed is one example article, without the furniture of its page.
type Seed struct {
	ID       string // for messages
	Title    string
	Text     string
	Language string  // BCP 47 primary tag; "" is told from the text
	Weight   float64 // how much of it is about the subject; 0 means 1
	SHA256   string  // of the article as it came: its provenance
	Called   string  // what a profile's file calls it; "" is its title
}

func (s Seed) document() matcher.Document {
	return matcher.Document{ID: s.ID, Title: s.Title, Text: s.Text, Language: s.Language}
}

// How much is learned.
const (
	mostTerms = 400 // of one language
	// supportPower rewards terms that many seeds share: weight x share^0.5.
	supportPower = 0.5
	// nameBoost rewards words written with a capital within a sentence.
	nameBoost = 1.1
	// leastIDF leaves out what one document in ten has.
	leastIDF = 2.3
)

// Terms learns what is typical of the seeds: for each language a vector of
// length 1 over words, the mean of the seeds' vectors of damped counts times
// rarity, with the 400 heaviest terms kept. A long seed weighs no more than a
// short one. How rare a term is, tables say; nil stands for the shipped ones.
func Terms(seeds []Seed, tables background.Tables) map[string]map[string]float64 {
	groups := map[string][]example{}
	for _, s := range seeds {
		e := read(s, tables)
		groups[e.language] = append(groups[e.language], e)
	}
	out := map[string]map[string]float64{}
	for language, examples := range groups {
		if terms := combine(examples); len(terms) > 0 {
			out[language] = terms
		}
	}
	return out
}

// example is a seed as its terms.
type example struct {
	language string
	weight   float64
	terms    []term
}

type term struct {
	key    uint64
	word   string // as the seed writes it, small
	name   bool
	weight float64
}

func read(s Seed, tables background.Tables) example {
	var w text.Words
	w.Add(s.Title, true)
	title := len(w.List)
	w.Add(s.Text, false)
	e := example{language: w.Language(s.Language), weight: cmp.Or(s.Weight, 1)}
	table := tables.Of(e.language)
	length := 0.0
	for _, t := range w.AppendTerms(nil, e.language) {
		first := w.List[t.First]
		if first.Script == text.Other { // numbers say when, not what
			continue
		}
		field := s.Text
		if int(t.First) < title {
			field = s.Title
		}
		idf := float64(table.IDF(t.Key))
		weight := (1 + math.Log(float64(t.Count))) * idf
		length += weight * weight
		if idf < leastIDF {
			continue
		}
		e.terms = append(e.terms, term{
			key: t.Key, weight: weight,
			word: strings.ToLower(field[first.Start:w.List[t.Last].End]),
			name: int(t.First) >= title && isName(&w, int(t.First)), // headlines have capitals of their own
		})
	}
	for i := range e.terms {
		e.terms[i].weight /= math.Sqrt(length)
	}
	return e
}

// isName tells whether word i has a capital that its place does not explain.
func isName(w *text.Words, i int) bool {
	word := w.List[i]
	return word.Capital && i > 0 && w.List[i-1].Sentence == word.Sentence
}

// combine is the centroid of examples of one language.
func combine(examples []example) map[string]float64 {
	type sum struct {
		term
		seeds int
	}
	sums := map[uint64]*sum{}
	total := 0.0
	for _, e := range examples {
		total += e.weight
		for _, t := range e.terms {
			s := sums[t.key]
			if s == nil {
				s = &sum{term: term{key: t.key, word: t.word}}
				sums[t.key] = s
			}
			s.weight += t.weight * e.weight
			s.name = s.name || t.name
			s.seeds++
		}
	}
	list := make([]*sum, 0, len(sums))
	for _, s := range sums {
		s.weight *= math.Pow(float64(s.seeds)/float64(len(examples)), supportPower) / total
		if s.name {
			s.weight *= nameBoost
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *sum) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word, b.word))
	})
	list = list[:min(len(list), mostTerms)]
	length := 0.0
	for _, s := range list {
		length += s.weight * s.weight
	}
	terms := make(map[string]float64, len(list))
	for _, s := range list {
		terms[s.word] = round(s.weight / math.Sqrt(length))
	}
	return terms
}

// round keeps three digits, which is more than the weights are worth, and no
// weight at 0.
func round(x float64) float64 { return max(0.001, math.Round(x*1000)/1000) }

// Cohesion is how alike the seeds are: the mean cosine of each to what the
// others of its language teach, 0 where no language has two.
func Cohesion(seeds []Seed, tables background.Tables) (float64, error) {
	sum, n := 0.0, 0
	for i := range seeds {
		others := sameLanguage(seeds, i)
		if len(others) == 0 {
			continue
		}
		likeness, err := likeness(others, seeds[i], tables)
		if err != nil {
			return 0, err
		}
		sum += likeness
		n++
	}
	if n == 0 {
		return 0, nil
	}
	return math.Round(sum/float64(n)*1000) / 1000, nil
}

// likeness is the cosine of a seed to what others teach.
func likeness(others []Seed, seed Seed, tables background.Tables) (float64, error) {
	m, err := compile(&matcher.Profile{Name: "others", Terms: Terms(others, tables)}, nil, tables)
	if err != nil {
		return 0, err
	}
	return m.Likeness(seed.document())[0], nil
}

func without(seeds []Seed, i int) []Seed {
	return slices.Concat(seeds[:i], seeds[i+1:])
}
