package feed

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of a page that is searched for an article. The busiest front pages
// stay below them; the search takes time in proportion to elements times depth.
const (
	slimBytes    = 2 << 20 // of text and kept attributes
	slimElements = 30_000
	slimDepth    = 100 // open elements
	slimAttrs    = 24  // on one tag
	slimValue    = 1 << 10
	slimTitle    = 1 << 10 // is searched for separators again and again
)

// slim reduces a page to what the search for its article looks at: no scripts,
// styles or letter forms, few attributes, and no more elements, depth and bytes
// than the limits. What is nested more deeply keeps its text and loses its tags;
// the end of what is larger is left out.
func slim(text []byte) []byte {
	var out bytes.Buffer
	var open []atom.Atom
	var hidden atom.Atom
	elements := 0
	z := html.NewTokenizer(bytes.NewReader(text))
	for out.Len() < slimBytes && elements < slimElements {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			raw := z.Raw()
			if n := len(open); n > 0 && open[n-1] == atom.Title {
				raw = raw[:min(len(raw), slimTitle)]
			}
			if hidden == 0 {
				out.Write(head(raw, slimBytes-out.Len()))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tok := z.Token()
			if tok.DataAtom != atom.Head {
				hidden = hide(hidden, tok.DataAtom, kind)
			}
			if hidden != 0 || tok.DataAtom == 0 || dropped(tok.DataAtom) {
				continue
			}
			if kind == html.EndTagToken {
				open = closeTag(&out, open, tok.DataAtom)
				continue
			}
			open = openTag(&out, open, tok)
			elements++
		}
	}
	return out.Bytes()
}

// head is at most n bytes of text, and no part of a character.
func head(text []byte, n int) []byte {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// openTag writes a start tag, unless it is nested too deeply.
func openTag(out *bytes.Buffer, open []atom.Atom, tok html.Token) []atom.Atom {
	if n := len(open); n > 0 && open[n-1] == tok.DataAtom && closesItself(tok.DataAtom) {
		open = open[:n-1]
	}
	if !isVoid(tok.DataAtom) {
		if len(open) >= slimDepth {
			return open
		}
		open = append(open, tok.DataAtom)
	}
	out.WriteString("<" + tok.Data)
	for i, a := range tok.Attr {
		if i < slimAttrs && len(a.Val) <= slimValue && tells(a.Key) {
			out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
	}
	out.WriteByte('>')
	return open
}

// closeTag writes the end tag of an element that is open.
func closeTag(out *bytes.Buffer, open []atom.Atom, tag atom.Atom) []atom.Atom {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == tag {
			out.WriteString("</" + tag.String() + ">")
			return open[:i]
		}
	}
	return open
}

// dropped are the tags of letter forms, which say nothing of where an article
// is, and could be nested to make a parser copy them without end; and tables'
// groups, frames and forms, which are not for reading.
func dropped(tag atom.Atom) bool {
	switch tag {
	case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U,
		atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Object, atom.Template, atom.Svg, atom.Math, atom.Textarea, atom.Select,
		atom.Form, atom.Frameset, atom.Frame, atom.Noframes, atom.Plaintext, atom.Xmp, atom.Applet, atom.Marquee:
		return true
	}
	return false
}

func closesItself(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Td, atom.Th, atom.A:
		return true
	}
	return false
}

func isVoid(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// tells holds for attributes that the search looks at.
func tells(name string) bool {
	switch name {
	case "class", "id", "role", "rel", "itemprop", "itemscope", "itemtype", "name", "property", "content", "lang", "dir", "hidden",
		"style", "href", "datetime", "aria-hidden", "aria-modal", "http-equiv":
		return true
	}
	return false
}
