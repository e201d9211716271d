//go:build race

package render_test

// raceEnabled reports whether the race detector is on.
const raceEnabled = true
