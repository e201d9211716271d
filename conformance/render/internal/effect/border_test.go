package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestAddBorder(t *testing.T) {
	t.Parallel()
	m := grid(20, 10)
	got, err := effect.AddBorder(t.Context(), m, 3, red, effect.Corners{})
	if err != nil {
		t.Fatal(err)
	}
	if w, h := effect.BorderedSize(20, 10, 3); got.Rect.Max != (image.Point{26, 16}) || got.Rect.Max != image.Pt(w, h) {
		t.Fatalf("size %v", got.Rect.Max)
	}
	equalPictures(t, effect.Crop(got, image.Rect(3, 3, 23, 13)), m)
	for y := range 16 {
		for x := range 26 {
			if !image.Pt(x, y).In(image.Rect(3, 3, 23, 13)) {
				hasPixels(t, got, map[image.Point]color.NRGBA{{x, y}: red})
			}
		}
	}
}

// TestAddBorder_Rounded checks the outer and the inner edge, along the diagonal of a corner.
func TestAddBorder_Rounded(t *testing.T) {
	t.Parallel()
	got, err := effect.AddBorder(t.Context(), uniform(60, 60, blue), 10, red, circles(30))
	if err != nil {
		t.Fatal(err)
	}
	// The center of both circles is 30, 30; their radii are 30 and 20. 8.8 and 15.9 are the edges on the diagonal.
	hasPixels(t, got, map[image.Point]color.NRGBA{
		{0, 0}: none, {7, 7}: none, {10, 10}: red, {13, 13}: red, {17, 17}: blue, {40, 40}: blue,
		{40, 2}: red, {40, 9}: red, {40, 10}: blue, {2, 40}: red, {77, 40}: red,
	})
	mirrored := clone(got)
	effect.FlipHorizontal(mirrored)
	effect.FlipVertical(mirrored)
	equalPictures(t, mirrored, got)
}

// TestAddBorder_Transparent checks that the border does not shine through the picture.
func TestAddBorder_Transparent(t *testing.T) {
	t.Parallel()
	got, err := effect.AddBorder(t.Context(), uniform(20, 20, none), 4, red, circles(8))
	if err != nil {
		t.Fatal(err)
	}
	hasPixels(t, got, map[image.Point]color.NRGBA{{14, 14}: none, {14, 4}: none, {14, 3}: red, {3, 3}: red})
}

func TestAddBorder_None(t *testing.T) {
	t.Parallel()
	m := grid(9, 7)
	got, err := effect.AddBorder(t.Context(), m, 0, red, effect.Corners{})
	if err != nil {
		t.Fatal(err)
	}
	equalPictures(t, got, m)
}
