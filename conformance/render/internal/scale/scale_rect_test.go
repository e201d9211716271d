package scale_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
	"github.com/openimagekit/imagekit/internal/race"
)

// parts are rectangles with sides of at most 40 pixels, and the sizes that they are scaled to.
var parts = []struct {
	src  scale.Rect
	w, h int
}{
	{scale.Rect{X0: 0, Y0: 0, X1: 40, Y1: 20}, 20, 10},
	{scale.Rect{X0: 0.25, Y0: 9.75, X1: 30.5, Y1: 30.1}, 13, 7},
	{scale.Rect{X0: 0.1, Y0: 0.3, X1: 40.1, Y1: 40.3}, 4, 8},
	{scale.Rect{X0: 1.9, Y0: 2.7, X1: 34.4, Y1: 22.2}, 77, 66},
	{scale.Rect{X0: 20.1, Y0: 20.1, X1: 20.2, Y1: 20.3}, 9, 9},
}

func moved(r scale.Rect, x, y int) scale.Rect {
	dx, dy := float64(x), float64(y)
	return scale.Rect{X0: r.X0 + dx, Y0: r.Y0 + dy, X1: r.X1 + dx, Y1: r.Y1 + dy}
}

func TestResize_MovedInALargerPicture(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := translucent(photoPart(t, 160, 160))
	pictures := variants(m)
	for _, move := range []image.Point{{4, 2}, {8, 12}, {300, 38}} { // multiples of all chroma subsamplings
		large := drawn(image.NewNRGBA(image.Rect(0, 0, 500, 200)), image.Black)
		drawn(large.SubImage(m.Rect.Add(move)).(*image.NRGBA), m)
		for i, larger := range variants(large) {
			for _, part := range parts { // so far inside that no kernel reaches the surroundings
				want := resize(t, pictures[i].picture, moved(part.src, 60, 60), part.w, part.h)
				got := resize(t, larger.picture, moved(part.src, 60+move.X, 60+move.Y), part.w, part.h)
				if !bytes.Equal(got.Pix, want.Pix) {
					t.Errorf("%s moved by %v: %v to %d x %d differs", larger.name, move, part.src, part.w, part.h)
				}
			}
		}
	}
}

func TestResize_BoundsMoved(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := translucent(photoPart(t, 60, 40))
	pictures := variants(m)
	for _, move := range []image.Point{{400, 600}, {7, 5}, {-60, -40}, {7, -5}} {
		for i, other := range variants(&image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect.Add(move)}) {
			if isSubsampled(other.picture) && move.X%4 != 0 {
				continue // other pixels share their chroma
			}
			for _, part := range parts {
				want := resize(t, pictures[i].picture, part.src, part.w, part.h)
				got := resize(t, other.picture, moved(part.src, move.X, move.Y), part.w, part.h)
				if !bytes.Equal(got.Pix, want.Pix) {
					t.Errorf("%s moved by %v: %v to %d x %d differs", other.name, move, part.src, part.w, part.h)
				}
			}
		}
	}
}

func isSubsampled(m image.Image) bool {
	switch m := m.(type) {
	case *image.YCbCr:
		return m.SubsampleRatio != image.YCbCrSubsampleRatio444
	case *image.NYCbCrA:
		return m.SubsampleRatio != image.YCbCrSubsampleRatio444
	}
	return false
}

// A picture that shares its pixels with a larger one ends at its own bounds.
func TestResize_SubImage(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := translucent(photoPart(t, 120, 80))
	part := image.Rect(32, 24, 92, 64) // multiples of all chroma subsamplings
	smaller := variants(m.SubImage(part))
	for i, v := range variants(m) {
		sub, ok := v.picture.(interface {
			SubImage(image.Rectangle) image.Image
		})
		if !ok {
			continue
		}
		for _, size := range sizes {
			got := resizeAll(t, sub.SubImage(part), size.X, size.Y)
			want := resizeAll(t, smaller[i].picture, size.X, size.Y)
			if !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%s to %v differs from a copy", v.name, size)
			}
		}
	}
}

func TestResize_CroppedAfterwards(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := photoPart(t, 120, 80)
	for _, test := range []struct{ w, h int }{{80, 60}, {40, 20}, {200, 180}, {32, 20}} {
		for _, v := range variants(m) {
			whole := resizeAll(t, v.picture, test.w, test.h)
			crop := image.Rect(test.w/4, test.h/5, test.w/2, test.h/2)
			x, y := 120/float64(test.w), 80/float64(test.h)
			src := scale.Rect{
				X0: float64(crop.Min.X) * x, Y0: float64(crop.Min.Y) * y,
				X1: float64(crop.Max.X) * x, Y1: float64(crop.Max.Y) * y,
			}
			got := resize(t, v.picture, src, crop.Dx(), crop.Dy())
			want := drawn(image.NewNRGBA(got.Rect), whole.SubImage(crop))
			if d := largestDifference(t, got, want); d > 1 {
				t.Errorf("%s to %v: the part differs by %d", v.name, test, d)
			}
		}
	}
}

func TestResize_OutsideThePicture(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := translucent(photoPart(t, 60, 40))
	padded := image.NewNRGBA(image.Rect(-60, -40, 120, 80))
	for y := -40; y < 80; y++ {
		for x := -60; x < 120; x++ {
			padded.SetNRGBA(x, y, m.NRGBAAt(min(max(x, 0), 59), min(max(y, 0), 39)))
		}
	}
	for _, src := range []scale.Rect{
		{X0: -60, Y0: -40, X1: 120, Y1: 80},
		{X0: -60, Y0: -40, X1: -50, Y1: -30},
		{X0: 110, Y0: 70, X1: 120, Y1: 80},
		{X0: -0.5, Y0: -0.5, X1: 60.5, Y1: 40.5},
		{X0: 50.3, Y0: 30.2, X1: 90.8, Y1: 44.9},
	} {
		for _, size := range sizes {
			got := resize(t, m, src, size.X, size.Y)
			if want := resize(t, padded, src, size.X, size.Y); !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%v to %v differs from the picture with its outermost pixels repeated", src, size)
			}
		}
	}
}
