package render_test

import "testing"

// skipWithRace skips a test that takes long with the race detector, and starts no goroutines. .ci/run runs these tests
// without it.
func skipWithRace(t testing.TB) {
	t.Helper()
	if raceEnabled {
		t.Skip("too slow with the race detector")
	}
}
