//go:build race

package main

// raced is set where the race detector makes everything some ten times slower.
const raced = true
