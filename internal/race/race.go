//go:build race

package race

// Enabled reports whether the race detector is on. With it, a sync.Pool drops objects at random, so that allocations
// cannot be counted.
const Enabled = true
