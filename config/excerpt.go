package config

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxExcerpt is how many characters of a line are shown.
const maxExcerpt = 110

// sensitive finds values by the name of their key, for files that cannot be
// parsed and so have no known secrets.
var sensitive = regexp.MustCompile(`(?i)((?:password|secret|token|authorization|cookie|api.?key)[^\s:]*["']?\s*:\s*).+`)

var userinfo = regexp.MustCompile(`://[^/?#\s"']*@`)

const redacted = "[redacted]"

// span is a stretch of the text, in bytes.
type span struct{ from, to int }

// excerpt fills in the line of a problem, with its secrets covered.
func (s *source) excerpt(p *Problem) {
	from, to := s.lineBounds(p.Line)
	at := min(to, s.forward(from, p.Column-1))
	covered := s.covered(from, to)
	first, last := s.near(at, from, to)
	covered = slices.DeleteFunc(covered, func(c span) bool { return c.to <= first || c.from >= last })
	var line, ahead strings.Builder // the text shown, and that before the place
	for i := first; i < last; {
		text, next := s.shown(i, last, covered)
		line.WriteString(text)
		if next <= at {
			ahead.WriteString(text)
		}
		i = next
	}
	p.Excerpt, p.caret = window(line.String(), utf8.RuneCountInString(ahead.String()), first > from, last < to)
}

// near gives the part of a line around a place that can be in its excerpt.
func (s *source) near(at, from, to int) (first, last int) {
	const reach = maxExcerpt * utf8.UTFMax
	first, last = max(from, at-reach), min(to, at+reach)
	for first > from && !utf8.RuneStart(s.data[first]) {
		first--
	}
	for last < to && !utf8.RuneStart(s.data[last]) {
		last++
	}
	return first, last
}

// shown gives what stands for the text at i, and where it goes on.
func (s *source) shown(i, to int, covered []span) (string, int) {
	for _, c := range covered {
		if i >= c.from && i < c.to {
			return redacted, min(c.to, to)
		}
	}
	r, size := utf8.DecodeRune(s.data[i:])
	if r != '\t' && !unicode.IsPrint(r) {
		return "·", i + size
	}
	return string(r), i + size
}

// covered are the stretches of a line that must not be shown.
func (s *source) covered(from, to int) []span {
	var spans []span
	if s.hidden == nil {
		s.hidden = s.secretSpans()
	}
	for _, c := range s.hidden {
		if c.to > from && c.from < to {
			spans = append(spans, span{max(c.from, from), c.to})
		}
	}
	line := s.data[from:to]
	if s.root == nil {
		if m := sensitive.FindSubmatchIndex(line); m != nil {
			spans = append(spans, span{from + m[3], from + m[1]})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return spans
}

// secretSpans are the stretches of the text that must not be shown; never nil.
func (s *source) secretSpans() []span {
	spans := []span{}
	for n := range s.secrets {
		spans = append(spans, s.extent(n))
	}
	for _, m := range userinfo.FindAllIndex(s.data, -1) { // each within a line
		spans = append(spans, span{m[0] + len("://"), m[1] - 1})
	}
	if s.unread > 0 {
		spans = append(spans, span{s.unread, len(s.data)})
	}
	return spans
}

// extent is where the text of a scalar stands, without its quotes.
func (s *source) extent(n *yaml.Node) span {
	return span{s.scalarStart(n), s.within(n, len(n.Value))}
}

// lineBounds gives the first byte of a line and that after its last.
func (s *source) lineBounds(line int) (from, to int) {
	from = s.lines[max(0, min(line, len(s.lines))-1)]
	to = len(s.data)
	if line < len(s.lines) {
		to = s.lines[line]
	}
	return from, from + len(bytes.TrimRight(s.data[from:to], "\r\n"))
}

// window cuts a long line around the character that has ahead others before
// it, and gives the column of that character. before and after tell whether
// there is more of the line than was given.
func window(line string, ahead int, before, after bool) (string, int) {
	r := []rune(line)
	from := max(0, min(ahead-maxExcerpt/2, len(r)-maxExcerpt))
	to := min(len(r), from+maxExcerpt)
	cut := r[from:to]
	if len(cut) > 0 && (from > 0 || before) {
		cut[0] = '…'
	}
	if len(cut) > 0 && (to < len(r) || after) {
		cut[len(cut)-1] = '…'
	}
	return string(cut), ahead - from + 1
}

// within finds the byte of the text where the byte at offset of a scalar's
// value was written. The two differ by quotes, escapes, and the indentation
// and folding of values of several lines.
func (s *source) within(n *yaml.Node, offset int) int {
	at := s.scalarStart(n)
	value := n.Value[:min(offset, len(n.Value))]
	rest := n.Value[len(value):]
	for len(value) > 0 && at < len(s.data) {
		r, size := utf8.DecodeRuneInString(value)
		if length, made := escape(s.data[at:], n.Style); length > 0 {
			at += length
			if made {
				value = value[size:]
			}
			continue
		}
		if unicode.IsSpace(r) {
			value = value[size:]
			if value == "" || !startsBlank(value) {
				at += blanks(s.data[at:])
			}
			continue
		}
		at += blanks(s.data[at:])
		if found, length := utf8.DecodeRune(s.data[at:]); found == r {
			at += length
		}
		value = value[size:]
	}
	if rest != "" && !startsBlank(rest) {
		at += blanks(s.data[min(at, len(s.data)):])
	}
	return min(at, len(s.data))
}

// scalarStart is where the text of a scalar begins, after anchor, tag, quote
// or block header.
func (s *source) scalarStart(n *yaml.Node) int {
	at := s.offset(n.Line, n.Column)
	for at < len(s.data) && (s.data[at] == '&' || s.data[at] == '!') {
		for at < len(s.data) && !startsBlank(string(s.data[at:at+1])) {
			at++
		}
		at += blanks(s.data[at:])
	}
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		if n := bytes.IndexAny(s.data[at:], "\r\n"); n >= 0 {
			at += n
			at += blanks(s.data[at:])
		}
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		at++
	}
	return min(at, len(s.data))
}

// escape gives the length of the escape that text starts with in a quoted
// scalar, 0 if there is none, and whether it stands for a character.
func escape(text []byte, style yaml.Style) (length int, made bool) {
	switch {
	case style&yaml.SingleQuotedStyle != 0 && strings.HasPrefix(string(text[:min(2, len(text))]), "''"):
		return 2, true
	case style&yaml.DoubleQuotedStyle == 0 || len(text) < 2 || text[0] != '\\':
		return 0, false
	}
	switch text[1] {
	case 'x':
		return 4, true
	case 'u':
		return 6, true
	case 'U':
		return 10, true
	case '\r', '\n':
		return 1 + blanks(text[1:]), false
	}
	return 2, true
}

// blanks counts the bytes of white space at the start of text.
func blanks(text []byte) int {
	n := 0
	for n < len(text) && strings.IndexByte(" \t\r\n", text[n]) >= 0 {
		n++
	}
	return n
}

func startsBlank(s string) bool { return s != "" && strings.IndexByte(" \t\r\n", s[0]) >= 0 }
