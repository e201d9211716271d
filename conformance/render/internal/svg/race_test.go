//go:build race

package svg_test

// raceEnabled reports whether the race detector is on.
const raceEnabled = true
