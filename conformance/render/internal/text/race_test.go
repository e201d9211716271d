//go:build race

package text_test

// raceEnabled reports whether the race detector is on.
const raceEnabled = true
