package feed

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/mmcdole/gofeed"
)

// parseXML reads a document of the RSS, RDF or Atom families.
func parseXML(text []byte, st start, h Header) (*Feed, error) {
	if st.format == sitemapNews && !bytes.Contains(text, []byte("publication")) {
		return nil, errNoNews
	}
	f := &Feed{Format: st.format}
	if st.junk {
		f.Degraded = append(f.Degraded, "something stands before the feed in the document; it was skipped")
	}
	s := newScan(expandEntities(text, &st), st, scope{base: h.base()})
	err := s.strict()
	if err == nil && st.bare && moreItems(s.lex.src[min(s.lex.pos, len(s.lex.src)):]) {
		err = errBroken // strict reading ends with the first
	}
	if errors.Is(err, errBroken) || errors.Is(err, ErrDepth) {
		f.Degraded, err = mend(s, st, err, f.Degraded, h.Partial)
	}
	if err != nil {
		return nil, err
	}
	if h.Partial {
		f.Degraded = append(f.Degraded, partialNote(len(text), len(s.items), s.dropUnended()))
	}
	m := mapper{scan: s, feed: f}
	if s.sitemap {
		return f, m.sitemap()
	}
	r := newReader(s)
	m.channel(r.channel())
	if st.format == "cdf" {
		m.cdf(st)
	}
	f.Pace = m.pace()
	f.Items = make([]Item, 0, len(s.items))
	r.items(func(raw *rawItem, it *gofeed.Item) {
		if !raw.filled && len(raw.attrs) == 0 {
			s.empty++
			return
		}
		f.Items = append(f.Items, m.item(raw, it))
	})
	if s.empty > 0 {
		f.Degraded = append(f.Degraded, fmt.Sprintf("%d empty items were left out", s.empty))
	}
	if r.failed > 0 {
		f.Degraded = append(f.Degraded, fmt.Sprintf("%d items were read in a simpler way", r.failed))
	}
	return f, nil
}

func moreItems(rest []byte) bool {
	return bytes.Contains(rest, []byte("<item")) || bytes.Contains(rest, []byte("<entry"))
}

// cdf reads what a channel of CDF says in attributes.
func (m *mapper) cdf(st start) {
	l := lexer{src: m.lex.src, pos: st.at, lenient: true}
	attrs := l.next().attrs
	if href := attr(attrs, "href"); href != "" {
		m.feed.Link = resolve(m.outer.base, href)
	}
	if t, ok := parseDate(attr(attrs, "lastmod")); ok && m.feed.Updated == nil {
		m.feed.Updated = &t
	}
}

// partialNote says what could be read of a body that broke off.
func partialNote(size, items int, dropped bool) string {
	note := fmt.Sprintf("the body broke off after %d bytes; ", size)
	if dropped {
		return note + fmt.Sprintf("items read: %d, and one whose end is missing was left out", items-1)
	}
	return note + fmt.Sprintf("items read: %d", items)
}

// mend reads a broken document again and says what was done about it. A
// document that nests too deeply is given the second reading too, since HTML
// that was not escaped leaves its paragraphs open; what is deep on purpose is
// found again. That a partial body ends early goes without saying.
func mend(s *scan, st start, was error, notes []string, partial bool) ([]string, error) {
	at := s.lex.pos
	torn, err := s.recover(st)
	switch {
	case err != nil:
		return notes, err
	case torn && partial:
		return notes, nil
	case torn:
		return append(notes, fmt.Sprintf("the document ends early, in item %d, which may be incomplete", len(s.items))), nil
	case errors.Is(was, ErrDepth):
		return append(notes, "tags are left open inside the items; they were read up to their own ends"), nil
	}
	return append(notes, fmt.Sprintf("the tags are not well-formed, first near byte %d; the items were read by their tags", at)), nil
}
