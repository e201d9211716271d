package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// TestRotatedSize has sizes of vips rotate, which takes the smallest rectangle, too.
func TestRotatedSize(t *testing.T) {
	t.Parallel()
	for degrees, want := range map[float64]image.Point{
		0: {299, 199}, 360: {299, 199}, -180: {299, 199}, 90: {199, 299}, -90: {199, 299}, 450: {199, 299},
		33: {359, 330}, 1: {302, 204}, -40: {357, 345}, 123.5: {331, 359}, 200: {349, 289}, 89: {204, 302},
		45: {352, 352}, 271: {204, 302}, 393: {359, 330}, -327: {359, 330},
	} {
		if w, h := effect.RotatedSize(299, 199, degrees); image.Pt(w, h) != want {
			t.Errorf("%v degrees: %dx%d, want %v", degrees, w, h, want)
		}
	}
}

func TestRotate_Quarters(t *testing.T) {
	t.Parallel()
	m := grid(7, 4)
	for degrees, quarters := range map[float64]int{0: 0, 90: 1, 180: 2, 270: 3, -90: 3, 360: 0, 450: 1, -540: 2} {
		got, err := effect.Rotate(t.Context(), m, degrees)
		if err != nil {
			t.Fatal(err)
		}
		equalPictures(t, got, effect.RotateQuarters(m, quarters))
	}
}

// TestRotate_Place turns a picture with a red left and a blue right half clockwise.
func TestRotate_Place(t *testing.T) {
	t.Parallel()
	m := uniform(40, 40, red)
	for y := range 40 {
		for x := 20; x < 40; x++ {
			m.SetNRGBA(x, y, blue)
		}
	}
	got, err := effect.Rotate(t.Context(), m, 45)
	if err != nil {
		t.Fatal(err)
	}
	if got.Rect.Max != (image.Point{57, 57}) {
		t.Fatalf("size %v", got.Rect.Max)
	}
	hasPixels(t, got, map[image.Point]color.NRGBA{
		{0, 0}: none, {56, 0}: none, {0, 56}: none, {56, 56}: none, // the corners
		{28, 3}: red, {3, 28}: red, {53, 28}: blue, {28, 53}: blue, {40, 38}: blue, {16, 18}: red,
	})
	if edge := got.NRGBAAt(14, 14).A; edge == 0 || edge == 255 {
		t.Errorf("the edge has the alpha %d, want one in between", edge)
	}
}

// TestRotate_Opposite checks that a picture turned by an angle is the opposite of one turned by half a turn more.
func TestRotate_Opposite(t *testing.T) {
	t.Parallel()
	m := grid(30, 20)
	one, err := effect.Rotate(t.Context(), m, 30)
	if err != nil {
		t.Fatal(err)
	}
	other, err := effect.Rotate(t.Context(), effect.RotateQuarters(m, 2), 30)
	if err != nil {
		t.Fatal(err)
	}
	back := effect.RotateQuarters(other, 2)
	for i, value := range one.Pix {
		// Positions are rounded down, to 1/256 of a pixel.
		if one.Pix[i|3] > 20 && max(value, back.Pix[i])-min(value, back.Pix[i]) > 4 {
			t.Fatalf("byte %d is %d and %d", i, value, back.Pix[i])
		}
	}
}

func TestRotateQuarters(t *testing.T) {
	t.Parallel()
	m := grid(5, 3)
	once := effect.RotateQuarters(m, 1)
	if once.Rect.Max != (image.Point{3, 5}) {
		t.Fatalf("size %v", once.Rect.Max)
	}
	hasPixels(t, once, map[image.Point]color.NRGBA{ // clockwise: the top left becomes the top right
		{2, 0}: m.NRGBAAt(0, 0), {2, 4}: m.NRGBAAt(4, 0), {0, 0}: m.NRGBAAt(0, 2), {1, 3}: m.NRGBAAt(3, 1),
	})
	equalPictures(t, effect.RotateQuarters(once, -1), m)
	equalPictures(t, effect.RotateQuarters(once, 3), m)
	equalPictures(t, effect.RotateQuarters(once, 1), effect.RotateQuarters(m, -2))
	equalPictures(t, effect.RotateQuarters(m, 4), m)
}
