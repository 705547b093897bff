package story

import (
	"math"
	"slices"
	"time"
)

// The most that is kept of a story: with them its state stays below 4 kB.
const (
	maxCentroid = 80
	maxRecent   = 8
)

// Pool holds the stories of one profile that still take reports. The zero
// value is empty and ready. It must not be used by two goroutines at once.
type Pool struct {
	stories  map[string]*story
	postings map[uint32][]*story // the stories that are found by a term, name or number
	swept    time.Time           // when expire last looked

	// Of the search under way:
	search     uint64
	found, top []*story
	dimensions []weight
	damped     vector
	scratch    vector
}

// story is one that still takes reports.
type story struct {
	id          string
	first, last time.Time // of its reports, as published
	touched     time.Time // when the last one was placed
	reports     int
	terms       vector // of unit length, as are names and numbers
	names       vector
	numbers     vector
	length      float64  // see dampedLength; 0: not known
	recent      []Sketch // the latest that are no copies, oldest first

	seen  uint64 // the last search that met it
	score float32
}

// Place puts a report into the story it belongs to, or opens one by the
// report's id. now is the time of placing: stories that no report was put into
// for Active before it take no more.
func (p *Pool) Place(id string, s Sketch, now time.Time) Placement {
	p.expire(now)
	st, isCopy := p.best(&s, now)
	switch {
	case st == nil:
		st = &story{id: id, first: s.time, last: s.time}
		p.add(st)
		p.take(st, &s, now)
		return Placement{Story: id, Status: New}
	case isCopy:
		st.touch(&s, now)
		return Placement{Story: st.id, Status: Echo, Copy: true}
	}
	pl := Placement{Story: st.id, Status: Echo}
	if share, words := st.news(&s); share >= novel && len(words) > 0 {
		pl.Status, pl.Fresh = Update, words
	}
	p.take(st, &s, now)
	return pl
}

// best is the story that a report belongs to; nil: none.
func (p *Pool) best(s *Sketch, now time.Time) (best *story, isCopy bool) {
	most := 1.0
	q := p.query(s)
	for _, st := range p.candidates(s) {
		if now.Sub(st.touched) > Active {
			continue
		}
		if st.holdsCopyOf(s) {
			return st, true
		}
		if st.repeats(s) {
			continue
		}
		if value := p.similarity(&q, st); value >= most {
			best, most = st, value
		}
	}
	return best, false
}

func (st *story) holdsCopyOf(s *Sketch) bool {
	for i := range st.recent {
		r := &st.recent[i]
		if s.copyOf(r) || s.address != 0 && s.address == r.address && s.feed != r.feed {
			return true
		}
	}
	return false
}

// repeats tells whether a report has the words of an earlier one and tells of
// another event: "Telephone conversation with the president" comes again and
// again.
func (st *story) repeats(s *Sketch) bool {
	return slices.ContainsFunc(st.recent, func(r Sketch) bool { return s.alike(&r) && s.apart(&r) > copyTime })
}

// similarity is at least 1 where the story is to take the report.
func (p *Pool) similarity(s *query, st *story) float64 {
	apart := st.apart(s.time)
	days := apart.Hours() / 24
	bell := math.Exp(-days * days / (2 * sigma * sigma))
	if !st.tells(s.language) {
		if apart > foreignTime {
			return 0
		}
		return foreign(s.Sketch, st) / foreignJoin
	}
	sum, of := weightTerms*p.common(s, st), weightTerms
	if len(s.names) > 0 && len(st.names) > 0 {
		w := weightNames * s.rarity
		sum, of = sum+w*cosine(s.names, st.names), of+w
	}
	if len(s.numbers) > 0 && len(st.numbers) > 0 {
		sum, of = sum+weightNumbers*cosine(s.numbers, st.numbers), of+weightNumbers
	}
	return sum / of * bell / join
}

// apart is the time between a report and the nearest of the story's.
func (st *story) apart(t time.Time) time.Duration {
	switch {
	case t.Before(st.first):
		return st.first.Sub(t)
	case t.After(st.last):
		return t.Sub(st.last)
	}
	return 0
}

// tells tells whether the story was told in a language.
func (st *story) tells(language string) bool {
	return slices.ContainsFunc(st.recent, func(s Sketch) bool {
		return s.language == language || s.language == "" || language == ""
	})
}

// rare is how much a dimension tells stories of the pool apart: 1 where no
// story has it, near 0 where all have. prior is added for what is likely to be
// in all before there are many.
func (p *Pool) rare(key uint32, prior float64) float64 {
	n := float64(len(p.postings[key]))
	return max(0, 1-(n+prior)/(float64(len(p.stories))+10))
}

// damp takes from a vector what all the pool's stories have: damped has its
// values times the square of their rarity, so that its product with another
// vector is that of both damped; length is that of the vector damped once.
func (p *Pool) damp(v vector, into vector) (damped vector, length float64) {
	for _, w := range v {
		rare := p.rare(w.key, 0)
		value := float64(w.value) * rare
		into = append(into, weight{w.key, float32(value * rare)})
		length += value * value
	}
	return into, math.Sqrt(length)
}

// dampedLength is that of a story's terms as of when they last changed: the pool
// changes slowly, and this is asked often.
func (p *Pool) dampedLength(st *story) float64 {
	if st.length == 0 {
		p.scratch, st.length = p.damp(st.terms, p.scratch[:0])
	}
	return st.length
}

// query is a report with what similarity needs to know of it.
type query struct {
	*Sketch
	damped vector // its terms
	length float64
	rarity float64 // of its names
}

func (p *Pool) query(s *Sketch) query {
	q := query{Sketch: s, rarity: p.rarity(s.names)}
	q.damped, q.length = p.damp(s.terms, p.damped[:0])
	p.damped = q.damped
	return q
}

// common is the cosine of the terms of report and story, of which those that
// all stories have count little.
func (p *Pool) common(q *query, st *story) float64 {
	product := cosine(q.damped, st.terms)
	if product == 0 {
		return 0
	}
	return product / (q.length * p.dampedLength(st))
}

// rarity is that of the rarest name.
func (p *Pool) rarity(v vector) float64 {
	most := 0.0
	for _, w := range v {
		most = max(most, p.rare(w.key, commonNames))
	}
	return most
}

// commonNames is the prior for names: those of a profile are in nearly all it
// finds.
const commonNames = 8

func foreign(s *Sketch, st *story) float64 {
	both := 0
	shared(s.names, st.names, func(int, int) { both++ })
	if both < 2 {
		return 0
	}
	return cosine(s.names, st.names)
}

// news is the share of a report's weight in terms that the story never had, and
// the strongest of them as written; nothing where the story was not told in the
// report's language, in which all terms would be new.
//
// The distance to the nearest reports was tried instead: it calls two thirds of
// all reports an update, because it takes other words for the same facts.
func (st *story) news(s *Sketch) (share float64, words []string) {
	if !slices.ContainsFunc(st.recent, func(r Sketch) bool { return r.language == s.language }) {
		return 0, nil
	}
	had := func(key uint32) bool {
		return st.terms.has(key) || slices.ContainsFunc(st.recent, func(r Sketch) bool { return r.terms.has(key) })
	}
	for _, w := range s.terms {
		if !had(w.key) {
			share += float64(w.value) * float64(w.value)
		}
	}
	for _, f := range s.forms {
		if len(words) < maxFresh && !had(f.key) {
			words = append(words, f.text)
		}
	}
	return share, words
}

func (st *story) touch(s *Sketch, now time.Time) {
	st.reports++
	st.touched = now
	if s.time.Before(st.first) {
		st.first = s.time
	}
	if s.time.After(st.last) {
		st.last = s.time
	}
}

// take makes a report part of the story.
func (p *Pool) take(st *story, s *Sketch, now time.Time) {
	p.index(st, s.terms, st.terms)
	p.index(st, s.names, st.names)
	p.index(st, s.numbers, st.numbers)
	st.touch(s, now)
	st.terms = merge(st.terms, s.terms, st.reports-1, maxCentroid)
	st.names = merge(st.names, s.names, st.reports-1, maxNames)
	st.numbers = merge(st.numbers, s.numbers, st.reports-1, 2*maxNumbers)
	st.length = 0
	kept := *s
	kept.forms = nil
	if len(st.recent) == maxRecent {
		st.recent = slices.Delete(st.recent, 0, 1)
	}
	st.recent = append(st.recent, kept)
}

// merge adds a vector to the mean of n.
func merge(mean, v vector, n, most int) vector {
	mean = slices.Clone(mean)
	for i := range mean {
		mean[i].value *= float32(min(n, maxRecent))
	}
	return strongest(add(mean, v), most)
}
