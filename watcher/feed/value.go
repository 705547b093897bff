package feed

import (
	"bytes"
	"encoding/base64"
	"html"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

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
	text := textOf(inner, markup)
	if f.id == fXHTMLBody || f.id == fXHTMLDiv {
		return unprefixed(text)
	}
	return text
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
	case markup && strings.HasPrefix(typ, "multipart/"):
		return s.bestPart(f)
	case mode == "base64" || inBase64(typ):
		text, ok := fromBase64(textOf(inner, false))
		switch {
		case ok:
			return s.plain(f, typ, text, false)
		case mediaFile(typ):
			return ""
		}
	case strings.Contains(typ, "xhtml") || mode == "xml" && markup:
		return unwrapDiv(unprefixed(textOf(inner, markup)))
	}
	return s.plain(f, typ, textOf(inner, markup), markup)
}

// bestPart gives the HTML among the alternatives of an Atom 0.3 content, else
// the last of them.
func (s *scan) bestPart(f field) string {
	l := lexer{src: s.lex.src[:f.inner+f.innerN], pos: int(f.inner), lenient: true}
	best := ""
	var part field
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		switch {
		case tok.kind == tokOpen && part.inner == 0 && localIs(tok.name, "content"):
			part = field{
				id: fContent, inner: uint32(tok.end),
				attrs: uint32(tok.start + 1 + len(tok.name)), attrsN: uint32(len(tok.attrs)),
			}
		case part.inner == 0:
		case tok.kind == tokClose && localIs(tok.name, "content"):
			part.innerN = uint32(tok.start) - part.inner
			if typ := strings.ToLower(attr(s.attrs(part), "type")); !strings.HasPrefix(typ, "multipart/") {
				best = s.value(part)
				if strings.Contains(typ, "html") {
					return best
				}
			}
			part = field{}
		case tok.kind == tokOpen || tok.kind == tokEmpty:
			part.flags |= hasElements
		}
	}
	return best
}

// plain makes HTML of what a construct says to be plain text.
func (s *scan) plain(f field, typ, text string, markup bool) string {
	if !plainType(typ) || f.id == fTitle || f.id == fMediaTitle || markup {
		return text
	}
	return html.EscapeString(text)
}

func plainType(typ string) bool {
	return typ == "text" || typ == "text/plain" || typ == "plain"
}

// inBase64 holds for the media types whose content Atom wants in base64. It may
// still be text.
func inBase64(typ string) bool {
	return mediaFile(typ) || strings.HasPrefix(typ, "application/") &&
		!strings.HasSuffix(typ, "xml") && !strings.Contains(typ, "html") && !strings.Contains(typ, "json")
}

// mediaFile holds for the types of which no text can be made.
func mediaFile(typ string) bool {
	family, sub, _ := strings.Cut(typ, "/")
	return (family == "image" || family == "audio" || family == "video") && !strings.HasSuffix(sub, "xml")
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
	if err != nil || !utf8.Valid(b) {
		return "", false
	}
	text, _ := clean(b)
	return strings.TrimSpace(string(text)), true
}

// unprefixed takes the prefixes off the elements of HTML.
func unprefixed(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	var out strings.Builder
	l := lexer{src: []byte(s), lenient: true}
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		raw := s[tok.start:tok.end]
		if colon := bytes.IndexByte(tok.name, ':'); colon >= 0 && atom.Lookup(bytes.ToLower(tok.name[colon+1:])) != 0 {
			raw = strings.Replace(raw, string(tok.name[:colon+1]), "", 1)
		}
		out.WriteString(raw)
	}
	return out.String()
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
		if f.id == fSource {
			return "", ""
		}
		return textOf(s.inner(f), false), ""
	}
	name, email = s.child(f, "name"), s.child(f, "email")
	if name == "" && email == "" {
		name = or(s.child(f, "uri"), s.child(f, "url"))
	}
	if name == "" && email == "" && f.id != fSource {
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
