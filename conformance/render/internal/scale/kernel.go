package scale

import "math"

// Weights are fixed-point numbers with 14 fractional bits. The weights of one pixel add up to weightOne.
const (
	weightBits = 14
	weightOne  = 1 << weightBits
)

// kernel is a symmetric weighting function, which is 0 at the distance radius and beyond.
type kernel struct {
	radius float64
	weight func(distance float64) float64
}

// The products in the weighting functions are converted to float64 to keep the compiler from fusing them with the
// addition that follows, which some processors round differently.

// lanczos3 is the kernel for reducing.
var lanczos3 = kernel{radius: 3, weight: func(x float64) float64 {
	if x == 0 {
		return 1
	}
	const third = math.Pi / 3
	sine := math.Sin(third * x)
	sineOfTriple := sine * (3 - float64(4*sine*sine))
	return sineOfTriple * sine / float64(third*x*math.Pi*x)
}}

// catmullRom is the kernel for enlarging.
var catmullRom = kernel{radius: 2, weight: func(x float64) float64 {
	x = math.Abs(x)
	if x < 1 {
		return float64(float64(float64(1.5*x)-2.5)*x*x) + 1
	}
	return float64((float64((float64(-0.5*x)+2.5)*x)-4)*x) + 2
}}

// weights returns the weights for the samples around the position center, and the index of the first of them. Sample i
// is at the position i + 1/2. The kernel is stretched by the given factor.
func (k kernel) weights(center, stretch float64) (first int, weights []int32) {
	reach := float64(k.radius * stretch)
	first = int(math.Ceil(center - reach - 0.5))
	last := int(math.Floor(center + reach - 0.5))
	exact := make([]float64, last-first+1)
	sum := 0.0
	for i := range exact {
		distance := (float64(first+i) + 0.5 - center) / stretch
		if math.Abs(distance) < k.radius {
			exact[i] = k.weight(distance)
		}
		sum += exact[i]
	}
	weights = make([]int32, len(exact))
	for i, w := range exact {
		weights[i] = int32(math.Round(w / sum * weightOne))
	}
	settle(weights)
	return first, weights
}

// settle makes rounded weights add up to weightOne. The difference is added to the largest weight, and in equal parts
// if there are several, so that symmetric weights stay symmetric.
func settle(weights []int32) {
	missing := int32(weightOne)
	first, last := 0, 0
	for i, w := range weights {
		missing -= w
		switch {
		case w > weights[first]:
			first, last = i, i
		case w == weights[first]:
			last = i
		}
	}
	weights[first] += missing / 2
	weights[last] += missing / 2
	weights[(first+last)/2] += missing % 2
}
