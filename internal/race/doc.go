// Package race lets tests depend on the race detector.
package race

import "testing"

// SkipSlow skips a test with the race detector. It is for tests that take seconds with it, and that start no goroutines
// which other tests do not start too. .ci/run runs their packages without it.
func SkipSlow(t testing.TB) {
	t.Helper()
	if Enabled {
		t.Skip("too slow with the race detector")
	}
}
