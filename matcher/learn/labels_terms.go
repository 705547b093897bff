package learn

import (
	"cmp"
	"math"
	"slices"

	"vedette/matcher"
	"vedette/matcher/text"
)

// What judged documents that are not relevant take from typical terms: nothing
// at first, since a few are chance.
const (
	someNegatives, someGamma = 3, 0.25
	manyNegatives, manyGamma = 10, 0.5
)

// alikeSeeds is how alike two examples of one subject usually are, as the
// cosine of their vectors.
const alikeSeeds = 0.2

// relearn adds what the labels at these places say about typical terms, and
// how alike the examples are. A profile without terms gets none: its rules say
// what it looks for.
func (s *study) relearn(p *matcher.Profile, places []int) {
	if len(p.Terms) == 0 {
		return
	}
	examples := map[string][]judged{}
	for _, i := range places {
		doc := &s.labels[i].Document
		e := read(Seed{Title: doc.Title, Text: doc.Text, Language: doc.Language, Weight: s.votes[i]}, s.setting.Tables)
		examples[e.language] = append(examples[e.language], judged{e, s.labels[i].Relevant})
	}
	terms := make(map[string]map[string]float64, len(p.Terms))
	for language, weights := range p.Terms {
		terms[language] = weights
	}
	for language, list := range examples {
		if learned := rocchio(p.Terms[language], seedsOf(p), language, list); len(learned) > 0 {
			terms[language] = learned
		}
	}
	p.Terms = terms
}

// seedsOf is how many seeds the terms of a profile stand for.
func seedsOf(p *matcher.Profile) float64 {
	n := 0.0
	for _, s := range p.Seeds {
		n += cmp.Or(s.Weight, 1)
	}
	return max(1, n)
}

// judged is a labelled document as its terms.
type judged struct {
	example
	relevant bool
}

// gathered is what is known of a term.
type gathered struct {
	word            string
	weight, against float64 // sums over documents
	support         float64 // of the seeds and of the relevant documents
	name            bool
}

// rocchio adds judged documents to the centroid of so many seeds: those that are
// relevant as seeds like them, and takes from it a part of the mean of the
// others. What was learned in languages without seeds begins at nothing.
func rocchio(terms map[string]float64, seeds float64, language string, list []judged) map[string]float64 {
	if len(terms) == 0 {
		seeds = 0
	}
	known := map[uint64]*gathered{}
	// The mean of unit vectors is shorter than 1, the more so the less alike
	// they are; terms have its direction only.
	length := math.Sqrt(seeds * (1 + (seeds-1)*alikeSeeds))
	for word, weight := range terms {
		if key, ok := keyOf(word, language); ok {
			known[key] = &gathered{word: word, weight: length * weight, support: seeds}
		}
	}
	relevant, others := seeds, 0.0
	for _, e := range list {
		if !e.relevant {
			others += e.weight
		} else {
			relevant += e.weight
		}
		for _, t := range e.terms {
			g := known[t.key]
			if g == nil {
				g = &gathered{word: t.word}
				known[t.key] = g
			}
			if !e.relevant {
				g.against += t.weight * e.weight
				continue
			}
			if t.name && seeds == 0 {
				g.name = true
			}
			g.weight += t.weight * e.weight
			g.support += e.weight
		}
	}
	if relevant == 0 {
		return nil
	}
	gamma := gammaOf(list)
	out := make(map[string]float64, len(known))
	for _, g := range known {
		weight := g.weight / relevant * math.Pow(min(1, g.support/relevant), supportPower)
		if g.name {
			weight *= nameBoost
		}
		if others > 0 {
			weight -= gamma * g.against / others
		}
		if weight > 0 {
			out[g.word] = max(out[g.word], weight)
		}
	}
	return heaviest(out)
}

func gammaOf(list []judged) float64 {
	n := 0
	for _, e := range list {
		if !e.relevant {
			n++
		}
	}
	switch {
	case n >= manyNegatives:
		return manyGamma
	case n >= someNegatives:
		return someGamma
	}
	return 0
}

// heaviest keeps the heaviest terms, at length 1.
func heaviest(terms map[string]float64) map[string]float64 {
	words := make([]string, 0, len(terms))
	for word := range terms {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(terms[b], terms[a]), cmp.Compare(a, b)) })
	words = words[:min(len(words), mostTerms)]
	length := 0.0
	for _, word := range words {
		length += terms[word] * terms[word]
	}
	out := make(map[string]float64, len(words))
	for _, word := range words {
		out[word] = round(terms[word] / math.Sqrt(length))
	}
	return out
}

// keyOf is the key of a typical word's stem.
func keyOf(word, language string) (uint64, bool) {
	var w text.Words
	w.Add(word, true)
	terms := w.AppendTerms(nil, language)
	if len(terms) == 0 {
		return 0, false
	}
	return terms[0].Key, true
}
