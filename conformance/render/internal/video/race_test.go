//go:build race

package video_test

// raceEnabled reports whether the race detector is on.
const raceEnabled = true
