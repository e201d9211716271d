package scale_test

import (
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// FuzzResize resizes pictures of all types. Every result has the size that was asked for, and one color if the picture
// has.
func FuzzResize(f *testing.F) {
	f.Add(uint8(0), uint16(60), uint16(40), 0.0, 0.0, 60.0, 40.0, 30, 20)
	f.Add(uint8(13), uint16(1), uint16(700), -0.5, 0.25, 1.75, 698.5, 3, 1)
	f.Add(uint8(7), uint16(33), uint16(9), 32.9999, 8.9999, 33.0001, 9.0001, 300, 1)
	f.Add(uint8(11), uint16(5), uint16(5), -5.0, -5.0, 10.0, 10.0, 1, 300)
	f.Fuzz(func(t *testing.T, kind uint8, width, height uint16, x0, y0, x1, y1 float64, w, h int) {
		if w > 300 || h > 300 {
			t.Skip("takes long")
		}
		bounds := image.Rect(0, 0, int(width)%800+1, int(height)%100+1)
		all := emptyVariants(bounds)
		m := all[int(kind)%len(all)].picture
		out, err := scale.Resize(t.Context(), m, scale.Rect{X0: x0, Y0: y0, X1: x1, Y1: y1}, w, h)
		if err != nil {
			return
		}
		if out.Rect != image.Rect(0, 0, w, h) {
			t.Fatalf("bounds %v, want %d x %d", out.Rect, w, h)
		}
		if !isSingleColor(out, out.NRGBAAt(0, 0)) {
			t.Fatal("a picture with one color became one with several")
		}
	})
}

// emptyVariants returns pictures of all types, whose bytes are all 0x55.
func emptyVariants(r image.Rectangle) []variant {
	fill := func(pix []byte) {
		for i := range pix {
			pix[i] = 0x55
		}
	}
	rgba, nrgba, gray, gray16 := image.NewRGBA(r), image.NewNRGBA(r), image.NewGray(r), image.NewGray16(r)
	rgba64, cmyk := image.NewRGBA64(r), image.NewCMYK(r)
	for _, pix := range [][]byte{rgba.Pix, nrgba.Pix, gray.Pix, gray16.Pix, rgba64.Pix, cmyk.Pix} {
		fill(pix)
	}
	all := []variant{
		{"RGBA", rgba},
		{"NRGBA", nrgba},
		{"Gray", gray},
		{"Gray16", gray16},
		{"RGBA64", rgba64},
		{"CMYK", cmyk},
		{"other", opaqueType{nrgba}},
	}
	for _, ratio := range ratios {
		m := image.NewNYCbCrA(r, ratio)
		for _, pix := range [][]byte{m.Y, m.Cb, m.Cr, m.A} {
			fill(pix)
		}
		all = append(all, variant{"NYCbCrA", m}, variant{"YCbCr", &m.YCbCr})
	}
	return all
}
