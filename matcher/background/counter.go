package background

import (
	"math"

	"vedette/matcher/text"
)

// shippedWeight is how many live documents a shipped table weighs. Measured with
// the table of one source and the stream of another, 1,000 foretold the next
// items best after 100 to 500 live ones, 2,000 after 2,000, and 5,000 after that,
// where all three differ little.
const shippedWeight = 2000

// mostTerms is how many terms of one language a Counter remembers; beyond them
// it forgets the rarest.
const mostTerms = 1 << 18

// Counter counts in how many documents of a live stream the terms of each
// language occur. The zero value is ready. It is not for use by several
// goroutines at once.
type Counter struct{ languages map[string]*counts }

// counts are those of one language.
type counts struct {
	documents int
	df        map[uint32]int32
}

// Add counts a document: its language (BCP 47 primary tag, "und" is one of its
// own) and its distinct terms, as text.AppendTerms gives them.
func (c *Counter) Add(language string, terms []text.Term) {
	if c.languages == nil {
		c.languages = map[string]*counts{}
	}
	l := c.languages[language]
	if l == nil {
		l = &counts{df: map[uint32]int32{}}
		c.languages[language] = l
	}
	l.documents++
	for i := range terms {
		l.df[short(terms[i].Key)]++
	}
	for rare := int32(1); len(l.df) > mostTerms; rare++ {
		l.forget(rare)
	}
}

// forget takes out the terms that at most rare documents have.
func (l *counts) forget(rare int32) {
	for key, df := range l.df {
		if df <= rare {
			delete(l.df, key)
		}
	}
}

// Documents is how many documents of a language were counted.
func (c *Counter) Documents(language string) int {
	if l := c.languages[language]; l != nil {
		return l.documents
	}
	return 0
}

// Tables returns a table for each language of which documents were counted:
// the live counts together with the shipped table, which weighs as much as
// 2,000 documents and so yields to the stream as that grows. A language without
// a shipped table stands on its live counts alone. For all others Shipped is
// still the best there is.
func (c *Counter) Tables() Tables {
	tables := make(Tables, len(c.languages))
	for language, l := range c.languages {
		tables[language] = l.table(Shipped(language))
	}
	return tables
}

// table blends the counts with a shipped table, unless that is nil.
func (l *counts) table(shipped *Table) *Table {
	n := float64(l.documents)
	if shipped == nil {
		return build(unseenShare(n), len(l.df), func(yield func(uint32, float64) bool) {
			for key, df := range l.df {
				if !yield(key, share(float64(df), n)) {
					return
				}
			}
		})
	}
	blend := func(df int32, share float64) float64 {
		return (float64(df) + shippedWeight*share) / (n + shippedWeight)
	}
	unseen := math.Exp(-float64(shipped.unseen))
	least := min(unseen, unseenShare(n)) // no term is rarer than the longer of the counts could tell
	return build(least, len(l.df)+shipped.terms, func(yield func(uint32, float64) bool) {
		for _, s := range shipped.slots {
			if s.key != 0 && !yield(s.key, max(least, blend(l.df[s.key], math.Exp(-float64(s.idf))))) {
				return
			}
		}
		for key, df := range l.df {
			if shipped.find(key).key == 0 && !yield(key, max(least, blend(df, unseen))) {
				return
			}
		}
	})
}
