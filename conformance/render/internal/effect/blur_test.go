package effect_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/effect"
)

// gaussian blurs a picture with a true Gaussian in floating-point numbers.
func gaussian(m *image.NRGBA, sigma float64) *image.NRGBA {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	pixels := make([][4]float64, width*height)
	for i := range pixels {
		alpha := float64(m.Pix[4*i+3])
		for c := range 3 {
			pixels[i][c] = float64(m.Pix[4*i+c]) * alpha / 255
		}
		pixels[i][3] = alpha
	}
	rows, columns := weightsOf(width, sigma), weightsOf(height, sigma)
	for y := range height {
		filterLine(pixels, y*width, 1, rows)
	}
	for x := range width {
		filterLine(pixels, x, width, columns)
	}
	out := image.NewNRGBA(m.Rect)
	for i, pixel := range pixels {
		alpha := math.Round(pixel[3])
		for c := range 3 {
			if alpha > 0 {
				out.Pix[4*i+c] = uint8(math.Round(min(255, pixel[c]*255/pixel[3])))
			}
		}
		out.Pix[4*i+3] = uint8(alpha)
	}
	return out
}

// weightsOf returns the weight of each pixel of a line in each pixel of the result. The ends are repeated.
func weightsOf(length int, sigma float64) [][]float64 {
	weights := make([][]float64, length)
	radius := int(math.Ceil(5 * sigma))
	for i := range weights {
		weights[i] = make([]float64, length)
		var total float64
		for offset := -radius; offset <= radius; offset++ {
			weight := math.Exp(-math.Pow(float64(offset)/sigma, 2) / 2)
			weights[i][min(max(i+offset, 0), length-1)] += weight
			total += weight
		}
		for j := range weights[i] {
			weights[i][j] /= total
		}
	}
	return weights
}

// filterLine filters the pixels from start on that are step apart.
func filterLine(pixels [][4]float64, start, step int, weights [][]float64) {
	line := make([][4]float64, len(weights))
	for i := range line {
		line[i] = pixels[start+i*step]
	}
	for i := range line {
		var sum [4]float64
		for j, weight := range weights[i] {
			for c := range 4 {
				sum[c] += weight * line[j][c]
			}
		}
		pixels[start+i*step] = sum
	}
}

// psnr compares the premultiplied colors and the alpha of two pictures, in dB.
func psnr(a, b *image.NRGBA) float64 {
	var sum float64
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 4 {
			x, y := float64(a.Pix[i+c]), float64(b.Pix[i+c])
			if c < 3 {
				x, y = x*float64(a.Pix[i+3])/255, y*float64(b.Pix[i+3])/255
			}
			sum += (x - y) * (x - y)
		}
	}
	return 10 * math.Log10(255*255*float64(len(a.Pix))/sum)
}

func TestBlur_Gaussian(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*image.NRGBA{
		"opaque": scene(), "translucent": translucentScene(), "stars": stars(),
	} {
		for _, sigma := range []float64{0.5, 0.7, 0.99, 1, 1.4, 3, 8, 20, 50} {
			got := clone(m)
			if err := effect.Blur(t.Context(), got, sigma); err != nil {
				t.Fatal(err)
			}
			ratio := psnr(gaussian(m, sigma), got)
			t.Logf("%s, sigma %v: %.1f dB", name, sigma, ratio)
			if ratio < 40 {
				t.Errorf("%s, sigma %v: %.1f dB, want at least 40", name, sigma, ratio)
			}
		}
	}
}

func TestBlur_Neutral(t *testing.T) {
	t.Parallel()
	for _, sigma := range []float64{0, -1, math.NaN(), math.Inf(-1), 1e-300} {
		want, got := translucentScene(), translucentScene()
		if err := effect.Blur(t.Context(), got, sigma); err != nil {
			t.Fatal(err)
		}
		if sigma == 1e-300 {
			hideTransparent(want)
		}
		equalPictures(t, got, want)
	}
}

// hideTransparent removes the colors of transparent pixels.
func hideTransparent(m *image.NRGBA) {
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i+3] == 0 {
			clear(m.Pix[i : i+4])
		}
	}
}

func TestBlur_OneColor(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1, 1}, {1, 9}, {9, 1}, {7, 19}} {
		for _, c := range []color.NRGBA{{255, 255, 255, 255}, {1, 2, 3, 255}, {200, 100, 50, 128}} {
			for _, sigma := range []float64{0.3, 0.9, 1, 3.3, 100} {
				m := uniform(size.X, size.Y, c)
				if err := effect.Blur(t.Context(), m, sigma); err != nil {
					t.Fatal(err)
				}
				equalPictures(t, m, uniform(size.X, size.Y, c))
			}
		}
	}
}

// TestBlur_VeryWide checks that a blur has a limit. It makes a picture almost the mean of its edges.
func TestBlur_VeryWide(t *testing.T) {
	t.Parallel()
	m := edge(6, 100, 200)
	if err := effect.Blur(t.Context(), m, math.Inf(1)); err != nil {
		t.Fatal(err)
	}
	equalPictures(t, m, uniform(6, 5, gray(150)))
}

// TestBlur_Symmetric turns a picture by 180 degrees before it is blurred, and afterwards.
func TestBlur_Symmetric(t *testing.T) {
	t.Parallel()
	for _, sigma := range []float64{0.6, 1, 2.5, 40} {
		want, got := translucentScene(), turned(translucentScene())
		for _, m := range []*image.NRGBA{want, got} {
			if err := effect.Blur(t.Context(), m, sigma); err != nil {
				t.Fatal(err)
			}
		}
		equalPictures(t, turned(got), want)
	}
}

// TestBlur_Transparent checks that the color of a transparent pixel does not bleed into its neighbors.
func TestBlur_Transparent(t *testing.T) {
	t.Parallel()
	m := uniform(9, 9, color.NRGBA{0, 0xff, 0, 0xff})
	m.SetNRGBA(4, 4, color.NRGBA{0xff, 0, 0xff, 0})
	if err := effect.Blur(t.Context(), m, 2); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i] != 0 || m.Pix[i+1] != 0xff || m.Pix[i+2] != 0 {
			t.Fatalf("pixel %d has the color %v", i/4, m.Pix[i:i+4])
		}
	}
	if alpha := m.NRGBAAt(4, 4).A; alpha < 240 || alpha == 0xff {
		t.Errorf("alpha %d in the center", alpha)
	}
}

func TestBlur_Canceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, sigma := range []float64{0, 0.5, 5} {
		if err := effect.Blur(ctx, scene(), sigma); !errors.Is(err, context.Canceled) {
			t.Errorf("sigma %v: error %v", sigma, err)
		}
	}
}

func BenchmarkBlur(b *testing.B) {
	m := image.NewNRGBA(image.Rect(0, 0, 600, 400))
	for i := range m.Pix {
		m.Pix[i] = uint8(i*i/7) | uint8(i%4/3*0xff)
	}
	for _, sigma := range []float64{0.7, 2, 10, 50} {
		b.Run(fmt.Sprint("sigma-", sigma), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := effect.Blur(b.Context(), m, sigma); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
