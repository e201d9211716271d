package scale_test

import (
	"image"
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
	"github.com/openimagekit/imagekit/internal/race"
)

// The reference resizes in floating-point numbers, straight from the definition: each pixel of the result is a sum over
// the means of all blocks, weighted by the product of both kernels.

// reference returns the channel of a pixel of the result, between 0 and 255.
func reference(m *image.NRGBA, channel int, horizontal, vertical []block) float64 {
	sum, total := 0.0, 0.0
	for _, v := range vertical {
		for _, h := range horizontal {
			mean := 0.0
			for y := v.first; y < v.end; y++ {
				for x := h.first; x < h.end; x++ {
					at := m.PixOffset(min(max(x, 0), m.Rect.Dx()-1), min(max(y, 0), m.Rect.Dy()-1))
					mean += float64(m.Pix[at+channel])
				}
			}
			weight := v.weight * h.weight
			sum += mean / float64((v.end-v.first)*(h.end-h.first)) * weight
			total += weight
		}
	}
	return sum / total
}

// block is an interval of pixels with the weight of their mean.
type block struct {
	first, end int
	weight     float64
}

// blocks returns the blocks for pixel i of n.
func blocks(from, to float64, i, n int) []block {
	factor := (to - from) / float64(n)
	size := int(max(1, math.Floor(factor/2)))
	stretch, radius, kernel := factor/float64(size), 3.0, lanczos
	if factor < 1 {
		stretch, radius, kernel = 1, 2.0, cubic
	}
	center := from + (float64(i)+0.5)*factor
	var all []block
	for first := int(from) - 30*size; first < int(to)+30*size; first += size {
		distance := math.Abs(float64(first)+float64(size)/2-center) / float64(size) / stretch
		if distance < radius {
			all = append(all, block{first: first, end: first + size, weight: kernel(distance)})
		}
	}
	return all
}

func lanczos(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x) * math.Sin(math.Pi*x/3) / (math.Pi * x / 3)
}

// cubic is Catmull and Rom's spline, with the parameter of Keys' formula, -1/2.
func cubic(x float64) float64 {
	const a = -0.5
	if x < 1 {
		return (a+2)*x*x*x - (a+3)*x*x + 1
	}
	return a*x*x*x - 5*a*x*x + 8*a*x - 4*a
}

func TestResize_AgainstReference(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := photoPart(t, 120, 80)
	for _, src := range []scale.Rect{
		scale.RectOf(m.Rect), {X0: 10.25, Y0: 20.75, X1: 90.5, Y1: 70.125}, {X0: 33.3, Y0: 44.4, X1: 55.5, Y1: 66.6},
	} {
		for _, size := range []image.Point{{80, 53}, {40, 30}, {17, 11}, {5, 4}, {150, 20}, {20, 99}, {1, 1}} {
			got := resize(t, m, src, size.X, size.Y)
			for i := 0; i < len(got.Pix); i += 7 { // any channels of some pixels
				value, x, y := got.Pix[i], i/4%size.X, i/4/size.X
				horizontal, vertical := blocks(src.X0, src.X1, x, size.X), blocks(src.Y0, src.Y1, y, size.Y)
				want := min(max(reference(m, i%4, horizontal, vertical), 0), 255)
				if math.Abs(float64(value)-want) > 0.6 { // 0.5 by rounding to a byte
					t.Fatalf("%v to %v: %d at (%d, %d), want %v", src, size, value, x, y, want)
				}
			}
		}
	}
}
