package text_test

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/conformance/render/internal/text"
	"github.com/openimagekit/imagekit/internal/race"
)

const (
	pangram = "The quick brown fox jumps over the lazy dog. AVATAR, office, 1234567890."
	arabic  = "السلام عليكم 123 Go ورحمة"
	hebrew  = "שלום עולם (abc) 42"
)

// picture is a text whose picture is in testdata/golden.
type picture struct {
	name, text string
	style      text.Style
}

// pictures returns the texts that a person can look at. They have the same pixels on every machine.
func pictures(t *testing.T) []picture {
	t.Helper()
	sans := dejavu(t)
	translucent := color.NRGBA{R: 0xc0, A: 0x80}
	return []picture{
		{"regular", "Hello, World! gjpqy AVATAR", text.Style{Size: 32}},
		{"bold-padding", "Hello, World!", text.Style{
			Size: 32, Bold: true, Padding: text.Padding{Top: 8, Right: 24, Bottom: 16, Left: 40},
		}},
		{"strikethrough", "Hello, World!", text.Style{Size: 32, Italic: true, Strikethrough: true, Color: translucent}},
		{"wrapped-center", pangram, text.Style{Size: 20, Width: 220, Align: text.Center}},
		{"wrapped-right", pangram, text.Style{Size: 20, Width: 220, Align: text.Right, Bold: true, Italic: true}},
		{"wrapped-left", "Donaudampfschifffahrt\n\nend", text.Style{Size: 20, Width: 90, LineHeight: 30}},
		{"arabic", arabic, text.Style{Size: 32, Font: sans}},
		{"hebrew", hebrew, text.Style{Size: 32, Font: sans, Width: 180, Align: text.Right}},
		{"synthesized", "Bold italic", text.Style{Size: 32, Font: sans, Bold: true, Italic: true}},
		{"missing", "日本 missing Ω Ж é e\u0301", text.Style{Size: 32}},
	}
}

// TestDraw_Pictures compares pictures with the files in testdata/golden.
func TestDraw_Pictures(t *testing.T) {
	t.Parallel()
	for _, test := range pictures(t) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.style.Background = yellow
			goldentest.Picture(t, test.name, draw(t, test.text, test.style))
		})
	}
}

// TestDraw_SameOnEveryMachine compares the hashes of pictures with those in testdata/golden.txt. They are the same on
// every machine; run it also with GOAMD64=v3, which lets the compiler fuse multiplications and additions.
func TestDraw_SameOnEveryMachine(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	var got strings.Builder
	line := func(test picture, size float64) {
		style := test.style
		style.Size, style.Background = size, color.NRGBA{G: 0x80, B: 0xff, A: 0x55}
		style.Width = int(float64(style.Width) * size / 20)
		m := draw(t, test.text, style)
		fmt.Fprintln(&got, test.name, size, m.Rect.Size(), goldentest.Hash(m))
	}
	for _, test := range pictures(t) {
		line(test, 13.37)
		line(test, 45)
	}
	line(picture{"large", "&g", text.Style{Italic: true}}, 1000)
	goldentest.Text(t, "testdata/golden.txt", got.String())
}
