// Package matcher decides what is relevant: profiles are compiled into one
// Matcher, whose Match reads a document once and says, for every profile, how
// probable it is that the document belongs to it, and why. It does no I/O,
// reads no clock and starts no goroutine.
package matcher

import "time"

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
	Evidence    []Evidence `json:"evidence"` // strongest first
}

// Evidence is one term of the score: what was found where, and what it
// weighed. Start and End are byte offsets into the field, title or text.
type Evidence struct {
	Kind   string  `json:"kind"` // rule, penalty, entity, class, ...
	Text   string  `json:"text"` // why: the rule's because, or the words found
	Field  string  `json:"field"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// Matcher holds compiled profiles. It never changes and may be used by many
// goroutines at once.
type Matcher struct{}

// Compile checks and compiles profiles against the lexicons they name (keys
// of lexicons). Problems that are not warnings mean that the Matcher is nil.
func Compile(profiles []*Profile, lexicons map[string]*Lexicon) (*Matcher, []Problem) {
	panic("skeleton")
}

// Profiles returns the names in the order given to Compile.
func (m *Matcher) Profiles() []string { panic("skeleton") }

// Match judges a document: one Match per profile, in the order of Profiles;
// a profile of which nothing was found has no evidence.
func (m *Matcher) Match(doc Document) []Match { panic("skeleton") }

// Problem is something wrong with a profile or lexicon. The loader of the
// file turns Path into a line and column.
type Problem struct {
	In      string // name of the profile or lexicon
	Lexicon bool   // In names a lexicon
	Path    []any  // way to the node: map keys (string) and list positions (int)
	Offset  int    // byte offset within the node's scalar value
	Message string
	Hint    string // what would be right; may be empty
	Warning bool
}
