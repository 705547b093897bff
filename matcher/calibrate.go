package matcher

import (
	"iter"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"vedette/matcher/background"
	"vedette/matcher/text"
)

// LeastBackground is how many documents a stream must have shown before
// thresholds are taken from it.
const LeastBackground = 1000

// surely is the logit from which a hit of rules is taken for one of the
// subject, so that it does not count as background.
const surely = 3.0

// Calibrate returns a Matcher that knows the stream it works on: what is common
// in its documents, and how high those score that have nothing to do with a
// profile. documents, which are unlabelled, are read twice where profiles have
// learned terms, else once.
//
// A profile with alarms: 1/N gets the threshold that one in N of them passes,
// but none below a probability of 0.5; with fewer than 1,000 documents it stays
// as it was. Documents that resemble the seeds as much as the seeds resemble
// one another, and those of which rules are sure, are taken for the subject
// itself and not counted as background: else a subject that is much in the news
// would raise its own threshold.
func (m *Matcher) Calibrate(documents iter.Seq[Document]) *Matcher {
	out := m.Against(m.count(documents))
	scores := make([][]float64, len(m.profiles))
	total := 0
	for doc := range documents {
		total++
		out.read(&doc, func(r *reading) {
			for _, p := range r.waiting {
				match := out.blank[p]
				if r.judge(p, &match); match.Evidence != nil && !r.isSubject(p, match.Score) {
					scores[p] = append(scores[p], match.Score)
				}
			}
		})
	}
	if total < LeastBackground {
		return out
	}
	all := make([]float64, total)
	for i := range out.profiles {
		p := &out.profiles[i]
		p.background, p.backgroundSize = slices.Sorted(slices.Values(scores[i])), total
		if p.alarms == 0 {
			continue
		}
		for j := range all {
			all[j] = bias
		}
		copy(all, scores[i])
		if t := p.above(background.Tail(all, p.alarms)); t > p.threshold {
			p.threshold, p.origin = t, FromAlarms
		}
	}
	out.setBlank()
	return out
}

// above is the probability of a score, but above that of any lower one of the
// background: of scores that hardly differ the probabilities can be equal.
func (p *profile) above(score float64) float64 {
	t := probability(score)
	if at := sort.SearchFloat64s(p.background, score); at > 0 {
		t = max(t, math.Nextafter(probability(p.background[at-1]), 1))
	}
	return t
}

// count counts the terms of documents in the languages that profiles learned
// terms in.
func (m *Matcher) count(documents iter.Seq[Document]) background.Tables {
	var counter background.Counter
	var words text.Words
	var terms []text.Term
	if len(m.typical) == 0 {
		return nil
	}
	for doc := range documents {
		words.Reset()
		words.Add(doc.Title, true)
		words.Add(doc.Text, false)
		language := words.Language(doc.Language)
		if m.typical[language] == nil {
			continue
		}
		terms = words.AppendTerms(terms[:0], language)
		counter.Add(language, terms)
	}
	return counter.Tables()
}

// leastAlike is the cosine below which no document is taken for the subject.
// Seeds that have little in common are as alike to a part of any stream: without
// this, profiles of such seeds let 2.9 times as many items pass as they allow.
const leastAlike = 0.15

// isSubject tells whether a document of the background is taken for one about
// the subject.
func (r *reading) isSubject(id int32, score float64) bool {
	p := &r.matcher.profiles[id]
	if p.hasTerms && r.alike[id].shared > 0 && r.cosine(id) >= max(p.cohesion, leastAlike) {
		return true
	}
	return len(p.rules) > 0 && score >= surely
}

// Against returns a Matcher that holds for common what tables do; languages
// that they lack keep the shipped tables.
func (m *Matcher) Against(tables background.Tables) *Matcher {
	out := &Matcher{
		profiles: slices.Clone(m.profiles), symbols: m.symbols, phrases: m.phrases, languages: m.languages,
		scopes: m.scopes, always: m.always, rules: m.rules, blank: m.blank, typical: map[string]*typical{},
	}
	for language, t := range m.typical {
		out.typical[language] = &typical{table: tables.Of(language), places: t.places, postings: t.postings}
	}
	return out
}

// setBlank prepares what a document gets of which nothing was found.
func (m *Matcher) setBlank() {
	m.blank = make([]Match, len(m.profiles))
	for i := range m.profiles {
		p := &m.profiles[i]
		m.blank[i] = Match{
			Profile: p.name, Score: bias, Probability: probability(bias), Threshold: p.threshold,
			Hit: probability(bias) >= p.threshold, Origin: p.origin, Background: p.backgroundSize,
		}
	}
}

// rate is the share of the background that scores as high, the counts beyond
// the last one seen smoothed by one; 0 where no background is known.
func (p *profile) rate(score float64) float64 {
	if p.backgroundSize == 0 {
		return 0
	}
	high := len(p.background) - sort.SearchFloat64s(p.background, score)
	if score <= bias {
		high += p.backgroundSize - len(p.background) // of which nothing was found
	}
	return float64(max(1, high)) / float64(p.backgroundSize)
}

// alarms reads the N-th part that "1/N" is; 0 for "".
func (t Threshold) alarms() float64 {
	_, number, _ := strings.Cut(t.Alarms, "/")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 1 || math.IsInf(n, 0) {
		return 0
	}
	return 1 / n
}
