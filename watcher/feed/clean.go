package feed

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// clean makes every character one that XML allows: control characters go,
// damaged UTF-8 becomes U+FFFD, and so do references to forbidden characters.
// The note, if any, says what was lost. The input is returned as it is when
// nothing is wrong with it, which is the rule.
func clean(b []byte) (text []byte, note string) {
	if !dirty(b) {
		return b, ""
	}
	out := make([]byte, 0, len(b)+len(b)/16)
	damaged := 0
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c == '&' && i+1 < len(b) && b[i+1] == '#':
			var n int
			out, n = cleanReference(out, b[i:])
			i += n
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r':
			i++
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				damaged++
			}
			if r == 0xfffe || r == 0xffff {
				r = utf8.RuneError
			}
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	if damaged > 0 {
		note = fmt.Sprintf("%d bytes are not UTF-8 and were replaced", damaged)
	}
	return out, note
}

// dirty reports whether clean would change anything.
func dirty(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return true
		}
	}
	if !utf8.Valid(b) || bytes.Contains(b, []byte("\uFFFE")) || bytes.Contains(b, []byte("\uFFFF")) {
		return true
	}
	for {
		at := bytes.Index(b, []byte("&#"))
		if at < 0 {
			return false
		}
		b = b[at:]
		if r, n := reference(b); n > 0 && !allowed(r) {
			return true
		}
		b = b[2:]
	}
}

// cleanReference copies the numeric reference at the start of b, or what
// stands for it, and says how many bytes it took.
func cleanReference(out, b []byte) ([]byte, int) {
	r, n := reference(b)
	switch {
	case n == 0:
		return append(out, '&'), 1
	case utf16.IsSurrogate(r):
		low, m := reference(b[n:])
		if pair := utf16.DecodeRune(r, low); m > 0 && pair != utf8.RuneError {
			return utf8.AppendRune(out, pair), n + m
		}
		return utf8.AppendRune(out, utf8.RuneError), n
	case allowed(r):
		return append(out, b[:n]...), n
	case r < 0x20:
		return out, n
	}
	return utf8.AppendRune(out, utf8.RuneError), n
}

// reference reads "&#65;" or "&#x41;" at the start of b; n is 0 when there is
// none. What is beyond Unicode reads as U+FFFF, which no document may hold.
func reference(b []byte) (r rune, n int) {
	if !bytes.HasPrefix(b, []byte("&#")) {
		return 0, 0
	}
	i, base := 2, rune(10)
	if i < len(b) && (b[i] == 'x' || b[i] == 'X') {
		i, base = i+1, 16
	}
	digits := i
	for ; i < len(b); i++ {
		d := digit(b[i])
		if d >= base {
			break
		}
		if r = r*base + d; r > utf8.MaxRune {
			r = 0xffff
		}
	}
	if i == digits || i == len(b) || b[i] != ';' {
		return 0, 0
	}
	return r, i + 1
}

// digit gives the value of a hexadecimal digit, and 16 for what is none.
func digit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return 16
}

// allowed holds for the characters of XML 1.0.
func allowed(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r < 0x20 || utf16.IsSurrogate(r) || r == 0xfffe || r == 0xffff:
		return false
	}
	return r <= utf8.MaxRune
}
