package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

func TestShadow_Sharp(t *testing.T) {
	t.Parallel()
	red := color.NRGBA{0xff, 0, 0, 0xff}
	m := image.NewNRGBA(image.Rect(0, 0, 6, 4))
	m.SetNRGBA(1, 1, red)
	m.SetNRGBA(2, 1, color.NRGBA{0xff, 0, 0, 0x80})
	want := image.NewNRGBA(m.Rect)
	want.SetNRGBA(1, 1, red)
	// Alpha 0x80 over a shadow with alpha 102, which is 40 percent: 128 + 102 * 127 / 255 = 178.8. Its red is 255 * 128
	// / 178.8 = 182.5.
	want.SetNRGBA(2, 1, color.NRGBA{183, 0, 0, 179})
	want.SetNRGBA(3, 1, color.NRGBA{0, 0, 0, 51})
	if err := effect.Shadow(t.Context(), m, effect.ShadowOptions{Opacity: 40, Offset: image.Pt(1, 0)}); err != nil {
		t.Fatal(err)
	}
	equalPictures(t, m, want)
}

func TestShadow_Blurred(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 41, 41))
	m.SetNRGBA(20, 20, color.NRGBA{0xff, 0xff, 0xff, 0xff})
	for x := 10; x < 31; x++ {
		m.SetNRGBA(x, 20, color.NRGBA{0xff, 0xff, 0xff, 0xff})
	}
	o := effect.ShadowOptions{Sigma: 2, Opacity: 100, Offset: image.Pt(0, -5)}
	if err := effect.Shadow(t.Context(), m, o); err != nil {
		t.Fatal(err)
	}
	peak, beside, below := m.NRGBAAt(20, 15), m.NRGBAAt(20, 13), m.NRGBAAt(20, 30)
	if peak.R != 0 || peak.A < 48 || peak.A > 54 { // 255 * 0.2, the center of a Gaussian with a deviation of 2
		t.Errorf("the center of the shadow is %v", peak)
	}
	if beside.A >= peak.A || beside.A == 0 || below.A != 0 {
		t.Errorf("beside the center: %v, below: %v", beside, below)
	}
}

func TestShadow_Opaque(t *testing.T) {
	t.Parallel()
	m := scene()
	if err := effect.Shadow(t.Context(), m, effect.ShadowOptions{Sigma: 9, Opacity: 100}); err != nil {
		t.Fatal(err)
	}
	equalPictures(t, m, scene())
}

func TestShadow_FarOffset(t *testing.T) {
	t.Parallel()
	m := translucentScene()
	o := effect.ShadowOptions{Sigma: 3, Opacity: 50, Offset: image.Pt(testWidth, -testHeight)}
	if err := effect.Shadow(t.Context(), m, o); err != nil {
		t.Fatal(err)
	}
	equalPictures(t, m, translucentScene())
}
