package matcher

import (
	"bytes"
	"math"

	"vedette/matcher/text"
)

// reading is the work on one document. It is kept and used again, so that a
// document costs few allocations.
type reading struct {
	matcher  *Matcher
	doc      *Document
	words    text.Words
	finder   finder
	language string // of the document, as it states or as it reads

	titleEnd  int32   // words before it are the title's
	leadEnd   int32   // words before it are the title's or of the text's first two sentences
	sentences []int32 // first word of each sentence, and one past the last word

	count, sure languages // whose words count, and those of them that are no guess
	second      int64     // the document's date in Unix seconds; math.MinInt64: none

	mentions   []mention  // of the scope that is being resolved
	certain    []int32    // its entities that are named for certain, in order
	titled     []int32    // and those of them that the title names
	scopes     []resolved // by scope
	spans      []span     // results of rules, stacked
	candidates []int      // sentences to try, stacked

	// Of the profile that is being judged:
	findings []Evidence
	places   []span // of the findings that are rules
	best     []int  // by group: place in findings + 1
	holding  []span // where rules hold
	marks    []mention

	terms  []text.Term   // of a document whose language profiles have terms in
	alike  []resemblance // by profile
	length float64       // of the vector of the document's terms

	ready   []bool  // by rule of the Matcher: something it requires was seen
	waiting []int32 // profiles with such a rule
	waits   []bool  // by profile
}

func newReading(m *Matcher) *reading {
	return &reading{
		matcher: m,
		scopes:  make([]resolved, len(m.scopes)),
		ready:   make([]bool, m.rules),
		waits:   make([]bool, len(m.profiles)),
		alike:   make([]resemblance, len(m.profiles)),
	}
}

// reset forgets the last document.
func (r *reading) reset() {
	for _, p := range r.waiting {
		r.waits[p] = false
		r.scopes[r.matcher.profiles[p].scope.id].used = false
		for i := range r.matcher.profiles[p].rules {
			r.ready[r.matcher.profiles[p].rules[i].id] = false
		}
	}
	r.waiting, r.spans = r.waiting[:0], r.spans[:0]
	r.doc = nil
}

// read splits the document and finds all symbols of all profiles in it.
func (r *reading) read(doc *Document) {
	r.doc = doc
	r.words.Reset()
	r.words.Add(doc.Title, true)
	r.titleEnd = int32(len(r.words.List))
	r.words.Add(doc.Text, false)
	r.measure()
	r.finder.phrases, r.finder.words = r.matcher.phrases, &r.words
	r.finder.run()
	r.language = r.words.Language(doc.Language)
	r.count, r.sure = r.matcher.languages.of(r.language, &r.words)
	r.second = math.MinInt64
	if !doc.Date.IsZero() {
		r.second = doc.Date.Unix()
	}
	for _, f := range r.finder.found {
		for _, t := range r.matcher.phrases.nodes[f.node].triggers {
			r.wait(t.profile)
			r.ready[t.rule] = true
		}
	}
	for _, p := range r.matcher.always {
		r.wait(p)
	}
	r.compare()
}

// The lead of a text is its first leadSentences sentences, one more where there
// is no title. Lines of fewer than leadWords words, as menus and datelines are,
// belong to it without being counted, and so does the title said again.
const (
	leadSentences = 2
	leadWords     = 5
)

// measure finds where sentences begin and where title and lead end.
func (r *reading) measure() {
	r.sentences = r.sentences[:0]
	last := -1
	for i, w := range r.words.List {
		if w.Sentence != last {
			r.sentences = append(r.sentences, int32(i))
			last = w.Sentence
		}
	}
	n := int32(len(r.words.List))
	r.sentences = append(r.sentences, n)
	left := leadSentences
	if r.titleEnd == 0 {
		left++
	}
	r.leadEnd = n
	for i, start := range r.sentences[:len(r.sentences)-1] {
		end := r.sentences[i+1]
		if start < r.titleEnd || end-start < leadWords || start == r.titleEnd && r.repeatsTitle(end) {
			continue
		}
		if left--; left == 0 {
			r.leadEnd = end
			break
		}
	}
}

// repeatsTitle tells whether the text's words up to end are the title again.
func (r *reading) repeatsTitle(end int32) bool {
	if r.titleEnd == 0 || end != 2*r.titleEnd {
		return false
	}
	for i := range int(r.titleEnd) {
		if !bytes.Equal(r.words.Fold(i), r.words.Fold(int(r.titleEnd)+i)) {
			return false
		}
	}
	return true
}

// holds tells whether a claim counts in a document of this language and time;
// a document without date has no roles.
func (r *reading) holds(c *claim) bool {
	if c.languages&r.count == 0 || c.short && c.languages&r.sure == 0 {
		return false
	}
	if !c.role {
		return true
	}
	return r.second != math.MinInt64 && (c.from == 0 || r.second >= c.from) && (c.until == 0 || r.second < c.until)
}

// wait marks a profile as one to look at.
func (r *reading) wait(profile int32) {
	if !r.waits[profile] {
		r.waits[profile] = true
		r.waiting = append(r.waiting, profile)
	}
}

// inTitle tells whether a span is the title's; no span is of both fields.
func (r *reading) inTitle(s span) bool { return s.start < r.titleEnd }

// far is a distance that nothing reaches.
const far = math.MaxInt32

// distance is how many words b is from a: 1 where they touch, 0 where they
// overlap, far between title and text.
func (r *reading) distance(a, b span) int32 {
	if b.start < a.start {
		a, b = b, a
	}
	switch {
	case r.inTitle(a) != r.inTitle(b):
		return far
	case a.overlaps(b):
		return 0
	}
	return int32(r.words.List[b.start].Place-r.words.List[a.end-1].Place+1) / 2
}
