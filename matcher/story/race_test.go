//go:build race

package story

// raced is set where the race detector makes everything some ten times slower.
const raced = true
