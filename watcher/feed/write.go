package feed

import (
	"bytes"
	"encoding/base64"
	"html"
	"strings"
)

// A writer writes for gofeed what the scan found: well-formed, flat, without
// namespaces. Of the fields it takes those that gofeed maps as they should be;
// the others are read by correct.
type writer struct {
	*scan
	buf []byte
}

// largeField is how much text gofeed is given in one field. It would hold some
// eight copies of it, so what is larger is put in its place afterwards.
const largeField = 1 << 20

func (w *writer) open() {
	w.buf = w.buf[:0]
	if w.atom {
		w.buf = append(w.buf, `<feed xmlns="http://www.w3.org/2005/Atom">`...)
	} else {
		w.buf = append(w.buf, `<rss version="2.0"><channel>`...)
	}
}

func (w *writer) close() {
	if w.atom {
		w.buf = append(w.buf, `</feed>`...)
	} else {
		w.buf = append(w.buf, `</channel></rss>`...)
	}
}

// channel writes the channel's own fields, the first of each.
func (w *writer) channel() {
	var done [fieldCount]bool
	for _, f := range w.feed {
		switch f.id {
		case fTitle, fDescription, fSubtitle, fTagline, fLanguage, fDCTitle, fDCLanguage, fITunesSummary:
			if !done[f.id] && f.innerN > 0 {
				w.text(f)
				done[f.id] = true
			}
		}
	}
}

func (w *writer) item(it *rawItem) {
	name := "item"
	if w.atom {
		name = "entry"
	}
	w.buf = append(append(append(w.buf, '<'), name...), '>')
	for _, f := range w.fields[it.fields.from:it.fields.to] {
		switch f.id {
		case fTitle, fDescription, fSummary, fContent, fEncoded, fDCTitle, fDCCreator, fDCAuthor, fDCSubject,
			fDCDescription, fITunesSummary, fITunesAuthor, fITunesKeywords, fAtomSummary, fAtomContent:
			w.text(f)
		case fAuthor, fAtomAuthor:
			w.author(f)
		case fCategory:
			w.category(f)
		case fEnclosure:
			w.enclosure(f)
		}
	}
	w.buf = append(append(append(w.buf, "</"...), name...), '>')
}

// text writes a field with the value that it has, whichever way the publisher
// encoded it.
func (w *writer) text(f field) {
	if f.innerN > largeField {
		return
	}
	inner := w.inner(f)
	w.tag(f.id, false)
	if w.verbatim(f, inner) {
		w.buf = append(w.buf, inner...)
	} else {
		w.cdata(w.value(f))
	}
	w.tag(f.id, true)
}

func (w *writer) tag(id fieldID, end bool) {
	w.buf = append(w.buf, '<')
	if end {
		w.buf = append(w.buf, '/')
	}
	w.buf = append(append(w.buf, fieldNames[id]...), '>')
}

func (w *writer) cdata(s string) {
	s = strings.ReplaceAll(s, cdataClose, "]]"+cdataClose+cdataOpen+">")
	w.buf = append(append(append(w.buf, cdataOpen...), s...), cdataClose...)
}

func (w *writer) element(name, value string) {
	w.buf = append(append(append(w.buf, '<'), name...), '>')
	w.cdata(value)
	w.buf = append(append(append(w.buf, "</"...), name...), '>')
}

// verbatim reports whether gofeed reads the field's content as we would.
func (w *writer) verbatim(f field, inner []byte) bool {
	if f.flags&^hasCDATA != 0 || construct(f.id) && typed(w.attrs(f)) {
		return false
	}
	if f.flags&hasCDATA == 0 {
		return !bytes.Contains(inner, []byte(cdataClose)) && !bytes.HasPrefix(inner, []byte("![CDATA["))
	}
	inner = bytes.TrimSpace(inner)
	return bytes.HasPrefix(inner, []byte(cdataOpen)) && bytes.Index(inner, []byte(cdataClose)) == len(inner)-len(cdataClose)
}

// author writes an author as plain text or as Atom's name and address.
func (w *writer) author(f field) {
	name, email := w.person(f)
	switch {
	case f.id == fAuthor && w.atom:
		w.buf = append(w.buf, "<author>"...)
		w.element("name", name)
		w.element("email", email)
		w.buf = append(w.buf, "</author>"...)
	case f.id == fAuthor && name != "":
		w.element("author", name)
	case f.id == fAuthor:
		w.element("author", email)
	default:
		w.buf = append(w.buf, "<atom:author>"...)
		w.element("atom:name", name)
		w.element("atom:email", email)
		w.buf = append(w.buf, "</atom:author>"...)
	}
}

func (w *writer) category(f field) {
	if !w.atom {
		if value := w.value(f); value != "" {
			w.element("category", value)
		} else {
			w.element("category", attr(w.attrs(f), "term"))
		}
		return
	}
	term := attr(w.attrs(f), "term")
	if term == "" {
		term = attr(w.attrs(f), "label")
	}
	if term == "" {
		term = w.value(f)
	}
	w.buf = append(w.buf, `<category`...)
	w.attribute("term", term)
	w.buf = append(w.buf, `/>`...)
}

func (w *writer) enclosure(f field) {
	w.buf = append(w.buf, "<enclosure"...)
	for _, name := range []string{"url", "type", "length"} {
		w.attribute(name, attr(w.attrs(f), name))
	}
	w.buf = append(w.buf, "/>"...)
}

func (w *writer) attribute(name, value string) {
	w.buf = append(append(append(append(w.buf, ' '), name...), `="`...), html.EscapeString(value)...)
	w.buf = append(w.buf, '"')
}

func (s *scan) inner(f field) []byte { return s.lex.src[f.inner : f.inner+f.innerN] }
func (s *scan) attrs(f field) []byte { return s.lex.src[f.attrs : f.attrs+f.attrsN] }

// value gives the field's text: HTML where that is what it holds.
func (s *scan) value(f field) string {
	inner := s.inner(f)
	if f.flags&isTorn != 0 {
		inner = trimTorn(inner)
	}
	if f.innerN == 0 {
		return ""
	}
	markup := f.flags&hasElements != 0
	if construct(f.id) {
		return s.construct(f, inner, markup)
	}
	return textOf(inner, markup)
}

// construct holds for the fields that are text constructs of Atom.
func construct(id fieldID) bool {
	switch id {
	case fTitle, fSummary, fContent, fSubtitle, fTagline, fInfo, fAtomSummary, fAtomContent, fAtomTitle, fMediaDescription, fMediaTitle:
		return true
	}
	return false
}

// typed holds for constructs of which the type says more than "HTML".
func typed(attrs []byte) bool {
	if len(attrs) == 0 {
		return false
	}
	mode, typ := attr(attrs, "mode"), strings.ToLower(attr(attrs, "type"))
	return mode != "" || typ != "" && typ != "html" && typ != "text/html"
}

// construct reads a text construct by its type and mode.
func (s *scan) construct(f field, inner []byte, markup bool) string {
	attrs := s.attrs(f)
	mode, typ := strings.ToLower(attr(attrs, "mode")), strings.ToLower(attr(attrs, "type"))
	switch {
	case mode == "base64" || binaryText(typ):
		if text, ok := fromBase64(textOf(inner, false)); ok {
			return text
		}
		return textOf(inner, markup)
	case strings.Contains(typ, "xhtml") || mode == "xml" && markup:
		return unwrapDiv(textOf(inner, markup))
	case typ == "text" || typ == "text/plain" || typ == "plain":
		text := textOf(inner, markup)
		if f.id == fTitle || f.id == fMediaTitle || markup {
			return text
		}
		return html.EscapeString(text)
	}
	return textOf(inner, markup)
}

// binaryText holds for the media types whose content Atom wants in base64 and
// that may still be text.
func binaryText(typ string) bool {
	return typ == "application/octet-stream"
}

func fromBase64(s string) (string, bool) {
	s = strings.Join(strings.Fields(s), "")
	if len(s) > largeField {
		return "", false
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		b, err = base64.RawStdEncoding.DecodeString(s)
	}
	text, _ := clean(b)
	return strings.TrimSpace(string(text)), err == nil
}

// unwrapDiv takes off the div that Atom puts around XHTML.
func unwrapDiv(s string) string {
	l := lexer{src: []byte(s)}
	first := l.next()
	if first.kind != tokOpen || !isDiv(first.name) {
		return s
	}
	depth := 1
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		switch {
		case tok.kind == tokOpen && isDiv(tok.name):
			depth++
		case tok.kind == tokClose && isDiv(tok.name):
			depth--
		}
		if depth == 0 {
			if tok.end != len(s) {
				return s
			}
			return strings.TrimSpace(s[first.end:tok.start])
		}
	}
	return s
}

func isDiv(name []byte) bool {
	return equalFold(name, "div") || len(name) > 4 && equalFold(name[len(name)-4:], ":div")
}

// trimTorn takes off what a torn document leaves of a reference or a tag.
func trimTorn(b []byte) []byte {
	tail := b[max(0, len(b)-maxReference):]
	if at := bytes.LastIndexByte(tail, '&'); at >= 0 && bytes.IndexByte(tail[at:], ';') < 0 {
		b = b[:len(b)-len(tail)+at]
	}
	return b
}

// person reads an author: Atom's name and email, or a line of text.
func (s *scan) person(f field) (name, email string) {
	if f.flags&hasElements == 0 {
		return textOf(s.inner(f), false), ""
	}
	name, email = s.child(f, "name"), s.child(f, "email")
	if name == "" && email == "" {
		name = PlainText(s.value(f))
	}
	return name, email
}

// child gives the text of the first element of that name inside a field.
func (s *scan) child(f field, name string) string {
	inner := s.inner(f)
	l := lexer{src: inner, lenient: true}
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		if tok.kind != tokOpen || !localIs(tok.name, name) {
			continue
		}
		from := tok.end
		for tok = l.next(); tok.kind != tokEnd; tok = l.next() {
			if tok.kind == tokClose && localIs(tok.name, name) {
				return textOf(inner[from:tok.start], false)
			}
		}
		return textOf(inner[from:], false)
	}
	return ""
}

func localIs(name []byte, local string) bool {
	return equalFold(name, local) || len(name) > len(local) &&
		name[len(name)-len(local)-1] == ':' && equalFold(name[len(name)-len(local):], local)
}
