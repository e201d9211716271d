//go:build !race

package imagekit_test

const raceEnabled = false
