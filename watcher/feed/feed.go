// Package feed turns the bytes that a server sent for a feed into items. It is
// pure: no network, no clock, no state.
package feed

import (
	"errors"
	"time"
)

// Reasons for which Parse gives no feed at all; errors.Is tells them apart.
var (
	ErrHTML      = errors.New("this is a web page, not a feed")
	ErrNotFeed   = errors.New("this is not a feed")
	ErrEmpty     = errors.New("the document is empty")
	ErrDepth     = errors.New("elements are nested too deeply")
	ErrNamespace = errors.New("too many namespace declarations on one element")
	ErrTooMany   = errors.New("too many items")
)

// Header is what Parse needs to know beside the body.
type Header struct {
	ContentType string // as the server sent it
	URL         string // final URL after redirects: base of relative links
	Location    string // Content-Location, may be empty
}

// Feed is a parsed document. The JSON form is that of `feeds parse`.
type Feed struct {
	Format      string     `json:"format"` // rss2.0, rss1.0, rss0.91, atom1.0, atom0.3, json1.1, ...
	Title       string     `json:"title"`
	Link        string     `json:"link"`
	Description string     `json:"description"`
	Language    string     `json:"language"`
	Updated     *time.Time `json:"updated"`
	Degraded    []string   `json:"degraded"` // what was wrong with the document and mended; never null
	Items       []Item     `json:"items"`
}

// Item is one entry of a feed.
type Item struct {
	ID         string      `json:"id"`    // the publisher's, verbatim, or empty
	Title      string      `json:"title"` // plain text
	Link       string      `json:"link"`  // absolute where a base was known
	Published  *time.Time  `json:"published"`
	Updated    *time.Time  `json:"updated"`
	Authors    []string    `json:"authors"`
	Categories []string    `json:"categories"`
	Language   string      `json:"language"`
	Summary    string      `json:"summary"` // HTML as the feed has it: Sanitize before showing
	Content    string      `json:"content"` // HTML as the feed has it: Sanitize before showing
	Enclosures []Enclosure `json:"enclosures"`
	Key        string      `json:"-"` // identity within the feed: id, else link, else a hash of the content; never empty
}

// Enclosure is a file that comes with an item. Length is 0 when unknown.
type Enclosure struct {
	URL    string `json:"url"`
	Type   string `json:"type"`
	Length int64  `json:"length"`
}

// Parse reads a document of any dialect. It returns every item that can be
// read; what had to be repaired is named in Degraded.
func Parse(body []byte, h Header) (*Feed, error) { panic("skeleton") }

// Sanitize reduces HTML to harmless markup with absolute links.
func Sanitize(html string) string { panic("skeleton") }

// PlainText turns HTML into text: entities decoded, blocks on lines of their
// own, no markup.
func PlainText(html string) string { panic("skeleton") }

// Sanitized returns the feed with every summary and content sanitised.
func (f *Feed) Sanitized() *Feed { panic("skeleton") }
