package feed

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// start is where and what the feed in a document is.
type start struct {
	at     int    // offset of the root's tag, or of the JSON value
	json   bool   //
	atom   bool   // Atom's names, else those of RSS
	format string // "" when the root does not tell
	bare   bool   // an item or entry without a feed around it
	junk   bool   // something stands before it that is no XML prolog
}

// maxJunk is how far into a document a feed is looked for behind something else.
const maxJunk = 64 << 10

// sniff finds the root of the feed, past prolog, comments and whatever a
// server printed before it, or says what the document is instead.
func sniff(text []byte) (start, error) {
	trimmed := bytes.TrimLeft(text, " \t\r\n\uFEFF")
	if len(trimmed) == 0 {
		return start{}, ErrEmpty
	}
	if trimmed[0] == '{' || trimmed[0] == '[' {
		return start{at: len(text) - len(trimmed), json: true}, nil
	}
	l := lexer{src: text, lenient: true}
	junk := trimmed[0] != '<'
	var other []byte // the first tag, if that is none of a feed
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		if tok.kind != tokOpen && tok.kind != tokEmpty {
			continue
		}
		st, ok := root(tok)
		if !ok && other == nil && equalFold(tok.name, "item") {
			st, ok = start{at: tok.start, format: "rss", bare: true}, true
		}
		if ok {
			st.junk = junk || other != nil
			return st, nil
		}
		if other == nil {
			other = tok.name
		}
		if tok.start > maxJunk {
			break
		}
	}
	return start{}, notFeed(trimmed, other)
}

// root recognises the outermost element of a feed.
func root(tok token) (start, bool) {
	prefix, local := "", tok.name
	if colon := bytes.IndexByte(tok.name, ':'); colon >= 0 {
		prefix, local = string(tok.name[:colon]), tok.name[colon+1:]
	}
	st := start{at: tok.start}
	xmlns := attr(tok.attrs, strings.TrimSuffix("xmlns:"+prefix, ":"))
	switch strings.ToLower(string(local)) {
	case "rss":
		st.format = "rss" + version(attr(tok.attrs, "version"))
	case "rdf":
		st.format = "rss1.0"
		if bytes.Contains(tok.attrs, []byte("/rdf/simple/0.9/")) {
			st.format = "rss0.9"
		}
	case "channel":
		switch {
		case strings.Contains(xmlns, "rss1.1"):
			st.format = "rss1.1"
		case attr(tok.attrs, "href") != "" || string(local) == "CHANNEL":
			st.format = "cdf"
		default:
			st.format = "rss"
		}
	case "feed", "entry":
		st.atom = true
		st.format = "atom1.0"
		st.bare = string(local) != "feed"
		if xmlns == "" && attr(tok.attrs, "version") == "" && st.bare {
			return st, false // some other format's entry
		}
		if strings.Contains(xmlns, "purl.org/atom") || strings.HasPrefix(attr(tok.attrs, "version"), "0.") {
			st.format = "atom0.3"
		}
	case "urlset":
		st.format = sitemapNews
	default:
		return st, false
	}
	return st, true
}

// version brings the version attribute of <rss> to its usual form; "" when
// there is none or it is none.
func version(v string) string {
	switch v = strings.TrimSpace(v); {
	case v == "2" || strings.HasPrefix(v, "2.0"):
		return "2.0"
	case len(v) > 6 || strings.Trim(v, "0123456789.") != "":
		return ""
	}
	return v
}

// notFeed names what a document is that is no feed. other is its first tag.
func notFeed(text, other []byte) error {
	name := strings.ToLower(string(other[:min(len(other), 40)]))
	head := bytes.ToLower(text[:min(len(text), 1024)])
	switch {
	case name == "html" || bytes.Contains(head, []byte("<!doctype html")) || htmlElement(name):
		return readPage(text)
	case name == "opml":
		return fmt.Errorf("%w but a list of feeds (OPML); import it instead", ErrNotFeed)
	case name == "sitemapindex" || strings.HasSuffix(name, ":sitemapindex"):
		return notSitemap(text)
	case name == "":
		return fmt.Errorf("%w but text: %q", ErrNotFeed, excerpt(text))
	}
	return fmt.Errorf("%w but XML with the root element <%s>", ErrNotFeed, name)
}

func htmlElement(name string) bool {
	switch name {
	case "head", "body", "div", "p", "title", "meta", "script", "style", "h1", "h2", "center", "table", "span", "br", "b", "a", "iframe", "noscript":
		return true
	}
	return false
}

// excerpt is the beginning of a text on one line.
func excerpt(text []byte) string {
	s := strings.ToValidUTF8(string(text[:min(len(text), 400)]), "")
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > 80 {
		s = string([]rune(s)[:80]) + "…"
	}
	return s
}
