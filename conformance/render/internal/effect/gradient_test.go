package effect_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// column returns the colors of a column.
func column(m *image.NRGBA, x int) []color.NRGBA {
	var colors []color.NRGBA
	for y := range m.Rect.Dy() {
		colors = append(colors, m.NRGBAAt(x, y))
	}
	return colors
}

func gradient(t *testing.T, m *image.NRGBA, o effect.GradientOptions) *image.NRGBA {
	t.Helper()
	if err := effect.Gradient(t.Context(), m, o); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGradient_Vertical(t *testing.T) {
	t.Parallel()
	black, white := gray(0), gray(255)
	for name, test := range map[string]struct {
		o    effect.GradientOptions
		want []uint8
	}{
		// The centers of four rows are at 1/8, 3/8, 5/8 and 7/8.
		"down": {effect.GradientOptions{From: black, To: white, Angle: 180, Stop: 1}, []uint8{32, 96, 159, 223}},
		"up":   {effect.GradientOptions{From: black, To: white, Angle: 0, Stop: 1}, []uint8{223, 159, 96, 32}},
		"half": {
			effect.GradientOptions{From: black, To: white, Angle: 180, Stop: 0.5}, []uint8{64, 191, 255, 255},
		},
		"tiny":      {effect.GradientOptions{From: black, To: white, Angle: 180, Stop: 0}, []uint8{255, 255, 255, 255}},
		"long":      {effect.GradientOptions{From: black, To: white, Angle: 180, Stop: 2}, []uint8{16, 48, 80, 112}},
		"one round": {effect.GradientOptions{From: black, To: white, Angle: 540, Stop: 1}, []uint8{32, 96, 159, 223}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := gradient(t, uniform(3, 4, color.NRGBA{1, 2, 3, 255}), test.o)
			for y, want := range test.want {
				for x := range 3 {
					if got := m.NRGBAAt(x, y); got != gray(want) {
						t.Errorf("pixel %d, %d: got %v, want %d", x, y, got, want)
					}
				}
			}
		})
	}
}

// TestGradient_Transparent checks that white fades out to a transparent color without becoming gray.
func TestGradient_Transparent(t *testing.T) {
	t.Parallel()
	o := effect.GradientOptions{From: gray(255), To: color.NRGBA{}, Angle: 180, Stop: 1}
	for y, c := range column(gradient(t, image.NewNRGBA(image.Rect(0, 0, 1, 4)), o), 0) {
		want := color.NRGBA{255, 255, 255, []uint8{223, 159, 96, 32}[y]}
		if c != want {
			t.Errorf("row %d on a transparent picture: got %v, want %v", y, c, want)
		}
	}
	for y, c := range column(gradient(t, uniform(1, 4, gray(0)), o), 0) {
		if want := gray([]uint8{223, 159, 96, 32}[y]); c != want {
			t.Errorf("row %d on black: got %v, want %v", y, c, want)
		}
	}
}

func TestGradient_Diagonal(t *testing.T) {
	t.Parallel()
	m := gradient(t, uniform(8, 8, gray(9)), effect.GradientOptions{From: gray(0), To: gray(255), Angle: 45, Stop: 1})
	for i := range 8 {
		if got := m.NRGBAAt(i, i).R; got < 127 || got > 128 {
			t.Errorf("pixel %d, %d is on the middle line and has %d", i, i, got)
		}
	}
	if low, high := m.NRGBAAt(0, 7).R, m.NRGBAAt(7, 0).R; low > 20 || high < 235 {
		t.Errorf("the corners have %d and %d", low, high)
	}
}

func TestGradientLength_Angles(t *testing.T) {
	t.Parallel()
	for angle, want := range map[float64]float64{0: 30, 90: 40, 180: 30, 45: 70 / math.Sqrt2, 135: 70 / math.Sqrt2} {
		if got := effect.GradientLength(40, 30, angle); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v degrees: got %v, want %v", angle, got, want)
		}
	}
}
