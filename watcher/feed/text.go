package feed

import (
	"bytes"
	"html"
	"strings"
)

// attr gives the decoded value of an attribute out of the text between a
// tag's name and its end, or "". Names compare without regard to case. A name
// without a colon also finds one with a prefix when there is no plain one.
func attr(tag []byte, name string) string {
	prefixed := ""
	for len(tag) > 0 {
		var n, v []byte
		n, v, tag = nextAttr(tag)
		if equalFold(n, name) {
			return strings.TrimSpace(decodeEntities(string(v)))
		}
		if prefixed == "" && len(n) > len(name) && n[len(n)-len(name)-1] == ':' &&
			!bytes.HasPrefix(n, []byte("xmlns")) && equalFold(n[len(n)-len(name):], name) {
			prefixed = strings.TrimSpace(decodeEntities(string(v)))
		}
	}
	return prefixed
}

// nextAttr cuts the first attribute off. A value may stand without quotes, and
// a name without a value.
func nextAttr(b []byte) (name, value, rest []byte) {
	b = bytes.TrimLeft(b, " \t\r\n/")
	end := bytes.IndexAny(b, "= \t\r\n")
	if end < 0 {
		return b, nil, nil
	}
	name, b = b[:end], bytes.TrimLeft(b[end:], " \t\r\n")
	if len(b) == 0 || b[0] != '=' {
		return name, nil, b
	}
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	if len(b) == 0 {
		return name, nil, nil
	}
	if b[0] == '"' || b[0] == '\'' {
		if end := bytes.IndexByte(b[1:], b[0]); end >= 0 {
			return name, b[1 : 1+end], b[end+2:]
		}
		b = b[1:]
	}
	end = bytes.IndexAny(b, " \t\r\n")
	if end < 0 {
		end = len(b)
	}
	return name, b[:end], b[end:]
}

func equalFold(b []byte, s string) bool {
	return len(b) == len(s) && strings.EqualFold(string(b), s)
}

const (
	cdataOpen  = "<![CDATA["
	cdataClose = "]]>"
)

// textOf reads the character data of an element: references decoded, CDATA
// sections verbatim, comments and processing instructions left out. Tags in it
// stay as they are; markup reports that there were some, in which case
// references are left alone too, since the whole is a piece of markup.
func textOf(inner []byte, markup bool) string {
	if bytes.IndexByte(inner, '<') < 0 {
		if markup {
			return string(bytes.TrimSpace(inner))
		}
		return withoutHalfCDATA(strings.TrimSpace(decodeEntities(string(inner))))
	}
	var out strings.Builder
	l := lexer{src: inner}
	for tok := l.next(); tok.kind != tokEnd; tok = l.next() {
		body := inner[tok.start:tok.end]
		switch {
		case tok.kind == tokOther:
		case tok.kind == tokCDATA:
			out.Write(cdataBody(body))
		case tok.kind == tokText && !markup:
			out.WriteString(decodeEntities(string(body)))
		default:
			out.Write(body)
		}
	}
	return strings.TrimSpace(out.String())
}

// withoutHalfCDATA takes off a CDATA section's signs where a faulty generator
// escaped or lost its angle brackets.
func withoutHalfCDATA(s string) string {
	if body, ok := strings.CutPrefix(strings.TrimPrefix(s, "<"), "![CDATA["); ok {
		return strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(body, ">"), "]]"))
	}
	return s
}

func cdataBody(section []byte) []byte {
	return bytes.TrimSuffix(section[len(cdataOpen):], []byte(cdataClose))
}

// maxReference bounds how far from its ampersand a reference may end: the
// longest name of HTML has 31 letters.
const maxReference = 40

// decodeEntities decodes the references that end in a semicolon. One without
// is text: "?a=1&copy=2" is an address.
func decodeEntities(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var out strings.Builder
	for at >= 0 {
		out.WriteString(s[:at])
		s = s[at:]
		end := strings.IndexByte(s[:min(len(s), maxReference)], ';')
		if end > 1 && isReference(s[1:end]) {
			ref := s[:end+1]
			if dec := html.UnescapeString(ref); dec != html.UnescapeString(ref[:end])+";" {
				out.WriteString(dec)
				s = s[end+1:]
				at = strings.IndexByte(s, '&')
				continue
			}
		}
		out.WriteByte('&')
		s = s[1:]
		at = strings.IndexByte(s, '&')
	}
	out.WriteString(s)
	return out.String()
}

func isReference(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && (c != '#' || i > 0) {
			return false
		}
	}
	return true
}
