package config

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Problem is one thing wrong, with its place.
type Problem struct {
	File         string
	Line, Column int    // from 1; the column counts characters
	Key          string // feeds[0].every; empty where the whole file is meant
	Message      string
	Hint         string // what would be right
	Excerpt      string // the line itself, without its secrets; may be empty

	caret int // column within Excerpt
}

// Problems are all that is wrong with a configuration, in order of place.
type Problems []Problem

// String gives FILE:LINE:COL: key: what is wrong; hint, on one line.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", printable(p.File), p.Line, p.Column)
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Error gives a line for each problem: FILE:LINE:COL: key: what is wrong; hint.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// Pretty writes the problems for a terminal: each is followed by its line and
// a caret under the place. With color it uses ANSI escapes.
func (p Problems) Pretty(w io.Writer, color bool) error {
	var b strings.Builder
	for i := range p {
		p[i].pretty(&b, color)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Problem) pretty(b *strings.Builder, color bool) {
	bold, red, reset := "", "", ""
	if color {
		bold, red, reset = "\x1b[1m", "\x1b[1;31m", "\x1b[0m"
	}
	fmt.Fprintf(b, "%s%s:%d:%d:%s ", bold, printable(p.File), p.Line, p.Column, reset)
	if p.Key != "" {
		fmt.Fprintf(b, "%s: ", p.Key)
	}
	b.WriteString(p.Message + "\n")
	gutter := strings.Repeat(" ", 6)
	if p.Excerpt != "" {
		fmt.Fprintf(b, "%5d | %s\n", p.Line, p.Excerpt)
		fmt.Fprintf(b, "%s| %s%s^%s\n", gutter, padding(p.Excerpt, p.caret-1), red, reset)
	}
	if p.Hint != "" {
		fmt.Fprintf(b, "%s= %s\n", gutter, p.Hint)
	}
}

// padding is blank space as wide on a terminal as the first n characters of
// the line: tabs stay tabs, East Asian characters take two cells, combining
// marks none.
func padding(line string, n int) string {
	var b strings.Builder
	for _, r := range line {
		if n--; n < 0 {
			break
		}
		switch kind := width.LookupRune(r).Kind(); {
		case r == '\t':
			b.WriteByte('\t')
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// sortByPlace orders problems by line and column, those of the main file
// first.
func (p Problems) sortByPlace(main string) {
	slices.SortStableFunc(p, func(a, b Problem) int {
		if (a.File == main) != (b.File == main) {
			if a.File == main {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// printable returns s, quoted where it would not print on one line.
func printable(s string) string {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}

// quote puts what a user wrote into a message: short, on one line, without a
// password.
func quote(s string) string {
	s = userinfo.ReplaceAllString(s, "://[redacted]@")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return strconv.Quote(s)
}
