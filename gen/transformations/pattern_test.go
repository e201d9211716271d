package main

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

func TestIntegerPattern(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for _, bounds := range [][2]int{
		{0, 0},
		{0, 9},
		{0, 15},
		{1, 99},
		{0, 100},
		{1, 1200},
		{7, 7},
		{19, 21},
		{95, 1005},
		{0, 359},
		{0, 2499},
		{-100, 100},
		{-255, 255},
		{-360, -1},
		{-20, -11},
		{3, 4096},
		{0, 98},
		{900, 1998},
		{1, 9998},
	} {
		pattern, err := compile(integerPattern(float64(bounds[0]), float64(bounds[1])))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range numbersAround(bounds) {
			text := strconv.Itoa(n)
			if n < 0 {
				text = "N" + strconv.Itoa(-n)
			}
			if got, want := pattern.MatchString(text), n >= bounds[0] && n <= bounds[1]; got != want {
				t.Fatalf("%d in %v: got %v; the pattern is %s", n, bounds, got, pattern)
			}
		}
	}
}

// numbersAround returns numbers near two bounds, and some far from them.
func numbersAround(bounds [2]int) []int {
	numbers := []int{-100000, -5000, -1111, 1111, 5000, 12345, 100000}
	for n := -400; n <= 1250; n++ {
		numbers = append(numbers, n)
	}
	for _, bound := range bounds {
		for n := bound - 110; n <= bound+110; n++ {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// TestPattern matches texts with the patterns of properties of the sample.
func TestPattern(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for _, test := range []struct {
		property, text string
		want           bool
	}{
		{"aspectRatio", "4-3", true},
		{"aspectRatio", "4_3", true},
		{"aspectRatio", "1.5-1", true},
		{"aspectRatio", "4", true}, // an expression
		{"aspectRatio", "4:3", false},
		{"aspectRatio", "4-3-2", false},
		{"aspectRatio", "0.5-10", true},
		{"aspectRatio", "0-3", false},
		{"aspectRatio", "4-0.0", false},
		{"shadow", "", true},
		{"shadow", "bl-15", true},
		{"shadow", "x-N100_bl-0", true},
		{"shadow", "bl-15_", false},
		{"shadow", "bl-16", false},
		{"shadow", "15", false},
		{"background", "blurred", true},
		{"background", "blurred_100_255", true},
		{"background", "blurred_101", false},
		{"background", "blurred__5", false},
		{"radius", "1_2_3_4", true},
		{"radius", "1_2_3", false},
		{"radius", "max", true},
		{"streamingResolutions", "240_360_480", true},
		{"streamingResolutions", "", false},
		{"trim", "true", true},
		{"trim", "100", false},
		{"rotation", "N4.5", true},
		{"rotation", "-4.5", false},
		{"startOffset", "2.25", true},
		{"startOffset", "2.255", false},
		{"aiEdit", "prompt-a b", true},
		{"aiEdit", "prompte-YQ%3D%3D", true},
		{"aiEdit", "prompte-a b", false},
		{"aiEdit", "a b", false},
		{"aiEdit", "prompt-a, b", false},
		{"aiEdit", "prompt-a:b", false},
		{"page", "1-2", true},
		{"page", "0", false},
		{"sharpen", "0", true},
		{"sharpen", "0.5", true},
		{"sharpen", "N1", false},
		{"fontColor", "FF000040", true},
		{"fontColor", "FF0000FF", false},
	} {
		t.Run(fmt.Sprint(test.property, " ", test.text), func(t *testing.T) {
			t.Parallel()
			l := readSample(t)
			pattern, err := compile(l.patternOf(find(t, l, test.property).forms))
			if err != nil {
				t.Fatal(err)
			}
			if got := pattern.MatchString(test.text); got != test.want {
				t.Errorf("got %v; the pattern is %s", got, pattern)
			}
		})
	}
}
