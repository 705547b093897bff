package feed

import (
	"bytes"
	"strings"
)

// enclosures takes the files that come with an item, in the order in which
// they stand.
func (m *mapper) enclosures(it *Item, sc scope, fs fields) {
	for _, f := range fs {
		attrs := m.attrs(f)
		switch f.id {
		case fEnclosure:
			ref := or(attr(attrs, "url"), attr(attrs, "href"))
			if ref == "" && f.innerN > 0 {
				ref = m.value(f)
			}
			m.addEnclosure(it, sc, attrs, ref)
		case fLink, fAtomLink:
			if m.rel(f) == "enclosure" {
				m.addEnclosure(it, sc, attrs, attr(attrs, "href"))
			}
		case fMediaContent, fMediaGroup, fMediaPeerLink:
			m.addEnclosure(it, sc, attrs, or(attr(attrs, "url"), attr(attrs, "href")))
			m.nestedFiles(it, sc, f, "content", "peerlink")
		}
	}
}

// thumbnails takes the pictures that stand for the others, behind these.
func (m *mapper) thumbnails(it *Item, sc scope, fs fields) {
	for _, f := range fs {
		switch f.id {
		case fMediaThumbnail:
			m.addImage(it, sc, attr(m.attrs(f), "url"))
		case fMediaContent, fMediaGroup:
			m.nestedFiles(it, sc, f, "thumbnail")
		}
	}
}

// nestedFiles takes the files of the elements of some names within a media
// element.
func (m *mapper) nestedFiles(it *Item, sc scope, f field, names ...string) {
	if f.flags&hasElements == 0 {
		return
	}
	l := lexer{src: m.inner(f), lenient: true}
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		if tok.kind != tokOpen && tok.kind != tokEmpty || !bytes.Contains(tok.attrs, []byte("=")) {
			continue
		}
		for _, name := range names {
			switch ref := or(attr(tok.attrs, "url"), attr(tok.attrs, "href")); {
			case !localIs(tok.name, name):
			case name == "thumbnail":
				m.addImage(it, sc, ref)
			default:
				m.addEnclosure(it, sc, tok.attrs, ref)
			}
		}
	}
}

// anyImage is the type of pictures of which only that is known.
const anyImage = "image/*"

func (m *mapper) addImage(it *Item, sc scope, ref string) {
	m.addEnclosure(it, sc, []byte(`type="`+anyImage+`"`), ref)
}

// addEnclosure takes a file once, with what an element's attributes say of it.
func (m *mapper) addEnclosure(it *Item, sc scope, attrs []byte, ref string) {
	if ref == "" || len(it.Enclosures) == maxListed {
		return
	}
	e := Enclosure{
		URL:    resolve(sc.within(attrs).base, ref),
		Type:   attr(attrs, "type"),
		Length: length(or(attr(attrs, "length"), attr(attrs, "fileSize"))),
	}
	if e.Type == "" {
		switch medium := strings.ToLower(attr(attrs, "medium")); medium {
		case "image", "audio", "video":
			e.Type = medium + "/*"
		}
	}
	for _, have := range it.Enclosures {
		if have.URL == e.URL {
			return
		}
	}
	it.Enclosures = append(it.Enclosures, e)
}
