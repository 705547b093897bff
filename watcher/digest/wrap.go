package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/width"
)

// columns is the width of the text form.
const columns = 76

// wrap breaks text into lines of at most limit columns as a terminal shows
// them. It breaks at blanks, and anywhere between wide characters except
// before a closing or after an opening mark; a longer word stands on a line of
// its own, whole, so that an address in it survives.
func wrap(text string, limit int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, c := range chunks(text) {
		gap := 0
		if c.blank && used > 0 {
			gap = 1
		}
		if used > 0 && used+gap+c.width > limit {
			lines = append(lines, line.String())
			line.Reset()
			used, gap = 0, 0
		}
		line.WriteString(" "[:gap])
		line.WriteString(c.text)
		used += gap + c.width
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// chunk is text that stays on one line.
type chunk struct {
	text  string
	width int
	blank bool // a blank stands before it
}

// chunks cuts text where a line may end. Narrow letters stay with what stands
// before them, so that only wide ones come apart.
func chunks(text string) []chunk {
	var out []chunk
	for _, word := range strings.Fields(text) {
		begin, blank := true, true
		clusters := graphemes.FromString(word)
		for clusters.Next() {
			s := clusters.Value()
			r, _ := utf8.DecodeRuneInString(s)
			w := clusterWidth(s)
			mayBegin := w == 2 && !unicode.In(r, unicode.Pe, unicode.Pf, unicode.Po)
			if blank || begin && mayBegin {
				out = append(out, chunk{s, w, blank})
			} else {
				last := &out[len(out)-1]
				last.text += s
				last.width += w
			}
			blank = false
			begin = !unicode.In(r, unicode.Ps, unicode.Pi)
		}
	}
	return out
}

// columnsOf is the number of columns that s takes.
func columnsOf(s string) int {
	n := 0
	clusters := graphemes.FromString(s)
	for clusters.Next() {
		n += clusterWidth(clusters.Value())
	}
	return n
}

// clusterWidth is the number of columns of what is read as one character:
// that of its widest part, as what is put on top of a letter takes no room.
func clusterWidth(cluster string) int {
	w, flags := 0, 0
	for _, r := range cluster {
		switch {
		case r == '\uFE0F': // asks for the emoji form, which is wide
			return 2
		case r >= 0x1F1E6 && r <= 0x1F1FF:
			flags++
			w = max(w, flags) // two letters make a flag
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc):
		case wide(r):
			return 2
		default:
			w = max(w, 1)
		}
	}
	return w
}

func wide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
