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
	feed *Feed
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
	f.Title = plainTitle(or(g.Title, m.first(fs, fTitle, fAtomTitle, fDCTitle)))
	f.Description = or(g.Description, m.first(fs, fDescription, fSubtitle, fTagline, fAbstract, fInfo, fITunesSubtitle))
	f.Language = language(or(m.first(fs, fLanguage), m.first(fs, fDCLanguage), m.outer.lang))
	if m.outer.base == "" {
		m.outer.base = m.ownAddress(fs)
	}
	f.Link = m.feedLink(fs)
	f.Updated = m.date(fs, fLastBuildDate, fUpdated, fModified, fAtomUpdated, fTermsModified, fPubDate, fDCDate, fDate)
}

func (m *mapper) item(raw *rawItem, g *gofeed.Item) Item {
	fs := fields(m.fields[raw.fields.from:raw.fields.to])
	if raw.base == "" {
		raw.base = m.outer.base
	}
	it := Item{Base: raw.base}
	it.ID = m.id(raw, fs)
	m.titles(&it, fs, g)
	m.texts(&it, fs, g)
	m.links(&it, raw, fs)
	m.dates(&it, fs)
	it.Authors = m.authors(fs, g)
	it.Categories = m.categories(fs, g)
	it.Language = language(or(raw.lang, m.first(fs, fDCLanguage, fLanguage)))
	return it
}

// id is the publisher's own, character by character.
func (m *mapper) id(raw *rawItem, fs fields) string {
	if id := m.first(fs, fGUID, fID, fAtomID); id != "" {
		return id
	}
	if about := attr(raw.attrs, "rdf:about"); about != "" {
		return about
	}
	return m.first(fs, fDCIdentifier)
}

func (m *mapper) titles(it *Item, fs fields, g *gofeed.Item) {
	title := or(g.Title, m.first(fs, fTitle, fAtomTitle, fDCTitle, fMediaTitle, fITunesTitle), m.nested(fs, "title"))
	for _, f := range fs {
		if f.id == fTitle {
			if strings.EqualFold(attr(m.attrs(f), "type"), "text") && f.flags&hasElements == 0 {
				it.Title = fold(title) // what looks like a tag in it is none
				return
			}
			break
		}
	}
	it.Title = plainTitle(title)
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
		it.Summary = or(m.first(fs, fMediaDescription, fITunesSubtitle), m.nested(fs, "description"))
	}
}

func (m *mapper) dates(it *Item, fs fields) {
	it.Published = m.date(fs, fPubDate, fPublished, fIssued, fTermsIssued, fAtomPublished, fCreated, fTermsCreated, fDCDate, fDate)
	it.Updated = m.date(fs, fUpdated, fModified, fAtomUpdated, fTermsModified, fDCDate)
	if it.Published == nil {
		it.Published = it.Updated // as gofeed has it
	}
}

// authors takes gofeed's, unless there are several of them or gofeed could
// make nothing of the line.
func (m *mapper) authors(fs fields, g *gofeed.Item) []string {
	var names []string
	for _, f := range fs {
		switch f.id {
		case fAuthor, fAtomAuthor:
			name, email := m.person(f)
			names = appendNew(names, personName(name, email))
		case fDCCreator, fDCAuthor:
			names = appendNew(names, personName(m.value(f), ""))
		}
	}
	if len(names) > 0 {
		return names
	}
	for _, p := range g.Authors {
		names = appendNew(names, personName(p.Name, p.Email))
	}
	return names
}

// personName gives the name out of "name", "a@b.c (name)", "name (a@b.c)" and
// "name <a@b.c>", else the address.
func personName(name, email string) string {
	name = fold(PlainText(strings.ReplaceAll(strings.ReplaceAll(name, "<", "("), ">", ")")))
	if before, after, found := strings.Cut(name, "("); found && strings.HasSuffix(after, ")") {
		before, after = strings.TrimSpace(before), strings.TrimSpace(strings.TrimSuffix(after, ")"))
		switch {
		case strings.Contains(before, "@") && after != "":
			name = after
		case strings.Contains(after, "@") && before != "":
			name = before
		}
	}
	return or(name, strings.TrimSpace(email))
}

func (m *mapper) categories(fs fields, g *gofeed.Item) []string {
	var names []string
	for _, c := range g.Categories {
		names = appendNew(names, fold(c))
	}
	for c := range strings.SplitSeq(m.first(fs, fMediaKeywords), ",") {
		names = appendNew(names, fold(c))
	}
	return names
}

// maxListed bounds the names, categories and enclosures of one item.
const maxListed = 256

func appendNew(list []string, s string) []string {
	if s == "" || len(list) == maxListed {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
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
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(n >= 0 && n < 1<<62) {
		return 0
	}
	return int64(n)
}
