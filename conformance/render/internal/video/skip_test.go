package video_test

import "testing"

// skipWithRace skips a test whose time is mostly that of ffmpeg, and which starts no goroutines. .ci/run runs these
// tests without the race detector.
func skipWithRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("too slow with the race detector")
	}
}
