package feed

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// absolute resolves the addresses in a piece of HTML, in which xml:base may
// stand.
func absolute(s, base string) string {
	nested := strings.Contains(s, "xml:base")
	if base == "" && !nested || !strings.Contains(s, "<") {
		return s
	}
	var out strings.Builder
	open := bases{{base: base}}
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		raw := string(z.Raw())
		switch {
		case kind == html.EndTagToken && nested:
			name, _ := z.TagName()
			open.end(string(name))
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			tok, here := z.Token(), base
			if nested {
				here = open.start(tok, kind == html.SelfClosingTagToken)
			}
			if resolveAttributes(tok.Attr, here) {
				raw = tok.String()
			}
		}
		out.WriteString(raw)
	}
}

// resolveAttributes makes the addresses among attributes absolute and tells
// whether that changed any.
func resolveAttributes(attrs []html.Attribute, base string) (changed bool) {
	for i, a := range attrs {
		switch a.Key {
		case "href", "src", "cite", "longdesc", "usemap", "background", "poster", "data", "action":
			if to := resolve(base, a.Val); to != a.Val {
				attrs[i].Val, changed = to, true
			}
		}
	}
	return changed
}

// bases are the elements that are open, and what is relative to what in them.
type bases []openBase

type openBase struct{ name, base string }

// start gives the base of an element's own attributes and content.
func (b *bases) start(tok html.Token, empty bool) string {
	base := (*b)[len(*b)-1].base
	for _, a := range tok.Attr {
		if a.Key == "xml:base" {
			base = resolve(base, a.Val)
		}
	}
	paragraph := tok.DataAtom == atom.P || tok.DataAtom == atom.Li // which void counts in
	if !empty && (paragraph || !void([]byte(tok.Data))) && len(*b) < maxDepth {
		*b = append(*b, openBase{tok.Data, base})
	}
	return base
}

// end closes the innermost element of that name.
func (b *bases) end(name string) {
	for i := len(*b) - 1; i > 0; i-- {
		if (*b)[i].name == name {
			*b = (*b)[:i]
			return
		}
	}
}

// rebase resolves the addresses in s, if that is the value of a field which
// has a base of its own. For all others the item's base is enough.
func (m *mapper) rebase(s string, sc scope, fs fields) string {
	for _, f := range fs {
		attrs, inner := m.attrs(f), m.inner(f)
		own := bytes.Contains(attrs, []byte("xml:base"))
		if f.flags&hasElements != 0 { // Atom's div, which is dropped
			l := lexer{src: bytes.TrimSpace(inner)}
			if div := l.next(); isDiv(div.name) && bytes.Contains(div.attrs, []byte("xml:base")) {
				sc, own = sc.within(attrs), true
				attrs = div.attrs
			}
		}
		if own && m.value(f) == s {
			return absolute(s, sc.within(attrs).base)
		}
	}
	return s
}
