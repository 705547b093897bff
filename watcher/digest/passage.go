package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// span is a stretch of a string, in bytes.
type span struct{ start, end int }

// within tells whether the span is a stretch of whole characters of s.
func (sp span) within(s string) bool {
	edge := func(i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
	return 0 <= sp.start && sp.start < sp.end && sp.end <= len(s) && edge(sp.start) && edge(sp.end)
}

// passage is text and the spans of it that are evidence, which are in order
// and apart from each other.
type passage struct {
	text  string
	marks []span
}

// tidy makes the text one line: white space becomes single blanks, and
// characters that steer a terminal, or turn the direction of what follows
// them, are left out.
func (p passage) tidy() passage {
	var b strings.Builder
	at := make([]int, len(p.text)+1) // where each byte went
	blank := false
	for i, r := range p.text {
		width := utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(p.text[i:], "\uFFFD") {
			width = 1
		}
		if unicode.IsSpace(r) {
			blank = b.Len() > 0
		}
		keep := !unicode.IsSpace(r) && !steers(r)
		if keep && blank {
			b.WriteByte(' ')
			blank = false
		}
		for j := range width {
			at[i+j] = b.Len()
		}
		if keep {
			b.WriteRune(r)
		}
		at[i+width] = b.Len()
	}
	out := passage{text: b.String()}
	for _, m := range p.marks {
		marked := out.text[at[m.start]:at[m.end]]
		end := at[m.start] + len(strings.TrimRight(marked, " "))
		start := end - len(strings.Trim(marked, " "))
		if start == end {
			continue
		}
		// Neighbours become one: a name and a title of the same person.
		if last := len(out.marks) - 1; last >= 0 && strings.Trim(out.text[out.marks[last].end:start], " ") == "" {
			out.marks[last].end = end
			continue
		}
		out.marks = append(out.marks, span{start, end})
	}
	return out
}

// steers tells characters that have an effect instead of a shape. Joiners and
// single direction marks are not among them: Persian, emoji and Hebrew need
// those.
func steers(r rune) bool {
	return unicode.IsControl(r) || r == '\uFEFF' ||
		r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || // overrides and isolates
		r >= 0xE0000 && r <= 0xE007F // tags: invisible text
}

// tidy is passage.tidy for text without marks.
func tidy(s string) string { return passage{text: s}.tidy().text }

// part is the passage from one byte offset to another.
func (p passage) part(from, to int) passage {
	out := passage{text: p.text[from:to]}
	for _, m := range p.marks {
		if m := (span{max(m.start, from) - from, min(m.end, to) - from}); m.start < m.end {
			out.marks = append(out.marks, m)
		}
	}
	return out
}

// cut shortens to at most limit characters, with … where something is missing.
func (p passage) cut(limit int) passage { return p.around(0, limit) }

// around shortens to at most limit characters so that the byte at focus stays
// in sight. It cuts between words where there are blanks, and never within
// what is read as one character.
func (p passage) around(focus, limit int) passage {
	if utf8.RuneCountInString(p.text) <= limit {
		return p
	}
	from := p.start(focus, limit/3)
	to := p.stop(from, limit-2)
	out := p.part(from, to)
	if from > 0 {
		out = out.shift("…")
	}
	if to < len(p.text) {
		out.text += "…"
	}
	return out
}

// shift puts text in front.
func (p passage) shift(prefix string) passage {
	out := passage{text: prefix + p.text}
	for _, m := range p.marks {
		out.marks = append(out.marks, span{m.start + len(prefix), m.end + len(prefix)})
	}
	return out
}

// start finds where to begin so that at most back characters stand before
// focus: behind a blank if there is one.
func (p passage) start(focus, back int) int {
	far := focus
	for n := 0; far > 0 && n < back; n++ {
		_, size := utf8.DecodeLastRuneInString(p.text[:far])
		far -= size
	}
	if far == 0 {
		return 0
	}
	if i := strings.IndexByte(p.text[far:focus], ' '); i >= 0 {
		return far + i + 1
	}
	// No blank: the first border of a character that is not before far.
	clusters := graphemes.FromString(p.text)
	for clusters.Next() {
		if clusters.Start() >= far {
			return min(clusters.Start(), focus)
		}
	}
	return focus
}

// stop finds where to end so that at most limit characters stand after from:
// before a blank, unless that would cost more than a quarter of them.
func (p passage) stop(from, limit int) int {
	end, runes := from, 0
	clusters := graphemes.FromString(p.text[from:])
	for clusters.Next() {
		runes += utf8.RuneCountInString(clusters.Value())
		if runes > limit {
			break
		}
		end = from + clusters.End()
	}
	if end == len(p.text) || p.text[end] == ' ' {
		return end
	}
	kept := p.text[from:end]
	if i := strings.LastIndexByte(kept, ' '); i > 0 && utf8.RuneCountInString(kept[i:]) <= limit/4 {
		return from + i
	}
	return end
}
