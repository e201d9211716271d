//go:build race

package urlbuilder_test

// raceEnabled reports whether the race detector is enabled. With it, sync.Pool drops items at random, so tests cannot
// count allocations.
const raceEnabled = true
