package render_test

import (
	"testing"
)

func TestRender_Blur(t *testing.T) {
	t.Parallel()
	m := transformed(t, step(), parse(t, "bl-2"))
	// A Gaussian with the standard deviation 2 has 59.9 percent of its weight below 1/4 of it, which is half a pixel.
	if c := m.NRGBAAt(10, 2); c.R < 159 || c.R > 161 || c.R != c.G || c.A != 255 {
		t.Errorf("the light side of the edge is %v, want about 160", c)
	}
	if left, right := m.NRGBAAt(0, 0), m.NRGBAAt(19, 4); left != gray(100) || right != gray(200) {
		t.Errorf("far from the edge: %v and %v", left, right)
	}
	strong := transformed(t, step(), parse(t, "bl-100"))
	if c := strong.NRGBAAt(10, 2); c.R < 148 || c.R > 154 {
		t.Errorf("bl-100 makes %v, want about 150", c)
	}
}

// TestRender_BlurAfterSize checks that the radius counts in pixels of the result.
func TestRender_BlurAfterSize(t *testing.T) {
	t.Parallel()
	m := transformed(t, step(), parse(t, "bl-2,w-200"))
	if c := m.NRGBAAt(80, 20); c != gray(100) {
		t.Errorf("20 pixels from the edge: %v", c)
	}
}

func TestRender_Sharpening(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]struct{ dark, light uint8 }{
		"e-sharpen":      {88, 212}, // 100 * 3 / 24 = 12.5
		"e-sharpen-true": {88, 212},
		"e-sharpen-0":    {100, 200},
		"e-sharpen-2":    {49, 226}, // 20 percent of 255 below, 10 percent above
		// The radius 2 cuts a Gaussian with the deviation 2 to one with the deviation 1.29. Half a pixel from the edge,
		// it is 35 from the original, of which 0.8 is 28.
		"e-usm":               {72, 228},
		"e-usm-true":          {72, 228},
		"e-usm-2-2-0.8-0.024": {72, 228},
		"e-usm-2-2-0.4-0.024": {86, 214},
		"e-usm-2-2-0.8-0.9":   {100, 200}, // twice the difference is below 255 * 0.9
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			m := transformed(t, step(), parse(t, chain))
			dark, light := m.NRGBAAt(9, 2), m.NRGBAAt(10, 2)
			if distance(dark, gray(want.dark)) > 3 || distance(light, gray(want.light)) > 3 {
				t.Errorf("got %v and %v, want %d and %d", dark, light, want.dark, want.light)
			}
			if far := m.NRGBAAt(0, 0); far != gray(100) {
				t.Errorf("far from the edge: %v", far)
			}
		})
	}
}
