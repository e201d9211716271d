package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// edge has a gray on the left and another one on the right.
func edge(width int, left, right uint8) *image.NRGBA {
	m := uniform(width, 5, gray(left))
	for y := range 5 {
		for x := width / 2; x < width; x++ {
			m.SetNRGBA(x, y, gray(right))
		}
	}
	return m
}

func TestSharpen_Edge(t *testing.T) {
	t.Parallel()
	m := edge(6, 100, 148)
	if err := effect.Sharpen(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	// Three of the eight neighbors differ by 48: 48 * 3 / 24 = 6.
	want := edge(6, 100, 148)
	for y := range 5 {
		want.SetNRGBA(2, y, gray(94))
		want.SetNRGBA(3, y, gray(154))
	}
	equalPictures(t, m, want)
}

func TestSharpen_Transparent(t *testing.T) {
	t.Parallel()
	m := edge(6, 100, 148)
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i-1] == 148 {
			m.Pix[i] = 0
		}
	}
	if err := effect.Sharpen(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := m.NRGBAAt(2, 2); got != gray(100) {
		t.Errorf("a transparent neighbor changed %v to %v", gray(100), got)
	}
}

func TestUnsharp_Edge(t *testing.T) {
	t.Parallel()
	blurred := edge(20, 100, 150)
	if err := effect.Blur(t.Context(), blurred, 2); err != nil {
		t.Fatal(err)
	}
	m := edge(20, 100, 150)
	// The differences near the edge are up to 20; those below 255 * 0.1 / 2 = 12.75 are not added.
	if err := effect.Unsharp(t.Context(), m, effect.Mask{Sigma: 2, Amount: 0.5, Threshold: 0.1}); err != nil {
		t.Fatal(err)
	}
	for x := range 20 {
		before, blur := int(edge(20, 100, 150).NRGBAAt(x, 2).R), int(blurred.NRGBAAt(x, 2).R)
		difference := before - blur
		want := before
		if max(difference, -difference) > 12 {
			want += (2*difference + max(-2, min(2, difference))) / 4
		}
		if got := int(m.NRGBAAt(x, 2).R); got < want-1 || got > want+1 {
			t.Errorf("column %d: got %d, want %d", x, got, want)
		}
	}
	if got := m.NRGBAAt(9, 2).R; got >= 100 {
		t.Errorf("the dark side of the edge has %d, want less than 100", got)
	}
}

// TestUnsharp_Radius checks that a small radius limits the blur, and that a large one does not.
func TestUnsharp_Radius(t *testing.T) {
	t.Parallel()
	sharpened := func(radius float64) *image.NRGBA {
		m := scene()
		if err := effect.Unsharp(t.Context(), m, effect.Mask{Radius: radius, Sigma: 5, Amount: 1}); err != nil {
			t.Fatal(err)
		}
		return m
	}
	unlimited := sharpened(0)
	equalPictures(t, sharpened(20), unlimited)
	if small, medium := psnr(sharpened(1), scene()), psnr(sharpened(5), scene()); small <= medium {
		t.Errorf("radius 1 changes the picture as much as radius 5: %.1f and %.1f dB", small, medium)
	}
}

func TestSharpenBy_Edge(t *testing.T) {
	t.Parallel()
	m := edge(20, 100, 200)
	if err := effect.SharpenBy(t.Context(), m, 2); err != nil {
		t.Fatal(err)
	}
	// Nothing is above 100 + 10 percent of 255 or below 100 - 20 percent of 255.
	if dark, light := m.NRGBAAt(9, 2), m.NRGBAAt(10, 2); dark != gray(49) || light != gray(226) {
		t.Errorf("got %v and %v", dark, light)
	}
	if far := m.NRGBAAt(0, 2); far != gray(100) {
		t.Errorf("far from the edge: %v", far)
	}
}

func TestSharpen_Neutral(t *testing.T) {
	t.Parallel()
	for _, o := range operations {
		switch o.name {
		case "sharpen", "sharpen by 2", "unsharp":
			m := uniform(9, 7, color.NRGBA{20, 120, 220, 90})
			if err := o.apply(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			equalPictures(t, m, uniform(9, 7, color.NRGBA{20, 120, 220, 90}))
		}
	}
}
