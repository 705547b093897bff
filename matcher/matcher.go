// Package matcher decides what is relevant: profiles are compiled into one
// Matcher, whose Match reads a document once and says, for every profile, how
// probable it is that the document belongs to it, and why. It does no I/O,
// reads no clock and starts no goroutine.
//
// # How a score comes about
//
// A document starts at a logit of -4: it most likely has nothing to do with
// the profile. Every rule and penalty that holds adds its weight, and the sum
// becomes a probability, so that a rule of weight 4 makes it even. A rule
// counts once per document however often it holds; its evidence shows the best
// place, which is the title's, else the lead's, else the tightest.
//
// Rules that ask for the same names in the same kind of place (the whole text,
// a sentence, the lead, the title) measure one thing in several grades, as
// NEAR/5 and NEAR/20 do: of those that hold only the strongest counts.
//
// # What is found where
//
// All names, words and rule literals of all profiles stand in one vocabulary
// and one trie, so the cost of reading does not depend on the number of
// profiles. A profile is looked at only where something was seen without which
// none of its rules can hold.
//
// Names are found in texts of any language; the words of classes only in texts
// of their own language, since Turkish üs (base) is English us. Of overlapping
// finds the longest name wins, except that roles (aliases with from or until)
// leave the words in them alone: "Syrian president" is a person and speaks of
// Syria. A not: phrase silences only the entity or class it stands with.
package matcher

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Document is the text that is judged. Title and Text are plain text, valid
// UTF-8.
type Document struct {
	ID       string
	Title    string
	Text     string    // summary and content
	Language string    // BCP 47 primary tag; "" when unknown
	Class    string    // class of the source: state, wire, public, independent, official
	Date     time.Time // decides which roles and dated rules hold; zero: none that are dated
}

// Match is what one profile makes of a document.
type Match struct {
	ID          string     `json:"id,omitempty"` // Document.ID
	Profile     string     `json:"profile"`
	Score       float64    `json:"score"`       // logit
	Probability float64    `json:"probability"` // 0 to 1
	Threshold   float64    `json:"threshold"`   // probability from which it is a hit
	Hit         bool       `json:"hit"`
	Origin      string     `json:"origin"`               // what set the threshold: default, profile or alarms
	Rate        float64    `json:"rate,omitempty"`       // share of ordinary documents that score as high; 0 where that is not known
	Background  int        `json:"background,omitempty"` // how many ordinary documents that was counted on; 0 without Calibrate
	Evidence    []Evidence `json:"evidence"`             // strongest first
}

// The origins of a threshold. One that Calibrate measured but found to be no
// higher than what the profile had keeps the origin it had.
const (
	FromDefault = "default" // 0.5, as the profile states no probability
	FromProfile = "profile" // the probability that the profile states
	FromAlarms  = "alarms"  // measured, to keep to the rate of alarms that the profile allows
)

// Evidence is one term of the score: what was found where, and what it
// weighed. Start and End are byte offsets into the field, title or text.
//
// Kinds are rule and penalty; focus, where several sentences speak of the
// subject; background, where only the end of a long text does; likeness, where
// the words are those of the profile's examples. entity and class mark the names
// and words that the rules are about, term those that a likeness rests on; these
// weigh nothing.
type Evidence struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"` // why: the rule's because, or the name of the entity or class
	Field  string  `json:"field"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// Matcher holds compiled profiles. It never changes and may be used by many
// goroutines at once.
type Matcher struct {
	profiles  []profile
	symbols   []symbol
	phrases   *phrases
	languages *languageTable
	typical   map[string]*typical // learned terms by language
	scopes    []*scope
	always    []int32 // profiles with rules that require nothing
	rules     int
	blank     []Match // what a document gets of which nothing was found
	readings  sync.Pool
}

// trigger is a rule of a profile.
type trigger struct{ profile, rule int32 }

// Profiles returns the names in the order given to Compile.
func (m *Matcher) Profiles() []string {
	names := make([]string, len(m.profiles))
	for i := range m.profiles {
		names[i] = m.profiles[i].name
	}
	return names
}

// Match judges a document: one Match per profile, in the order of Profiles;
// a profile of which nothing was found has no evidence.
func (m *Matcher) Match(doc Document) []Match {
	out := slices.Clone(m.blank)
	for i := range out {
		out[i].ID = doc.ID
	}
	m.judge(&doc, func(r *reading, p int32) { r.judge(p, &out[p]) })
	return out
}

// Found judges a document and returns the matches that have evidence, in the
// order of Profiles. Unlike that of Match, its cost hardly grows with the
// number of profiles that have nothing to do with the document.
func (m *Matcher) Found(doc Document) []Match {
	var out []Match
	m.judge(&doc, func(r *reading, p int32) {
		match := m.blank[p]
		match.ID = doc.ID
		if r.judge(p, &match); match.Evidence != nil {
			out = append(out, match)
		}
	})
	return out
}

// judge reads a document and calls f for the profiles, in order, of which
// something was seen.
func (m *Matcher) judge(doc *Document, f func(r *reading, profile int32)) {
	m.read(doc, func(r *reading) {
		slices.Sort(r.waiting)
		for _, p := range r.waiting {
			f(r, p)
		}
	})
}

// read reads a document and lends the reading to f.
func (m *Matcher) read(doc *Document, f func(r *reading)) {
	r, ok := m.readings.Get().(*reading)
	if !ok {
		r = newReading(m)
	}
	r.read(doc)
	f(r)
	r.reset()
	m.readings.Put(r)
}

// bias is the logit of a document of which nothing is known.
const bias = -4.0

func probability(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }
