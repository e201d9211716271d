//go:build !race

package svg_test

const raceEnabled = false
