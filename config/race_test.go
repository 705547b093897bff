//go:build race

package config

// underRace: the race detector slows everything tenfold and has nothing to
// find in a package without goroutines, so limits of time are not tested.
const underRace = true
