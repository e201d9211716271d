package text_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/text"
	"github.com/openimagekit/imagekit/internal/race"
)

var update = flag.Bool("update", false, "write the files in testdata")

const (
	pangram = "The quick brown fox jumps over the lazy dog. AVATAR, office, 1234567890."
	arabic  = "السلام عليكم 123 Go ورحمة"
	hebrew  = "שלום עולם (abc) 42"
)

// picture is a text whose picture is in testdata.
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

// TestDraw_Pictures compares pictures with the files in testdata.
func TestDraw_Pictures(t *testing.T) {
	t.Parallel()
	for _, test := range pictures(t) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.style.Background = yellow
			got := draw(t, test.text, test.style)
			file := "testdata/" + test.name + ".png"
			if *update {
				writePicture(t, file, got)
			}
			if want := readPicture(t, file); got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("the picture is not the one in %s", file)
			}
		})
	}
}

func writePicture(t *testing.T, file string, m image.Image) {
	t.Helper()
	var data bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&data, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readPicture(t *testing.T, file string) *image.NRGBA {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewNRGBA(m.Bounds())
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			want.Set(x, y, m.At(x, y))
		}
	}
	return want
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
		sum := sha256.Sum256(m.Pix)
		fmt.Fprintf(&got, "%s %v %v %x\n", test.name, size, m.Rect.Size(), sum[:12])
	}
	for _, test := range pictures(t) {
		line(test, 13.37)
		line(test, 45)
	}
	line(picture{"large", "&g", text.Style{Italic: true}}, 1000)
	const file = "testdata/golden.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got.String(), "\n") {
		if i >= len(wanted) || line != wanted[i] {
			t.Errorf("line %d of %s: got %s", i+1, file, line)
		}
	}
}
