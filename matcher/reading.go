package matcher

import (
	"math"

	"vedette/matcher/text"
)

// reading is the work on one document. It is kept and used again, so that a
// document costs few allocations.
type reading struct {
	matcher *Matcher
	doc     *Document
	words   text.Words
	finder  finder

	titleEnd  int32   // words before it are the title's
	leadEnd   int32   // words before it are the title's or of the text's first two sentences
	sentences []int32 // first word of each sentence, and one past the last word

	heads     []int32 // newest sighting by symbol; 0: none
	sightings []sighting
	seen      []int32 // symbols with sightings
	mentions  []mention
	scopes    []resolved
	spans     []span // results of rules, stacked
	holding   []span // where the rules of one profile hold

	ready   []bool  // by rule of the Matcher: something it requires was seen
	waiting []int32 // profiles with such a rule
	waits   []bool  // by profile
}

// sighting is a claim met in the text; those of one symbol are linked.
type sighting struct {
	span
	claim *claim
	next  int32
}

func newReading(m *Matcher) *reading {
	return &reading{
		matcher:   m,
		heads:     make([]int32, len(m.symbols)),
		sightings: make([]sighting, 1),
		scopes:    make([]resolved, len(m.scopes)),
		ready:     make([]bool, m.rules),
		waits:     make([]bool, len(m.profiles)),
	}
}

// reset forgets the last document.
func (r *reading) reset() {
	for _, s := range r.seen {
		r.heads[s] = 0
	}
	for _, p := range r.waiting {
		r.waits[p] = false
		r.scopes[r.matcher.profiles[p].scope.id].used = false
		for i := range r.matcher.profiles[p].rules {
			r.ready[r.matcher.profiles[p].rules[i].id] = false
		}
	}
	r.seen, r.sightings, r.waiting, r.spans = r.seen[:0], r.sightings[:1], r.waiting[:0], r.spans[:0]
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
	count, sure := r.matcher.languages.of(doc.Language, &r.words)
	day := int64(math.MinInt64)
	if !doc.Date.IsZero() {
		day = doc.Date.Unix()
	}
	for _, f := range r.finder.found {
		claims := r.matcher.phrases.nodes[f.node].claims
		for i := range claims {
			c := &claims[i]
			if c.holds(count, sure, day) {
				r.sight(c, span{f.start, f.end})
			}
		}
	}
}

// The lead of a text is its first leadSentences sentences, one more where there
// is no title. Lines of fewer than leadWords words, as menus and datelines are,
// belong to it without being counted.
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
		if start < r.titleEnd || end-start < leadWords {
			continue
		}
		if left--; left == 0 {
			r.leadEnd = end
			break
		}
	}
}

// holds tells whether the claim counts in a document of these languages and
// this time; a document without date has no roles.
func (c *claim) holds(count, sure languages, second int64) bool {
	if c.languages&count == 0 || c.short && c.languages&sure == 0 {
		return false
	}
	if !c.role {
		return true
	}
	return second != math.MinInt64 && (c.from == 0 || second >= c.from) && (c.until == 0 || second < c.until)
}

func (r *reading) sight(c *claim, s span) {
	if r.heads[c.symbol] == 0 {
		r.seen = append(r.seen, c.symbol)
		for _, t := range r.matcher.triggers[c.symbol] {
			r.wait(t.profile)
			r.ready[t.rule] = true
		}
	}
	r.sightings = append(r.sightings, sighting{s, c, r.heads[c.symbol]})
	r.heads[c.symbol] = int32(len(r.sightings) - 1)
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
