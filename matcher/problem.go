package matcher

import (
	"fmt"
	"strings"
)

// Problem is something wrong with a profile or lexicon. The loader of the
// file turns Path into a line and column.
type Problem struct {
	In      string // name of the profile or lexicon
	Lexicon bool   // In names a lexicon
	Path    []any  // way to the node: map keys (string) and list positions (int)
	Offset  int    // byte offset within the node's scalar value
	Message string
	Hint    string // what would be right; may be empty
	Warning bool
}

// String is the problem in one line.
func (p Problem) String() string {
	s := p.In
	for _, step := range p.Path {
		if i, ok := step.(int); ok {
			s += fmt.Sprintf("[%d]", i)
		} else {
			s += fmt.Sprintf(".%v", step)
		}
	}
	s += ": " + p.Message
	if p.Hint != "" {
		s += "; " + p.Hint
	}
	return s
}

// suggest names the candidate most like what was written, if one is like it.
func suggest(written string, candidates []string) string {
	best, distance := "", max(2, len(written)/3)+1
	for _, candidate := range candidates {
		if d := editDistance(written, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %s?", best)
	case len(candidates) == 0 || len(candidates) > 12:
		return ""
	}
	return "there are " + strings.Join(candidates, ", ")
}

// editDistance counts the letters to insert, delete, replace or swap.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		next := make([]int, len(y)+1)
		next[0] = i + 1
		for j := range y {
			replace := row[j]
			if x[i] != y[j] {
				replace++
			}
			next[j+1] = min(replace, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}
