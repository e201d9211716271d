//go:build race

package decode_test

// raceEnabled reports whether the race detector is on. With it, a sync.Pool drops objects at random, so allocations
// cannot be counted.
const raceEnabled = true
