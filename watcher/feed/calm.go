package feed

import "bytes"

// What the tags of a page may have. The HTML tokenizer keeps the names of all
// attributes of a tag in a table; a page made for that takes it seconds.
const (
	maxTagAttrs  = 1000    // words in one tag: attributes, and the words of their values
	maxPageAttrs = 300_000 // in all tags of a page; what comes after is left out
)

// calm takes from a page what only hostile ones have, so that reading it takes
// time in proportion to its length: the attributes of a tag beyond maxTagAttrs,
// and all behind maxPageAttrs. Any other page is returned as it is.
func calm(page []byte) []byte {
	lex := lexer{src: page}
	var out []byte
	kept, all := 0, 0
	for {
		tok := lex.next()
		switch tok.kind {
		case tokEnd:
			if out == nil {
				return page
			}
			return append(out, page[kept:]...)
		case tokOpen, tokEmpty:
			n, end := countWords(tok.attrs, min(maxTagAttrs, maxPageAttrs-all))
			if all += n; end < len(tok.attrs) {
				out = append(out, page[kept:tok.start+1+len(tok.name)+end]...)
				out, kept = append(out, '>'), tok.end
				if all >= maxPageAttrs {
					return out
				}
			}
			lex.pos = skipRaw(page, tok, lex.pos)
		}
	}
}

// countWords counts the words of b up to a limit; end is where that many end.
func countWords(b []byte, limit int) (n, end int) {
	inWord := false
	for i, c := range b {
		if isSpace(c) || c == '/' {
			inWord = false
		} else if !inWord {
			if n == limit {
				return n, i
			}
			n++
			inWord = true
		}
	}
	return n, len(b)
}

// skipRaw goes on from behind a tag whose content is no markup to its end tag,
// or to the end of the page where there is none, as browsers do.
func skipRaw(page []byte, tok token, pos int) int {
	if tok.kind != tokOpen || !equalFold(tok.name, "script") && !equalFold(tok.name, "style") {
		return pos
	}
	for at := pos; ; {
		n := bytes.Index(page[at:], []byte("</"))
		if n < 0 {
			return len(page)
		}
		if at += n + 2; len(page)-at >= len(tok.name) && bytes.EqualFold(page[at:at+len(tok.name)], tok.name) {
			return at - 2
		}
	}
}
