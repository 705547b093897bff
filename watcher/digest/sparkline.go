package digest

import (
	"fmt"
	"slices"
	"strings"
)

// Days is how many days the line of counts in the head covers.
const Days = 30

// activity is the line of the head that shows how many hits each day had; ""
// where there were none.
func activity(days []int) string {
	most := slices.Max(append(days, 0))
	if most == 0 {
		return ""
	}
	return fmt.Sprintf("hits a day for %d days, at most %d: %s", len(days), most, Bars(days))
}

// Bars draws a column for each count, from ▁ to █ of the greatest; a dot is
// none, and a space one that is not known, which is negative.
func Bars(counts []int) string {
	most := slices.Max(append(counts, 1))
	var b strings.Builder
	for _, n := range counts {
		switch {
		case n < 0:
			b.WriteRune(' ')
		case n == 0:
			b.WriteRune('·')
		default:
			b.WriteRune('▁' + rune((n*8+most-1)/most-1))
		}
	}
	return b.String()
}
