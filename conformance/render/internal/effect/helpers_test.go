package effect_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"
)

var (
	red  = color.NRGBA{255, 0, 0, 255}
	blue = color.NRGBA{0, 0, 255, 255}
	none = color.NRGBA{}
)

// Pictures of 60 by 40 pixels.
const testWidth, testHeight = 60, 40

// scene draws a picture with smooth parts, edges, single pixels and noise.
func scene() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, testWidth, testHeight))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range testHeight {
		for x := range testWidth {
			c := color.NRGBA{uint8(4 * x), uint8(6 * y), uint8(random.IntN(256)), 0xff}
			switch {
			case x > 20 && x < 35 && y > 10 && y < 30:
				c = color.NRGBA{0xff, 0, 0x20, 0xff}
			case (x*7+y*13)%41 == 0:
				c = color.NRGBA{0xff, 0xff, 0xff, 0xff}
			case x == y:
				c = color.NRGBA{0, 0, 0, 0xff}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

// translucentScene is scene with holes and parts that are half transparent.
func translucentScene() *image.NRGBA {
	m := scene()
	for y := range testHeight {
		for x := range testWidth {
			i := m.PixOffset(x, y) + 3
			switch {
			case (x-40)*(x-40)+(y-20)*(y-20) < 120:
				m.Pix[i] = 0
			case x < 15:
				m.Pix[i] = uint8(17 * x)
			}
		}
	}
	return m
}

// stars has single white pixels on black.
func stars() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, testWidth, testHeight))
	random := rand.New(rand.NewPCG(3, 4))
	for i := range m.Pix {
		if i%4 == 3 || random.IntN(30) == 0 {
			m.Pix[i] = 0xff
		}
	}
	return m
}

func clone(m *image.NRGBA) *image.NRGBA {
	return &image.NRGBA{Pix: append([]uint8(nil), m.Pix...), Stride: m.Stride, Rect: m.Rect}
}

// uniform returns a picture of one color.
func uniform(width, height int, c color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return m
}

// turned returns a picture that is turned by 180 degrees.
func turned(m *image.NRGBA) *image.NRGBA {
	out := clone(m)
	for i := 0; i < len(m.Pix); i += 4 {
		copy(out.Pix[len(m.Pix)-4-i:][:4], m.Pix[i:])
	}
	return out
}

// grid returns a picture whose pixels have all different colors, some of which are translucent.
func grid(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{byte(x * 4), byte(y * 6), byte(x*7 + y*13), byte(255 - (x*y)%100)})
		}
	}
	return m
}

// equalPictures checks that two pictures are equal.
func equalPictures(t *testing.T, got, want *image.NRGBA) {
	t.Helper()
	if got.Rect != want.Rect {
		t.Fatalf("bounds %v, want %v", got.Rect, want.Rect)
	}
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			if got.NRGBAAt(x, y) != want.NRGBAAt(x, y) {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got.NRGBAAt(x, y), want.NRGBAAt(x, y))
			}
		}
	}
}

// hasPixels checks single pixels.
func hasPixels(t *testing.T, m *image.NRGBA, want map[image.Point]color.NRGBA) {
	t.Helper()
	for at, c := range want {
		if got := m.NRGBAAt(at.X, at.Y); got != c {
			t.Errorf("pixel %v is %v, want %v", at, got, c)
		}
	}
}

// opaqueGrid returns a picture whose pixels say where they are.
func opaqueGrid(w, h int) *image.NRGBA {
	m := grid(w, h)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255
	}
	return m
}

func gray(value uint8) color.NRGBA { return color.NRGBA{value, value, value, 0xff} }
