// Package wasmtest has what the tests of the packages webp and avif share.
package wasmtest

import (
	"image"
	"image/color"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// CheckLinks checks that the tested package links a module with an encoder if it is built with the tag nodynamic, and
// never package purego, which opens libraries of the operating system.
func CheckLinks(t *testing.T, module string) {
	t.Helper()
	for tags, want := range map[string]bool{"": false, "nodynamic": true} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", tags, ".").Output()
		if err != nil {
			t.Fatal(err)
		}
		linked := strings.Fields(string(out))
		if got := slices.Contains(linked, module); got != want {
			t.Errorf("with tags %q: %s is linked: %v", tags, module, got)
		}
		if slices.Contains(linked, "github.com/ebitengine/purego") {
			t.Errorf("with tags %q: purego is linked", tags)
		}
	}
}

// CheckMissing checks the error of encoding without the tag nodynamic.
func CheckMissing(t *testing.T, format codec.Format) {
	t.Helper()
	p := &codec.Picture{Frames: []codec.Frame{{Image: image.NewGray(image.Rect(0, 0, 1, 1))}}}
	_, err := codec.Encode(t.Context(), p, codec.Options{Format: format})
	want := "cannot encode " + string(format) + ": build the program with -tags nodynamic"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %q", err, want)
	}
}

// Gradient returns a picture whose left half is transparent to a half, if it is transparent.
func Gradient(w, h int, transparent bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), 90, 255}
			if transparent && x < w/2 {
				c.A = 128
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// PSNR compares the colors and the alpha of two pictures, in dB.
func PSNR(got image.Image, want *image.NRGBA) float64 {
	a, sum := codec.ToNRGBA(got), 0
	for i := range want.Pix {
		d := int(a.Pix[i]) - int(want.Pix[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(want.Pix))/float64(sum))
}
