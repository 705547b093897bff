//go:build race

package main

// raceEnabled: the race detector multiplies memory by five to ten.
const raceEnabled = true
