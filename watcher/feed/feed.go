// Package feed turns the bytes that a server sent for a feed into items. It is
// pure: no network, no clock, no state.
//
// A document passes through these hands, in this order:
//
//	decode   bytes of any charset -> UTF-8                     charset.go
//	clean    what XML forbids is dropped or replaced           clean.go
//	sniff    where the feed starts, and of which family it is  sniff.go
//	scan     one pass: guard, items and their fields as spans  scan.go, recover.go
//	write    those fields once more, well-formed and flat      write.go
//	gofeed   fields -> gofeed.Item                             gofeed.go
//	correct  ids, links, dates and what gofeed cannot map      item.go, links.go, date.go
//
// gofeed never sees the publisher's document itself, only the flat one: it
// recurses into extension elements and copies the namespace map for every
// element, so a document of a few kilobytes could end the process, and one
// wrong end tag makes it drop items without an error. All of this together
// takes less time than gofeed alone on the same bytes, since the flat document
// spares it most of its work.
package feed

import (
	"errors"
	"time"
)

// Reasons for which Parse gives no feed at all; errors.Is tells them apart.
var (
	ErrHTML      = errors.New("this is a web page, not a feed") // a *Page says which
	ErrNotFeed   = errors.New("this is not a feed")
	ErrEmpty     = errors.New("the document is empty")
	ErrDepth     = errors.New("elements are nested too deeply")
	ErrNamespace = errors.New("too many namespace declarations on one element")
	ErrTooMany   = errors.New("too many items")
	ErrTooLarge  = errors.New("the document is too large")
)

// Limits that stand before gofeed. Of 6,055 documents measured the deepest had
// 11 levels and the busiest tag 31 declarations.
const (
	maxDepth = 256    // open elements
	maxXmlns = 128    // namespace declarations on one tag
	maxItems = 10_000 // items of one document; 4,400 is the most seen in use
	maxBytes = 64 << 20
)

// Header is what Parse needs to know beside the body.
type Header struct {
	ContentType string // as the server sent it
	URL         string // final URL after redirects: base of relative links
	Location    string // Content-Location, may be empty

	// Partial: the body broke off. An item whose end was not read is left out,
	// since it would be remembered half.
	Partial bool
}

// base is what relative addresses of the document are relative to, or "".
func (h Header) base() string {
	return resolve(h.URL, h.Location)
}

// Feed is a parsed document. The JSON form is that of `feeds parse`.
type Feed struct {
	Format      string     `json:"format"` // rss2.0, rss1.0, rss0.91, rss (no version given), atom1.0, atom0.3, json1.1, cdf, sitemap-news, json-ld
	Title       string     `json:"title"`
	Link        string     `json:"link"`
	Description string     `json:"description"`
	Language    string     `json:"language"` // lower case, region as given: "ru", "en-us"
	Updated     *time.Time `json:"updated"`
	Degraded    []string   `json:"degraded"` // what was wrong with the document and mended; never null
	Items       []Item     `json:"items"`
	Pace        Pace       `json:"-"`
}

// Pace is what a document says of how often it may be asked: ttl, skipHours,
// skipDays, and sy:updatePeriod with sy:updateFrequency.
type Pace struct {
	Every     time.Duration // shortest pause, 0 where it says nothing
	SkipHours uint32        // bit h: not from h:00 to h:59 UTC
	SkipDays  uint8         // bit d: not on that day in UTC, Sunday is 0
}

// Item is one entry of a feed. Addresses longer than 8 KiB are left out and
// titles longer than 4 KiB cut; Degraded says so. Dates are of the years 1900
// to 2200.
type Item struct {
	ID         string      `json:"id"`        // the publisher's, verbatim and of any length, or empty
	Title      string      `json:"title"`     // plain text, at most 4 KiB; one that was cut ends in an ellipsis
	Link       string      `json:"link"`      // absolute where a base was known; at most 8 KiB
	Published  *time.Time  `json:"published"` // UTC; nil when absent or not certain
	Updated    *time.Time  `json:"updated"`
	Authors    []string    `json:"authors"` // names, else e-mail addresses
	Categories []string    `json:"categories"`
	Language   string      `json:"language"` // the item's own, else the feed's
	Summary    string      `json:"summary"`  // HTML as the feed has it: Sanitize before showing
	Content    string      `json:"content"`  // HTML as the feed has it: Sanitize before showing
	Enclosures []Enclosure `json:"enclosures"`
	Base       string      `json:"-"` // what relative addresses in Summary and Content are relative to, or empty

	// Key is the identity within the feed, never empty: id, else link, else a
	// hash of the content. An id or link of more than 512 bytes is replaced by
	// its hash.
	Key string `json:"-"`
}

// Enclosure is a file that comes with an item. Length is 0 when unknown.
type Enclosure struct {
	URL    string `json:"url"`
	Type   string `json:"type"`
	Length int64  `json:"length"` // bytes
}

// Parse reads a document of any dialect. It returns every item that can be
// read; what had to be repaired is named in Degraded. A gzipped body is
// unpacked. The errors are the sentinels above, wrapped with what was found
// instead.
func Parse(body []byte, h Header) (*Feed, error) {
	text, notes, err := decode(body, h.ContentType)
	if err != nil {
		return nil, err
	}
	text, cleaned := clean(text)
	if cleaned != "" {
		notes = append(notes, cleaned)
	}
	f, err := parseText(text, h)
	if err != nil {
		return nil, err
	}
	f.Degraded = append(append([]string{}, notes...), f.Degraded...)
	finish(f)
	return f, nil
}

// parseText reads a document that is UTF-8.
func parseText(text []byte, h Header) (*Feed, error) {
	start, err := sniff(text)
	if page, ok := errors.AsType[*Page](err); ok {
		if f, ok := parsePage(text, h); ok {
			f.Title = or(f.Title, page.Title)
			return f, nil
		}
	}
	switch {
	case err != nil:
		return nil, withFeed(err, text, h)
	case start.json:
		return parseJSON(text[start.at:], h)
	}
	return parseXML(text, start, h)
}

// finish gives what every dialect needs: nothing null in the JSON form, a key
// for every item, and nothing of a length that is a fault or an attack.
func finish(f *Feed) {
	if f.Items == nil {
		f.Items = []Item{}
	}
	for i := range f.Items {
		it := &f.Items[i]
		if it.Language == "" {
			it.Language = f.Language
		}
		if it.Authors == nil {
			it.Authors = []string{}
		}
		if it.Categories == nil {
			it.Categories = []string{}
		}
		if it.Enclosures == nil {
			it.Enclosures = []Enclosure{}
		}
	}
	setKeys(f.Items)
	bound(f)
}
