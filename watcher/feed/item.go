package feed

import (
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// A mapper makes our items of gofeed's and puts right what gofeed changes or
// leaves out: it normalises ids and addresses, reads unknown zones as UTC,
// takes a directory for xml:base, and keeps one of several creators.
type mapper struct {
	*scan
	feed  *Feed
	whole []string // authors of the items that name none
}

// fields gives an item's fields, or the channel's.
type fields []field

// first gives the value of the first field of the first id that has one.
func (m *mapper) first(fs fields, ids ...fieldID) string {
	for _, id := range ids {
		for _, f := range fs {
			if f.id == id {
				if v := m.value(f); v != "" {
					return v
				}
			}
		}
	}
	return ""
}

// date gives the first date that can be read, of the fields in that order.
func (m *mapper) date(fs fields, ids ...fieldID) *time.Time {
	for _, id := range ids {
		for _, f := range fs {
			if f.id != id {
				continue
			}
			if t, ok := parseDate(m.value(f)); ok {
				return &t
			}
		}
	}
	return nil
}

func (m *mapper) channel(g *gofeed.Feed) {
	f, fs := m.feed, fields(m.scan.feed)
	f.Title = m.title(fs, or(g.Title, m.first(fs, fTitle, fAtomTitle, fDCTitle, fMediaTitle, fITunesTitle)))
	f.Description = or(g.Description, m.first(fs, fDescription, fSubtitle, fTagline, fAbstract, fInfo, fDCDescription, fITunesSummary,
		fITunesSubtitle, fPlayDescription, fMediaDescription))
	f.Language = language(or(m.first(fs, fLanguage), m.first(fs, fDCLanguage), m.outer.lang))
	if m.outer.base == "" {
		m.outer.base = m.ownAddress(fs)
	}
	f.Link = m.alternate(m.outer, fs)
	f.Description = absolute(m.rebase(f.Description, m.outer, fs), m.outer.base)
	f.Updated = m.date(fs, fLastBuildDate, fUpdated, fModified, fAtomUpdated, fTermsModified, fPubDate, fDCDate, fDate,
		fPublished, fAtomPublished, fIssued, fTermsIssued, fCreated, fTermsCreated)
	m.whole = m.channelAuthors(fs)
}

func (m *mapper) item(raw *rawItem, g *gofeed.Item) Item {
	fs := fields(m.fields[raw.fields.from:raw.fields.to])
	if raw.base == "" {
		raw.base = m.outer.base
	}
	it := Item{Base: raw.base}
	it.ID = m.id(raw, fs)
	it.Title = m.title(fs, or(g.Title, m.first(fs, fTitle, fAtomTitle, fDCTitle, fMediaTitle, fITunesTitle), m.nested(fs, "title")))
	m.texts(&it, fs, g)
	it.Summary, it.Content = m.rebase(it.Summary, raw.scope, fs), m.rebase(it.Content, raw.scope, fs)
	m.links(&it, raw, fs)
	m.dates(&it, raw, fs)
	it.Authors = m.authors(fs)
	it.Categories = m.categories(fs)
	it.Language = m.itemLanguage(raw, fs)
	return it
}

// id is the publisher's own, character by character.
func (m *mapper) id(raw *rawItem, fs fields) string {
	if id := m.first(fs, fGUID, fID, fAtomID); id != "" {
		return id
	}
	if about := attr(raw.attrs, "about"); about != "" {
		return about
	}
	return m.first(fs, fDCIdentifier)
}

// title makes plain text of a title. Where it says that it is text already,
// what looks like a tag in it is none.
func (m *mapper) title(fs fields, title string) string {
	for _, f := range fs {
		if f.id != fTitle {
			continue
		}
		if f.flags&hasElements == 0 && f.attrsN > 0 && plainType(strings.ToLower(attr(m.attrs(f), "type"))) {
			return fold(title)
		}
		break
	}
	return plainTitle(title)
}

// itemLanguage is what the item says of itself or of its texts, else what it
// inherits.
func (m *mapper) itemLanguage(raw *rawItem, fs fields) string {
	own := or(attr(raw.attrs, "xml:lang"), m.first(fs, fDCLanguage, fLanguage))
	for _, id := range []fieldID{fContent, fSummary, fDescription, fTitle} {
		for _, f := range fs {
			if own == "" && f.id == id && f.attrsN > 0 {
				own = attr(m.attrs(f), "xml:lang")
			}
		}
	}
	return language(or(own, raw.lang))
}

// nested looks for a title or description inside the media elements.
func (m *mapper) nested(fs fields, name string) string {
	for _, f := range fs {
		if (f.id == fMediaGroup || f.id == fMediaContent) && f.flags&hasElements != 0 {
			if v := m.child(f, name); v != "" {
				return v
			}
		}
	}
	return ""
}

func (m *mapper) texts(it *Item, fs fields, g *gofeed.Item) {
	it.Summary = or(g.Description, m.first(fs, fDescription, fAbstract))
	it.Content = or(g.Content, m.first(fs, fEncoded, fContent, fAtomContent, fFullItem, fXHTMLBody, fXHTMLDiv))
	other := m.first(fs, fSummary, fAtomSummary, fDCDescription, fITunesSummary)
	switch {
	case it.Summary == "" && it.Content != other:
		it.Summary = other
	case it.Content != "" || other == "" || other == it.Summary:
	case len(other) > len(it.Summary):
		it.Content = other // a pair of a short and a long text, in elements of their own
	default:
		it.Summary, it.Content = other, it.Summary
	}
	if it.Summary == "" && it.Content == "" {
		it.Summary = or(m.first(fs, fMediaDescription, fPlayDescription, fITunesSubtitle), m.nested(fs, "description"))
	}
}

func (m *mapper) dates(it *Item, raw *rawItem, fs fields) {
	it.Published = m.date(fs, fPubDate, fPublished, fIssued, fTermsIssued, fAtomPublished, fCreated, fTermsCreated, fDCDate, fDate)
	it.Updated = m.date(fs, fUpdated, fModified, fAtomUpdated, fTermsModified, fDCDate)
	if t, ok := parseDate(attr(raw.attrs, "lastmod")); it.Updated == nil && ok { // CDF
		it.Updated = &t
	}
	if it.Published == nil {
		it.Published = it.Updated // as gofeed has it
	}
}

// language brings a tag to lower case with a hyphen; what is no tag is none.
func language(tag string) string {
	tag = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"))
	if len(tag) < 2 || len(tag) > 35 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return tag
}

// or gives the first that is not empty.
func or(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// fold puts a text on one line.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// length reads the size of an enclosure, 0 when it is none.
func length(s string) int64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", ""), 64)
	if err != nil || !(n >= 0 && n < 1<<62) {
		return 0
	}
	return int64(n)
}
