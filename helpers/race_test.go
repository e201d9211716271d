//go:build race

package helpers_test

// raceEnabled reports whether the race detector is on. Tests that take seconds with it, and start no goroutines, are
// skipped; .ci/run runs them without it.
const raceEnabled = true
