//go:build race

package imagekit_test

// Under the race detector a sync.Pool drops what it holds at random, so allocations cannot be counted.
const raceEnabled = true
