package feed

import "bytes"

// A token is one piece of markup or the text between two.
type token struct {
	kind       tokenKind
	start, end int    // in the document
	name       []byte // of a tag, as written
	attrs      []byte // of an opening tag: what stands between name and end
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokText
	tokOpen
	tokEmpty // an opening tag that closes itself
	tokClose
	tokCDATA
	tokOther // comment, processing instruction, doctype
)

// A lexer cuts a document into tokens without ever failing and in linear time:
// what cannot be markup is text. broken says that something was not
// well-formed, torn that the document ended inside a token.
type lexer struct {
	src    []byte
	pos    int
	broken bool
	torn   bool

	lenient bool // a quote that swallows tags is taken for unclosed

	// Searches that found nothing to the end of the document, so that a
	// million of the same opening costs one search.
	noQuote, noApostrophe, noComment, noInstruction bool

	cdataEnd int // where the next "]]>" was found, which a cut section leaves unread
}

func (l *lexer) next() token {
	start := l.pos
	if start >= len(l.src) {
		return token{kind: tokEnd, start: start, end: start}
	}
	if l.src[start] != '<' {
		n := bytes.IndexByte(l.src[start:], '<')
		if n < 0 {
			n = len(l.src) - start
		}
		l.pos += n
		return token{kind: tokText, start: start, end: l.pos}
	}
	rest := l.src[start:]
	var c byte
	if len(rest) > 1 {
		c = rest[1]
	}
	switch {
	case c == '/':
		return l.closing(start)
	case c == '!' || c == '?':
		return l.special(start)
	case nameStart(c):
		return l.opening(start)
	}
	return l.strayLess(start)
}

// strayLess takes one '<' for text.
func (l *lexer) strayLess(start int) token {
	l.broken = true
	l.pos = start + 1
	return token{kind: tokText, start: start, end: l.pos}
}

func (l *lexer) closing(start int) token {
	end := nameEnd(l.src, start+2)
	name := l.src[start+2 : end]
	for end < len(l.src) && isSpace(l.src[end]) {
		end++
	}
	if len(name) == 0 {
		return l.strayLess(start)
	}
	if end >= len(l.src) {
		l.torn = true
	} else if l.src[end] == '>' {
		end++
	} else {
		l.broken = true
	}
	l.pos = end
	return token{kind: tokClose, start: start, end: end, name: name}
}

// special reads comments, CDATA sections, processing instructions and
// declarations.
func (l *lexer) special(start int) token {
	rest := l.src[start:]
	tok := token{kind: tokOther, start: start}
	opener, closer, missing := "<!", ">", new(bool)
	switch {
	case bytes.HasPrefix(rest, []byte(cdataOpen)):
		tok.kind = tokCDATA
		opener, closer = cdataOpen, cdataClose
	case bytes.HasPrefix(rest, []byte("<!--")):
		opener, closer, missing = "<!--", "-->", &l.noComment
	case bytes.HasPrefix(rest, []byte("<?")):
		opener, closer, missing = "<?", "?>", &l.noInstruction
	}
	n := -1
	switch {
	case tok.kind == tokCDATA:
		n = l.nextCDATAEnd(start+len(opener)) - start - len(opener)
	case !*missing:
		n = bytes.Index(rest[len(opener):], []byte(closer))
	}
	if n >= 0 {
		l.pos = start + len(opener) + n + len(closer)
		tok.end = l.pos
		return tok
	}
	*missing = true
	l.broken = true
	switch {
	case tok.kind == tokCDATA:
		l.torn = true
		l.pos = len(l.src)
	default: // an unclosed comment hides nothing
		l.pos = start + len(opener)
	}
	tok.end = l.pos
	return tok
}

// nextCDATAEnd gives the first "]]>" at or after from, or -1.
func (l *lexer) nextCDATAEnd(from int) int {
	if l.cdataEnd < from {
		n := bytes.Index(l.src[from:], []byte(cdataClose))
		l.cdataEnd = from + n
		if n < 0 {
			l.cdataEnd = len(l.src)
		}
	}
	if l.cdataEnd == len(l.src) {
		return -1
	}
	return l.cdataEnd
}

func (l *lexer) opening(start int) token {
	at := nameEnd(l.src, start+1)
	tok := token{kind: tokOpen, start: start, name: l.src[start+1 : at]}
	end := l.tagEnd(at)
	if end >= len(l.src) {
		l.torn, l.broken = true, true
		l.pos, tok.end, tok.attrs = end, end, l.src[at:]
		return tok
	}
	if l.src[end] == '<' {
		// "a <b and <i>c</i>": no tag, unless it already has attributes.
		if bytes.IndexByte(l.src[at:end], '=') < 0 {
			return l.strayLess(start)
		}
		l.broken = true
		l.pos, tok.end, tok.attrs = end, end, l.src[at:end]
		return tok
	}
	tok.attrs = bytes.TrimRight(l.src[at:end], " \t\r\n")
	if before, ok := bytes.CutSuffix(tok.attrs, []byte("/")); ok {
		tok.kind = tokEmpty
		tok.attrs = bytes.TrimRight(before, " \t\r\n")
	}
	l.pos, tok.end = end+1, end+1
	return tok
}

// tagEnd finds the '>' of a tag, past quoted values, or the '<' before which
// it must have ended, or the end of the document.
func (l *lexer) tagEnd(at int) int {
	equals := false
	for i := at; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '>' || c == '<':
			return i
		case (c == '"' || c == '\'') && equals:
			if n := l.quoted(i); n > 0 {
				i += n
			}
			equals = false
		case c == '=':
			equals = true
		case !isSpace(c):
			equals = false
		}
	}
	return len(l.src)
}

// quoted gives the distance from the quote at i to its partner, or 0 when it
// has none or none that it could mean.
func (l *lexer) quoted(i int) int {
	missing := &l.noQuote
	if l.src[i] == '\'' {
		missing = &l.noApostrophe
	}
	if *missing {
		return 0
	}
	n := bytes.IndexByte(l.src[i+1:], l.src[i]) + 1
	if n == 0 {
		*missing, l.broken = true, true
		return 0
	}
	if less := bytes.IndexByte(l.src[i+1:i+n], '<'); less >= 0 {
		l.broken = true
		if l.lenient && bytes.IndexByte(l.src[i+1:i+n], '>') >= 0 {
			return 0
		}
	}
	return n
}

func nameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == ':' || c >= 0x80
}

// nameEnd gives where the name that starts at i ends.
func nameEnd(b []byte, i int) int {
	for i < len(b) && !isSpace(b[i]) && b[i] != '>' && b[i] != '/' && b[i] != '<' && b[i] != '=' {
		i++
	}
	return i
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r'
}
