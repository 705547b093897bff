package story

import (
	"cmp"
	"slices"
	"time"
)

// sweep is how often stories that take no more reports are let go.
const sweep = 24 * time.Hour

func (p *Pool) add(st *story) {
	if p.stories == nil {
		p.stories, p.postings = map[string]*story{}, map[uint32][]*story{}
	}
	p.stories[st.id] = st
}

// index makes a story found by a vector; what it was found by before is in old.
func (p *Pool) index(st *story, v, old vector) {
	for _, w := range v {
		if !old.has(w.key) {
			p.postings[w.key] = append(p.postings[w.key], st)
		}
	}
}

// expire lets stories go that take no more reports, and what they were found by.
func (p *Pool) expire(now time.Time) {
	if now.Sub(p.swept) < sweep {
		return
	}
	p.swept = now
	stories := p.stories
	p.stories, p.postings = map[string]*story{}, map[uint32][]*story{}
	for _, st := range stories {
		if now.Sub(st.touched) <= Active {
			p.insert(st)
		}
	}
}

func (p *Pool) insert(st *story) {
	p.add(st)
	p.index(st, st.terms, nil)
	p.index(st, st.names, nil)
	p.index(st, st.numbers, nil)
}

// candidates are the stories that share most with a report. Its rarest
// dimensions are looked at first: those that all stories have cost most and
// tell least.
func (p *Pool) candidates(s *Sketch) []*story {
	p.dimensions = append(append(append(p.dimensions[:0], s.terms...), s.names...), s.numbers...)
	slices.SortFunc(p.dimensions, func(a, b weight) int {
		return cmp.Or(cmp.Compare(len(p.postings[a.key]), len(p.postings[b.key])), cmp.Compare(a.key, b.key))
	})
	p.search++
	p.found = p.found[:0]
	left := maxPostings
	for _, d := range p.dimensions {
		list := p.postings[d.key]
		if left -= len(list); left < 0 && len(p.found) > 0 {
			break
		}
		gain := d.value * float32(p.rare(d.key))
		for _, st := range list[max(0, len(list)-maxPostings):] {
			if st.seen != p.search {
				st.seen, st.score = p.search, 0
				p.found = append(p.found, st)
			}
			st.score += gain
		}
	}
	return p.leading()
}

// leading picks those of the found that share most, best first; of equals those
// found first.
func (p *Pool) leading() []*story {
	top := p.top[:0]
	for _, st := range p.found {
		if len(top) == maxCandidates && st.score <= top[len(top)-1].score {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, st.score, func(t *story, score float32) int {
			if t.score >= score {
				return -1
			}
			return 1
		})
		if len(top) == maxCandidates {
			top = top[:len(top)-1]
		}
		top = slices.Insert(top, at, st)
	}
	p.top = top
	return top
}
