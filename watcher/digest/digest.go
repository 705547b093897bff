// Package digest makes a Digest value from hits, and its text, HTML and JSON
// forms from that value. It is pure: the same value always gives the same
// bytes.
package digest

import (
	"time"

	"vedette/store"
)

// Version of the JSON form. Fields are only ever added.
const Version = 1

// The statuses of a story.
const (
	New    = "new"    // the digest has not told it yet
	Update = "update" // told before, and there is something new
	Echo   = "echo"   // told before, and only repeated
)

// Digest is what a reader gets: stories by profile, near misses, notes. All
// text in it is one line of valid UTF-8 without control characters; all times
// are UTC; no list is nil.
type Digest struct {
	Version     int          `json:"version"` // of this form: 1
	ID          string       `json:"id"`
	Digest      string       `json:"digest"`           // its name in the configuration
	Profiles    []Profile    `json:"profiles"`         // in the order of the configuration, those without a story too
	Period      Period       `json:"period"`           // what is told was found in this time
	Timezone    string       `json:"timezone"`         // IANA name, or Local; the text and HTML forms show times in it
	Stories     []Story      `json:"stories"`          // by profile, then strongest and newest first
	Corrections []Correction `json:"corrections"`      // by profile, then the latest change first
	More        int          `json:"more_corrections"` // left out, as only the first 20 are listed
	NearMisses  []Item       `json:"near_misses"`      // the best items below their threshold, best first
	Truncated   int          `json:"truncated"`        // stories left out to keep to max_stories
	Older       int          `json:"older"`            // matches found when a feed or profile was added: counted, not announced
	Echoes      int          `json:"echoes"`           // reports of stories told before that brought nothing new, where these are not among the stories
	HitsByDay   []int        `json:"hits_by_day"`      // of its profiles, in each of 30 days, the one that ends with the period last; empty: not known
	Notes       []Note       `json:"notes"`
}

// Correction is a report whose publisher changed it after this digest told it.
type Correction struct {
	Profile   string    `json:"profile"` // Profile.Name
	Story     string    `json:"story"`   // Story.ID; "" where the report was told before there were stories
	Outlet    string    `json:"outlet"`
	Class     string    `json:"class"`    // as in Item
	Language  string    `json:"language"` // as in Item
	URL       string    `json:"url"`      // as in Item
	Was       Wording   `json:"was"`      // as this digest told it, or the last correction of it
	Now       Wording   `json:"now"`
	Published time.Time `json:"published"` // as in Item
	Changed   time.Time `json:"changed"`   // when the change was seen
	Retracted bool      `json:"retracted"` // as it is now, it no longer matches the profile
}

// Wording is what one version of a report says. Where the texts differ, the
// excerpts of both begin at the same place, shortly before the difference.
type Wording struct {
	Title   string `json:"title"`   // never empty, at most 300 characters
	Excerpt string `json:"excerpt"` // at most 300 characters; may be empty
}

// Profile counts what a profile contributes, what was left out included.
type Profile struct {
	Name    string `json:"name"`
	Title   string `json:"title"` // for readers; the name where the profile has none
	Stories int    `json:"stories"`
	Items   int    `json:"items"` // reports in those stories, with copies
}

// Period is the time that a digest covers: after From, up to To.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Story is one event as its outlets tell it.
type Story struct {
	ID      string `json:"id"`                // unique within a profile; that of the item that opened it, in whatever digest
	Status  string `json:"status"`            // new, update or echo
	Reason  string `json:"reason,omitempty"`  // why a story is told again that brings nothing new, such as "now 9 outlets"; "" otherwise
	Earlier string `json:"earlier,omitempty"` // title of the report that opened an update's story, where another leads it now
	Profile string `json:"profile"`           // Profile.Name
	Title   string `json:"title"`             // of the first item
	Items   []Item `json:"items"`             // at least one; those that update a story first, then the most probable; another outlet before another report of one, of which at most two are listed
	Copies  int    `json:"copies"`            // near-duplicates, counted and not listed
	More    int    `json:"more"`              // further reports, counted and not listed
}

// Item is one outlet's report.
type Item struct {
	ID          string           `json:"id"`
	Title       string           `json:"title"` // never empty, at most 300 characters
	URL         string           `json:"url"`   // "" where the feed gave none; not necessarily http
	Outlet      string           `json:"outlet"`
	Class       string           `json:"class"`     // state, wire, public, independent, official; "" when unknown
	Published   time.Time        `json:"published"` // when first seen, if the feed gave no credible time
	Language    string           `json:"language"`  // BCP 47 primary tag; "" when unknown
	Excerpt     string           `json:"excerpt"`   // one or two sentences, at most 300 characters; may be empty
	Marks       []Mark           `json:"marks"`     // evidence within title and excerpt, in order, apart from each other
	Profile     string           `json:"profile"`   // Profile.Name of the profile that judged
	Probability float64          `json:"probability"`
	Threshold   float64          `json:"threshold"` // probability from which it is a hit
	Fresh       []string         `json:"fresh"`     // words that the story did not have before, at most 5
	Evidence    []store.Evidence `json:"evidence"`  // offsets count in the stored item, not in title and excerpt
}

// Mark is a stretch of evidence: byte offsets into the item's title or
// excerpt, from Start up to but not including End.
type Mark struct {
	Field string `json:"field"` // title or excerpt
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Note is a line of the foot: a broken or stale feed, a parked delivery, a
// quiet profile.
type Note struct {
	Kind string `json:"kind"` // feed, delivery, profile
	Text string `json:"text"` // a whole sentence or line, without a final stop
}

// Empty tells whether there is nothing to say: no story, nothing cut off and
// nothing to correct.
// Near misses, older matches and notes alone do not make a digest worth
// sending.
func (d Digest) Empty() bool { return d.total() == 0 && len(d.Corrections) == 0 }

// total counts the stories, those left out included.
func (d Digest) total() int { return len(d.Stories) + d.Truncated }
