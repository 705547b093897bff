// Package digest makes a Digest value from hits, and its text, HTML and JSON
// forms from that value. It is pure: the same value always gives the same
// bytes.
package digest

import (
	"io"
	"time"

	"vedette/store"
)

// Version of the JSON form. Fields are only ever added.
const Version = 1

// Digest is what a reader gets: stories by profile, near misses, notes.
type Digest struct {
	Version    int       `json:"version"`
	ID         string    `json:"id"`
	Digest     string    `json:"digest"` // the name in the configuration
	Profiles   []Profile `json:"profiles"`
	Period     Period    `json:"period"`
	Timezone   string    `json:"timezone"` // IANA name; times are shown in it
	Stories    []Story   `json:"stories"`  // grouped by profile, newest and strongest first
	NearMisses []Item    `json:"near_misses"`
	Truncated  int       `json:"truncated"` // stories left out by max_stories
	Older      int       `json:"older"`     // matches found when a feed or profile was added: counted, not announced
	Notes      []Note    `json:"notes"`
}

// Profile counts what a profile contributes.
type Profile struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Stories int    `json:"stories"`
	Items   int    `json:"items"`
}

// Period is the time a digest covers.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Story is one event; its first item is the best.
type Story struct {
	ID      string `json:"id"`
	Status  string `json:"status"` // new, update, echo
	Profile string `json:"profile"`
	Title   string `json:"title"`
	Items   []Item `json:"items"`
}

// Item is one outlet's report.
type Item struct {
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	URL         string           `json:"url"`
	Outlet      string           `json:"outlet"`
	Class       string           `json:"class"`
	Published   time.Time        `json:"published"`
	Language    string           `json:"language"`
	Excerpt     string           `json:"excerpt"` // one or two sentences
	Marks       []Mark           `json:"marks"`   // evidence within Title and Excerpt
	Profile     string           `json:"profile"`
	Probability float64          `json:"probability"`
	Threshold   float64          `json:"threshold"`
	Evidence    []store.Evidence `json:"evidence"`
}

// Mark is a stretch of evidence: byte offsets into the item's title or excerpt.
type Mark struct {
	Field string `json:"field"` // title or excerpt
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Note is a line of the foot: a broken or stale feed, a parked delivery, a
// quiet profile.
type Note struct {
	Kind string `json:"kind"` // feed, delivery, profile
	Text string `json:"text"`
}

// Input is what Compose works from.
type Input struct {
	ID         string
	Name       string
	Period     Period
	Location   *time.Location
	Profiles   []Profile     // in the order of the configuration; counts are filled in
	Found      []store.Found // hits and near misses, in any order
	NearMisses int           // how many to show
	MaxStories int           // 0: all
	Notes      []Note
}

// Compose makes the digest.
func Compose(in Input) Digest { panic("skeleton") }

// Empty tells whether there is nothing to say: no story and nothing cut off.
func (d Digest) Empty() bool { panic("skeleton") }

// Subject is the line of a mail: counts and the top story.
func Subject(d Digest) string { panic("skeleton") }

// Text writes the text form, wrapped at 76 columns.
func Text(w io.Writer, d Digest) error { panic("skeleton") }

// HTML writes the form for mail: one column, inline styles, no scripts.
func HTML(w io.Writer, d Digest) error { panic("skeleton") }

// JSON writes the versioned form that webhooks get.
func JSON(w io.Writer, d Digest) error { panic("skeleton") }
