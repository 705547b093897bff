//go:build race

package fetch

// underRace: the race detector slows everything tenfold, so limits of time are
// not tested.
const underRace = true
