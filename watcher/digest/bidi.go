package digest

import "golang.org/x/text/unicode/bidi"

// Isolates keep text of the other direction from mixing with its surroundings.
const (
	isolateLeft  = "\u2066" // what follows runs from left to right
	isolateRight = "\u2067" // what follows runs from right to left
	isolateFirst = "\u2068" // what follows runs as its first letter says
	isolateEnd   = "\u2069"
)

// inset is foreign text within a line of ours.
func inset(s string) string {
	if _, any := rightToLeft(s); any {
		return isolateFirst + s + isolateEnd
	}
	return s
}

// foreign isolates the lines of a text. Each line is a paragraph to the
// reader's program, so each needs its own isolate; and each needs the
// direction of the whole, whatever letter the line itself begins with.
func foreign(text string, lines []string) []string {
	first, any := rightToLeft(text)
	switch {
	case first:
		return enclose(lines, isolateRight)
	case any:
		return enclose(lines, isolateLeft)
	}
	return lines
}

// ours keeps lines in our own words from left to right where a foreign name
// comes first.
func ours(text string, lines []string) []string {
	if first, _ := rightToLeft(text); first {
		return enclose(lines, isolateLeft)
	}
	return lines
}

func enclose(lines []string, open string) []string {
	for i := range lines {
		lines[i] = open + lines[i] + isolateEnd
	}
	return lines
}

// rightToLeft tells whether the first letter of s, and whether any, runs from
// right to left.
func rightToLeft(s string) (first, any bool) {
	strong := false
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			strong = true
		case bidi.R, bidi.AL:
			return !strong, true
		}
	}
	return false, false
}
