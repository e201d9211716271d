package effect_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// pixels returns a picture with one row.
func pixels(colors ...color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, len(colors), 1))
	for x, c := range colors {
		m.SetNRGBA(x, 0, c)
	}
	return m
}

func TestGrayscale_Pixels(t *testing.T) {
	t.Parallel()
	m := pixels(color.NRGBA{0xff, 0, 0, 0xff}, color.NRGBA{0, 0xff, 0, 0x80}, color.NRGBA{0, 0, 0xff, 0xff}, gray(7),
		color.NRGBA{10, 20, 30, 0xff})
	if err := effect.Grayscale(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	// 255 * 0.299 = 76.2, 255 * 0.587 = 149.7, 255 * 0.114 = 29.1, 2.99 + 11.74 + 3.42 = 18.2
	equalPictures(t, m, pixels(gray(76), color.NRGBA{150, 150, 150, 0x80}, gray(29), gray(7), gray(18)))
}

func TestStretchContrast_Pixels(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after *image.NRGBA }{
		"grays":     {pixels(gray(50), gray(100), gray(150)), pixels(gray(0), gray(128), gray(255))},
		"one gray":  {pixels(gray(50), gray(50)), pixels(gray(50), gray(50))},
		"all grays": {pixels(gray(0), gray(77), gray(255)), pixels(gray(0), gray(77), gray(255))},
		// The brightness of the second pixel, 111.4, becomes (111.4 - 50) * 2.55 = 156.6, which is 45 more.
		"color": {
			pixels(gray(50), color.NRGBA{150, 90, 120, 0xff}, gray(150)),
			pixels(gray(0), color.NRGBA{195, 135, 165, 0xff}, gray(255)),
		},
		"transparent pixels do not count": {
			pixels(gray(50), gray(100), gray(150), color.NRGBA{255, 255, 255, 0}),
			pixels(gray(0), gray(128), gray(255), color.NRGBA{255, 255, 255, 0}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := effect.StretchContrast(t.Context(), test.before); err != nil {
				t.Fatal(err)
			}
			equalPictures(t, test.before, test.after)
		})
	}
}

// TestStretchContrast_Percent checks that single black and white pixels do not prevent that contrast is stretched.
func TestStretchContrast_Percent(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 40, 20))
	for i := range 40 * 20 {
		m.SetNRGBA(i%40, i/40, gray(uint8(100+i%2*50)))
	}
	m.SetNRGBA(3, 3, gray(0))
	m.SetNRGBA(9, 9, gray(255))
	if err := effect.StretchContrast(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if m.NRGBAAt(0, 0) != gray(0) || m.NRGBAAt(1, 0) != gray(255) {
		t.Errorf("got %v and %v", m.NRGBAAt(0, 0), m.NRGBAAt(1, 0))
	}
}

func TestColorize_Pixels(t *testing.T) {
	t.Parallel()
	red, blue := color.NRGBA{0xff, 0, 0, 0xff}, color.NRGBA{0, 0, 0xff, 0xff}
	for name, test := range map[string]struct {
		color     color.NRGBA
		intensity int
		want      *image.NRGBA
	}{
		"none":        {red, 0, pixels(gray(0), gray(76), gray(255), gray(38), blue)},
		"transparent": {color.NRGBA{0xff, 0, 0, 0}, 100, pixels(gray(0), gray(76), gray(255), gray(38), blue)},
		// Red has the brightness 76. Half of it is dark red, and the brightness 29 of blue is 255 * 29 / 76.
		"red": {red, 100, pixels(gray(0), red, gray(255), color.NRGBA{128, 0, 0, 255}, color.NRGBA{97, 0, 0, 255})},
		"half": {red, 50, pixels(gray(0), color.NRGBA{166, 38, 38, 255}, gray(255), color.NRGBA{83, 19, 19, 255},
			color.NRGBA{49, 0, 128, 255})},
		"gray":  {gray(128), 100, pixels(gray(0), gray(76), gray(255), gray(38), gray(29))},
		"white": {gray(255), 100, pixels(gray(0), gray(76), gray(255), gray(38), gray(29))},
		"black": {gray(0), 100, pixels(gray(0), gray(76), gray(255), gray(38), gray(29))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := pixels(gray(0), gray(76), gray(255), gray(38), blue)
			if err := effect.Colorize(t.Context(), m, test.color, test.intensity); err != nil {
				t.Fatal(err)
			}
			equalPictures(t, m, test.want)
		})
	}
}
