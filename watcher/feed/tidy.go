package feed

import (
	"strings"

	"golang.org/x/net/html"
)

// tidy balances the tags of sanitised HTML, so that it cannot spill over into
// what it is put in, and writes quotation marks as themselves where they end
// nothing: outside of tags, and single ones within, since attributes stand in
// double ones.
func tidy(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	t := tidier{}
	t.out.Grow(len(s))
	z := html.NewTokenizer(strings.NewReader(s))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		raw := strings.ReplaceAll(string(z.Raw()), "&#39;", "'")
		switch kind {
		case html.TextToken:
			t.out.WriteString(strings.ReplaceAll(raw, "&#34;", `"`))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			t.start(string(name), raw, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			t.end(string(name))
		}
	}
	t.close(0)
	return t.out.String()
}

type tidier struct {
	out  strings.Builder
	open []string
}

func (t *tidier) start(name, raw string, empty bool) {
	if empty && !unending(name) { // HTML knows no such tag
		t.start(name, strings.TrimSuffix(raw, "/>")+">", false)
		t.close(len(t.open) - 1)
		return
	}
	if last := len(t.open) - 1; last >= 0 && t.open[last] == name && endsItself(name) {
		t.close(last)
	}
	if unending(name) {
		t.out.WriteString(raw)
		return
	}
	if len(t.open) == maxDepth {
		return // nobody nests so deeply to be read; its end tag is dropped too
	}
	t.out.WriteString(raw)
	t.open = append(t.open, name)
}

// end closes an element with what is open in it. An end tag without a start is
// dropped.
func (t *tidier) end(name string) {
	for i := len(t.open) - 1; i >= 0; i-- {
		if t.open[i] == name {
			t.close(i)
			return
		}
	}
}

// close ends the open elements from the innermost to the one at from.
func (t *tidier) close(from int) {
	for i := len(t.open) - 1; i >= from; i-- {
		t.out.WriteString("</" + t.open[i] + ">")
	}
	t.open = t.open[:from]
}

// unending holds for the elements that have no end tag.
func unending(name string) bool {
	switch name {
	case "br", "hr", "img", "wbr", "area", "col", "source", "track":
		return true
	}
	return false
}

// endsItself holds for the elements that end where the next of them starts.
func endsItself(name string) bool {
	switch name {
	case "p", "li", "dt", "dd", "tr", "td", "th", "option":
		return true
	}
	return false
}
