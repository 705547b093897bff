//go:build race

package watcher_test

// raceDetector makes thousands of requests slow.
const raceDetector = true
