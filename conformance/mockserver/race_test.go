//go:build race

package mockserver_test

// Under the race detector, tests that measure memory are too slow.
const raceEnabled = true
