package feed

import (
	"net/url"
	"strings"
)

// resolve gives ref as an absolute address where base is one (RFC 3986). An
// address that is absolute already stays as the publisher wrote it, and so does
// one too long to be kept, or that would become so.
func resolve(base, ref string) string {
	ref = trimAddress(ref)
	if ref == "" {
		return base
	}
	if scheme(ref) != "" || base == "" || len(base) > maxLink || len(ref) > maxLink {
		return ref
	}
	b, err := url.Parse(base)
	if err != nil || b.Scheme == "" {
		return ref
	}
	r, err := url.Parse(ref)
	if err != nil {
		if r, err = url.Parse(escapeAddress(ref)); err != nil {
			return ref
		}
	}
	return b.ResolveReference(r).String()
}

// trimAddress takes off the white space around an address, and the line breaks
// within.
func trimAddress(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "\r\n\t") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

// scheme gives the scheme of an absolute address, or "".
func scheme(s string) string {
	colon := strings.IndexByte(s, ':')
	if colon < 2 {
		return ""
	}
	for i := 0; i < colon; i++ {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '+' && c != '-' && c != '.' && (c < '0' || c > '9')) {
			return ""
		}
	}
	return strings.ToLower(s[:colon])
}

// escapeAddress escapes what keeps an address from being one.
func escapeAddress(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		hex := i+2 < len(s) && digit(s[i+1]) < 16 && digit(s[i+2]) < 16
		if c <= ' ' || c == 0x7f || c == '%' && !hex {
			const digits = "0123456789ABCDEF"
			out.WriteByte('%')
			out.WriteByte(digits[c>>4])
			out.WriteByte(digits[c&15])
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}

// isWeb holds for addresses that a reader can open.
func isWeb(s string) bool {
	sc := scheme(s)
	return sc == "http" || sc == "https"
}

// href resolves the address that an element names, in an attribute or as its
// text.
func (m *mapper) href(sc scope, f field) string {
	attrs, text := m.attrs(f), m.value(f)
	if f.flags&hasElements != 0 {
		text = PlainText(text)
	}
	ref := or(attr(attrs, "href"), attr(attrs, "url"), text)
	if !m.atom && f.id == fLink {
		ref = or(text, ref)
	}
	if ref == "" {
		return ""
	}
	return resolve(sc.within(attrs).base, ref)
}

// rel gives the relation of a link, "alternate" when it names none.
func (m *mapper) rel(f field) string {
	rel := strings.ToLower(attr(m.attrs(f), "rel"))
	rel = strings.TrimPrefix(rel, "http://www.iana.org/assignments/relation/")
	return or(rel, "alternate")
}

// alternate chooses the link of an item or feed: its own element, then among
// Atom's links the alternate one, an HTML page before other types.
func (m *mapper) alternate(sc scope, fs fields) string {
	best, bestRank := "", 0
	for _, f := range fs {
		if f.id != fLink && f.id != fAtomLink || m.rel(f) != "alternate" {
			continue
		}
		rank := 1
		switch typ := strings.ToLower(attr(m.attrs(f), "type")); {
		case f.id == fLink && !m.atom && f.innerN > 0:
			rank = 4
		case strings.Contains(typ, "html"):
			rank = 3
		case typ == "":
			rank = 2
		}
		if rank > bestRank {
			if href := m.href(sc, f); href != "" {
				best, bestRank = href, rank
			}
		}
	}
	return best
}

// ownAddress is the base when nobody said where the document came from: the
// address that it gives for itself, else that of its site.
func (m *mapper) ownAddress(fs fields) string {
	for _, f := range fs {
		if (f.id == fLink || f.id == fAtomLink) && m.rel(f) == "self" {
			if href := m.href(m.outer, f); isWeb(href) {
				return href
			}
		}
	}
	if link := m.alternate(m.outer, fs); isWeb(link) {
		return link
	}
	return ""
}

// links fills in the link and the enclosures.
func (m *mapper) links(it *Item, raw *rawItem, fs fields) {
	it.Link = m.alternate(raw.scope, fs)
	if original := m.first(fs, fOrigLink); isWeb(original) {
		it.Link = original // the other one leads there by way of a counter
	}
	m.enclosures(it, raw.scope, fs)
	if it.Link == "" {
		m.otherLink(it, raw, fs)
	}
	m.thumbnails(it, raw.scope, fs)
}

// otherLink finds the link of an item that has no element for it.
func (m *mapper) otherLink(it *Item, raw *rawItem, fs fields) {
	for _, f := range fs {
		if f.id != fGUID || it.ID == "" {
			continue
		}
		permanent := strings.ToLower(attr(m.attrs(f), "isPermaLink"))
		if permanent != "false" && isWeb(it.ID) {
			it.Link = it.ID
			return
		}
		if link := resolve(raw.base, it.ID); permanent == "true" && isWeb(link) {
			it.Link = link
			return
		}
	}
	if about := attr(raw.attrs, "about"); isWeb(about) {
		it.Link = about
		return
	}
	if href := attr(raw.attrs, "href"); href != "" {
		it.Link = resolve(raw.base, href) // CDF
		return
	}
	m.lastResort(it, raw, fs)
}

// lastResort finds a link where none was given.
func (m *mapper) lastResort(it *Item, raw *rawItem, fs fields) {
	for _, f := range fs {
		if f.id == fContent && attr(m.attrs(f), "src") != "" {
			it.Link = resolve(raw.within(m.attrs(f)).base, attr(m.attrs(f), "src"))
			return
		}
	}
	switch {
	case isWeb(it.ID) && m.atom:
		it.Link = it.ID
	case len(it.Enclosures) > 0:
		it.Link = it.Enclosures[0].URL
	}
}
