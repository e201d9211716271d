package scale_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestResize_SameOnEveryMachine compares the hashes of resized photographs with those in testdata/golden.txt. They are
// the same on every machine; run it also with GOAMD64=v3, which lets the compiler fuse multiplications and additions.
func TestResize_SameOnEveryMachine(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	var got strings.Builder
	m := photo(t)
	line := func(name string, m image.Image, src scale.Rect, w, h int) {
		fmt.Fprintf(&got, "%s %v to %dx%d %s\n", name, src, w, h, goldentest.Hash(resize(t, m, src, w, h)))
	}
	whole, part := scale.RectOf(m.Rect), scale.Rect{X0: 100.3, Y0: 50.7, X1: 433.3, Y1: 272.7}
	sizes := []image.Point{{400, 267}, {300, 200}, {200, 133}, {97, 64}, {31, 20}, {7, 5}, {900, 600}, {777, 99}}
	for _, v := range []variant{{"photo", m}, {"photo 4:2:0", asYCbCr(m, image.YCbCrSubsampleRatio420)}} {
		for _, size := range sizes {
			line(v.name, v.picture, whole, size.X, size.Y)
			line(v.name, v.picture, part, size.X, size.Y)
		}
	}
	for _, v := range variants(translucent(photoPart(t, 120, 80))) {
		for _, size := range []image.Point{{80, 53}, {17, 11}, {150, 111}} {
			line(v.name, v.picture, scale.RectOf(v.picture.Bounds()), size.X, size.Y)
		}
	}
	goldentest.Text(t, "testdata/golden.txt", got.String())
}
