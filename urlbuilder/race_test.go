//go:build race

package urlbuilder_test

// raceEnabled reports that the race detector is on. sync.Pool then drops items at random, so allocations cannot be
// counted.
const raceEnabled = true
