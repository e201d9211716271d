//go:build !race

package urlbuilder_test

const raceEnabled = false
