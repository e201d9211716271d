//go:build race

package mockserver_test

// raceEnabled reports whether the race detector is on. Tests that are too slow with it skip themselves.
const raceEnabled = true
