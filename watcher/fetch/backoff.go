package fetch

import (
	"math/rand/v2"
	"time"
)

// minBackoff stands in for a base that is no pause at all.
const minBackoff = time.Second

// Backoff gives the pause after n failures in a row (n >= 1): base doubled
// each time, at most max, with a jitter of a tenth either way. The jitter
// never goes beyond max either: at the cap it only shortens. A base below 1 s
// counts as 1 s, a max below base as base.
func Backoff(n int, base, max time.Duration) time.Duration {
	if base < minBackoff {
		base = minBackoff
	}
	if max < base {
		max = base
	}
	d := base
	for ; n > 1 && d < max; n-- {
		if d > max/2 {
			d = max
		} else {
			d *= 2
		}
	}
	tenth := d / 10
	low, high := d-tenth, d+min(tenth, max-d)
	return low + rand.N(high-low+1)
}
