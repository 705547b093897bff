package story

import (
	"cmp"
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
	lengths     lengths   // see dampedLengths; 0: not known
	recent      []*Sketch // the latest that are no copies, oldest first

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
		value := p.similarity(&q, st)
		if value > most || value == most && (best == nil || st.before(best, s.time)) {
			best, most = st, value
		}
	}
	return best, false
}

// before tells which of two stories that are equally similar to a report of a
// time takes it: the nearer one.
func (st *story) before(o *story, t time.Time) bool {
	return cmp.Or(cmp.Compare(st.apart(t), o.apart(t)), cmp.Compare(st.id, o.id)) < 0
}

func (st *story) holdsCopyOf(s *Sketch) bool {
	for _, r := range st.recent {
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
	return slices.ContainsFunc(st.recent, func(r *Sketch) bool { return s.alike(r) && s.apart(r) > copyTime })
}

// similarity is at least 1 where the story is to take the report.
func (p *Pool) similarity(s *query, st *story) float64 {
	apart := st.apart(s.time)
	if !st.tells(s.language) {
		if apart > foreignTime {
			return 0
		}
		return foreign(s.Sketch, st) / foreignJoin
	}
	alike := p.common(s, st)
	if len(s.numbers) > 0 && len(st.numbers) > 0 {
		alike += weightNumbers * (cosine(s.numbers, st.numbers) - alike)
	}
	days := apart.Hours() / 24
	return alike * math.Exp(-days*days/(2*sigma*sigma)) / (join * (1 + widening*math.Log(float64(st.reports))))
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
	return slices.ContainsFunc(st.recent, func(s *Sketch) bool {
		return s.language == language || s.language == "" || language == ""
	})
}

// rare is how much a dimension tells stories of the pool apart: 1 where no
// story has it, near 0 where all have.
func (p *Pool) rare(key uint32) float64 {
	return max(0, 1-float64(len(p.postings[key]))/(float64(len(p.stories))+10))
}

// lengths are those of a vector that was damped, and of what in it are names.
type lengths struct{ all, proper float64 }

// damp takes from a vector what all the pool's stories have: damped has its
// values times the square of their rarity, so that its product with another
// vector is that of both damped; lengths are those of the vector damped once.
func (p *Pool) damp(v vector, into vector) (damped vector, l lengths) {
	for _, w := range v {
		rare := p.rare(w.key)
		value := float64(w.value) * rare
		into = append(into, weight{w.key, float32(value * rare), w.proper})
		l.all += value * value
		if w.proper {
			l.proper += value * value
		}
	}
	return into, lengths{math.Sqrt(l.all), math.Sqrt(l.proper)}
}

// dampedLengths are those of a story's terms as of when they last changed: the
// pool changes slowly, and this is asked often.
func (p *Pool) dampedLengths(st *story) lengths {
	if st.lengths.all == 0 {
		p.scratch, st.lengths = p.damp(st.terms, p.scratch[:0])
	}
	return st.lengths
}

// query is a report with what similarity needs to know of it.
type query struct {
	*Sketch
	damped  vector // its terms
	lengths lengths
}

func (p *Pool) query(s *Sketch) query {
	q := query{Sketch: s}
	q.damped, q.lengths = p.damp(s.terms, p.damped[:0])
	p.damped = q.damped
	return q
}

// common is the cosine of the terms of report and story, of which those that
// all stories have count little; and where both have names, the geometric mean
// with the cosine of these, for what happens to one happens to others in the
// same words.
func (p *Pool) common(q *query, st *story) float64 {
	var all, proper float64
	shared(q.damped, st.terms, func(i, j int) {
		product := float64(q.damped[i].value) * float64(st.terms[j].value)
		all += product
		if q.damped[i].proper && st.terms[j].proper {
			proper += product
		}
	})
	if all == 0 {
		return 0
	}
	l := p.dampedLengths(st)
	all /= q.lengths.all * l.all
	if of := q.lengths.proper * l.proper; of > 0 {
		return math.Sqrt(all * proper / of)
	}
	return all
}

// foreign is how well the names of a report fit a story in other languages.
func foreign(s *Sketch, st *story) float64 {
	both := 0
	shared(s.names, st.names, func(int, int) { both++ })
	if both < 2 || !slices.ContainsFunc(st.recent, s.mayTellOf) {
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
	if !slices.ContainsFunc(st.recent, func(r *Sketch) bool { return r.language == s.language }) {
		return 0, nil
	}
	had := func(key uint32) bool {
		return st.terms.has(key) || slices.ContainsFunc(st.recent, func(r *Sketch) bool { return r.terms.has(key) })
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
	st.lengths = lengths{}
	kept := *s
	kept.forms = nil
	if len(st.recent) == maxRecent {
		st.recent = slices.Delete(st.recent, 0, 1)
	}
	st.recent = append(st.recent, &kept)
}

// merge adds a vector to the mean of n.
func merge(mean, v vector, n, most int) vector {
	mean = slices.Clone(mean)
	for i := range mean {
		mean[i].value *= float32(min(n, maxRecent))
	}
	return strongest(add(mean, v), most)
}
