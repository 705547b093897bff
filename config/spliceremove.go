package config

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// remove takes the entry at a position out of the list.
func (s *splice) remove(i int) []byte {
	if s.list.Style&yaml.FlowStyle != 0 {
		return s.removeFlow(i)
	}
	items := s.list.Content
	end := s.end
	if i+1 < len(items) {
		end = s.lineStart(s.dash(i + 1))
	}
	from, to := s.commentsAbove(i), s.bodyEnd(end, s.list.Column)
	if (i == 0 || s.blank(s.lineStart(from-1))) && to < len(s.data) && s.blank(to) {
		to = s.lineEnd(to) // of the blank lines above and below one is enough
	}
	text := s.replace(from, to, "")
	if len(items) > 1 {
		return text
	}
	colon := bytes.IndexByte(s.data[s.start(s.key):], ':') + s.start(s.key) + 1
	return append(text[:colon:colon], append([]byte(" []"), text[colon:]...)...)
}

// removeFlow takes an entry out of a list in brackets, with one comma.
func (s *splice) removeFlow(i int) []byte {
	items := s.list.Content
	marks := scanFlow(s.data, s.start(s.list))
	switch {
	case i+1 < len(items):
		return s.replace(s.start(items[i]), s.start(items[i+1]), "")
	case i > 0 && len(marks.commas) >= i:
		return s.replace(marks.commas[i-1], marks.last, "")
	default:
		return s.replace(marks.open+1, marks.end, "")
	}
}

// dash is the place of the hyphen of an entry.
func (s *splice) dash(i int) int {
	at := s.lineStart(s.start(s.list.Content[i]))
	for ; at > 0; at = s.lineStart(at - 1) { // the hyphen may stand on a line of its own
		if hyphen := s.forward(at, s.list.Column-1); hyphen < len(s.data) && s.data[hyphen] == '-' && s.indent(at) == s.list.Column-1 {
			return hyphen
		}
	}
	return at
}

// indent counts the spaces that a line starts with.
func (s *splice) indent(line int) int {
	return len(s.data[line:]) - len(bytes.TrimLeft(s.data[line:], " "))
}

func (s *splice) blank(line int) bool {
	return len(bytes.TrimSpace(s.data[line:s.lineEnd(line)])) == 0
}

func (s *splice) comment(line int) bool {
	return bytes.HasPrefix(bytes.TrimLeft(s.data[line:s.lineEnd(line)], " \t"), []byte("#"))
}

// bodyEnd is where a part ends that what starts at limit follows: behind its
// last line of text, and the comments there that are indented deeper than a
// column, counted from 1.
func (s *splice) bodyEnd(limit, column int) int {
	at := limit
	for at > 0 {
		line := s.lineStart(at - 1)
		if !s.blank(line) && (!s.comment(line) || s.indent(line) >= column) {
			break
		}
		at = line
	}
	return at
}

// commentsAbove is where an entry starts with the comments that are its own:
// those right above it. Those that open a group of entries stay for the others.
func (s *splice) commentsAbove(i int) int {
	from := s.lineStart(s.dash(i))
	at := from
	for at > 0 && s.comment(s.lineStart(at-1)) {
		at = s.lineStart(at - 1)
	}
	if at == from {
		return from
	}
	opens := i == 0 || s.blank(s.lineStart(at-1))
	if next := i + 1; opens && next < len(s.list.Content) {
		above := s.lineStart(s.lineStart(s.dash(next)) - 1)
		if !s.blank(above) && !s.comment(above) {
			return from // the next entry stands under the same heading
		}
	}
	return at
}

// flowMarks are the places of a collection in brackets or braces.
type flowMarks struct {
	open, end int   // of its brackets
	commas    []int // of its own
	last      int   // behind the last thing in it, or behind the opening bracket
}

// scanFlow finds the marks of the collection that starts at or behind a place.
// The text is known to be valid.
func scanFlow(text []byte, at int) flowMarks {
	for at < len(text)-1 && text[at] != '[' && text[at] != '{' {
		at++ // an anchor
	}
	m := flowMarks{open: at, last: at + 1}
	depth, fresh := 0, true // fresh: a value may start here, so a quote is one
	for i := at; i < len(text); i++ {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			continue
		case c == '#' && i > 0 && bytes.IndexByte([]byte(" \t\r\n"), text[i-1]) >= 0:
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
			continue
		case fresh && (c == '"' || c == '\''):
			i = quoteEnd(text, i)
			fresh = false
		case c == '[' || c == '{':
			depth++
			fresh = true
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				m.end = i
				return m
			}
		case c == ',' && depth == 1:
			m.commas = append(m.commas, i)
			fresh = true
		default:
			fresh = c == ':' || c == ','
		}
		m.last = max(m.last, i+1)
	}
	m.end = len(text) - 1
	return m
}

// quoteEnd is the place of the quote that closes the one at a place.
func quoteEnd(text []byte, at int) int {
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
	}
	return len(text) - 1
}
