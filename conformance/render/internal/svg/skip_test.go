package svg_test

import "testing"

// skipWithRace skips a test that takes seconds with the race detector, and starts no goroutines. .ci/run runs these
// tests without it.
func skipWithRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("too slow with the race detector")
	}
}
