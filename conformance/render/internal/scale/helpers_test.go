package scale_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"os"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// photo returns the photograph of the demo, 600 by 400 pixels.
func photo(tb testing.TB) *image.NRGBA {
	tb.Helper()
	data, err := os.ReadFile("../../../../examples/demo/coffee.png")
	if err != nil {
		tb.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	return drawn(image.NewNRGBA(m.Bounds()), m)
}

// drawn copies a picture onto another.
func drawn[T draw.Image](to T, m image.Image) T {
	draw.Draw(to, to.Bounds(), m, m.Bounds().Min, draw.Src)
	return to
}

// resize returns the part src of a picture, resized.
func resize(tb testing.TB, m image.Image, src scale.Rect, w, h int) *image.NRGBA {
	tb.Helper()
	out, err := scale.Resize(tb.Context(), m, src, w, h)
	if err != nil {
		tb.Fatal(err)
	}
	if out.Bounds() != image.Rect(0, 0, w, h) {
		tb.Fatalf("bounds %v, want %d x %d", out.Bounds(), w, h)
	}
	return out
}

// resizeAll returns a whole picture, resized.
func resizeAll(tb testing.TB, m image.Image, w, h int) *image.NRGBA {
	tb.Helper()
	return resize(tb, m, scale.RectOf(m.Bounds()), w, h)
}

// photoPart returns a part of the photograph as a picture of its own, whose bounds begin at (0, 0).
func photoPart(tb testing.TB, w, h int) *image.NRGBA {
	tb.Helper()
	return drawn(image.NewNRGBA(image.Rect(0, 0, w, h)), photo(tb).SubImage(image.Rect(180, 100, 180+w, 100+h)))
}

// translucent returns a picture whose columns have all values of alpha, in turns.
func translucent(m image.Image) *image.NRGBA {
	out := drawn(image.NewNRGBA(m.Bounds()), m)
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = byte(i / 4 * 5)
	}
	return out
}

// asYCbCr converts a picture to planes. The chroma of pixels that share it is their mean.
func asYCbCr(m image.Image, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	b := m.Bounds()
	out := image.NewYCbCr(b, ratio)
	count, blues, reds := make([]int, len(out.Cb)), make([]int, len(out.Cb)), make([]int, len(out.Cb))
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.YCbCrModel.Convert(m.At(x, y)).(color.YCbCr)
			out.Y[out.YOffset(x, y)] = c.Y
			i := out.COffset(x, y)
			count[i]++
			blues[i] += int(c.Cb)
			reds[i] += int(c.Cr)
		}
	}
	for i, n := range count {
		out.Cb[i], out.Cr[i] = byte((blues[i]+n/2)/n), byte((reds[i]+n/2)/n)
	}
	return out
}

// withAlpha returns a picture as YCbCr with alpha.
func withAlpha(m image.Image, ratio image.YCbCrSubsampleRatio) *image.NYCbCrA {
	out := image.NewNYCbCrA(m.Bounds(), ratio)
	out.YCbCr = *asYCbCr(m, ratio)
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y++ {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
			out.A[out.AOffset(x, y)] = color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA).A
		}
	}
	return out
}

// asCMYK converts a picture to CMYK.
func asCMYK(m image.Image) *image.CMYK {
	return drawn(image.NewCMYK(m.Bounds()), m)
}

// opaqueType hides the type of a picture.
type opaqueType struct{ image.Image }

// variant is a picture in one of the types of package image.
type variant struct {
	name    string
	picture image.Image
}

// variants returns a picture in all types, except YCbCr if the bounds begin below 0: package image cannot do that.
func variants(m image.Image) []variant {
	b := m.Bounds()
	all := []variant{
		{"Gray", drawn(image.NewGray(b), m)},
		{"Gray16", drawn(image.NewGray16(b), m)},
		{"NRGBA", drawn(image.NewNRGBA(b), m)},
		{"RGBA", drawn(image.NewRGBA(b), m)},
		{"NRGBA64", drawn(image.NewNRGBA64(b), m)},
		{"RGBA64", drawn(image.NewRGBA64(b), m)},
		{"CMYK", asCMYK(m)},
		{"Paletted", drawn(image.NewPaletted(b, append(palette.WebSafe, color.Transparent)), m)},
		{"Alpha", drawn(image.NewAlpha(b), m)},
		{"other", opaqueType{m}},
	}
	if b.Min.X < 0 || b.Min.Y < 0 {
		return all
	}
	all = append(all, variant{"NYCbCrA420", withAlpha(m, image.YCbCrSubsampleRatio420)})
	for _, ratio := range ratios {
		all = append(all, variant{ratio.String(), asYCbCr(m, ratio)})
	}
	return all
}

// largestDifference returns the largest difference between two bytes of pictures of the same size.
func largestDifference(tb testing.TB, a, b *image.NRGBA) int {
	tb.Helper()
	if len(a.Pix) != len(b.Pix) {
		tb.Fatalf("sizes %v and %v", a.Rect, b.Rect)
	}
	largest := 0
	for i := range a.Pix {
		largest = max(largest, int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return largest
}
