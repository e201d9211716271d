package scale

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestKernel_Weights(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]kernel{"lanczos3": lanczos3, "catmullRom": catmullRom} {
		for _, stretch := range []float64{1, 1.001, 1.3, 1.5, 2, 2.999, 4, 17.3} {
			t.Run(fmt.Sprint(name, stretch), func(t *testing.T) {
				t.Parallel()
				for center := -3.0; center < 3; center += 1.0 / 128 {
					testWeights(t, k, center, stretch)
				}
			})
		}
	}
}

func testWeights(t *testing.T, k kernel, center, stretch float64) {
	t.Helper()
	_, weights := k.weights(center, stretch)
	sum, absolute := int32(0), int32(0)
	for _, w := range weights {
		sum += w
		absolute += max(w, -w)
	}
	if sum != weightOne {
		t.Errorf("center %v: the weights add up to %d", center, sum)
	}
	if absolute > weightOne*16/10 { // the sums of samples would not fit in 32 bits
		t.Errorf("center %v: the absolute values of the weights add up to %d", center, absolute)
	}
	_, mirrored := k.weights(-center, stretch)
	slices.Reverse(mirrored)
	if !slices.EqualFunc(mirrored, weights, func(a, b int32) bool { return a-b <= 1 && b-a <= 1 }) {
		t.Errorf("center %v: weights %v, mirrored %v", center, weights, mirrored)
	}
}

func TestKernel_Formulas(t *testing.T) {
	t.Parallel()
	sinc := func(x float64) float64 { return math.Sin(math.Pi*x) / (math.Pi * x) }
	for x := 1.0 / 64; x < 3; x += 1.0 / 64 {
		if got, want := lanczos3.weight(x), sinc(x)*sinc(x/3); math.Abs(got-want) > 1e-14 {
			t.Errorf("lanczos3(%v) = %v, want %v", x, got, want)
		}
		if got, want := lanczos3.weight(-x), lanczos3.weight(x); got != want {
			t.Errorf("lanczos3(%v) = %v, want %v", -x, got, want)
		}
	}
	for x, want := range map[float64]float64{0: 1, 0.5: 0.5625, -0.5: 0.5625, 1: 0, 1.5: -0.0625, -1.5: -0.0625} {
		if got := catmullRom.weight(x); got != want {
			t.Errorf("catmullRom(%v) = %v, want %v", x, got, want)
		}
	}
}
