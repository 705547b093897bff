//go:build race

package digest

// raceDetector finds nothing in a browser, and a browser takes its time.
const raceDetector = true
