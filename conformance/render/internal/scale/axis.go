package scale

import "math"

const (
	// maxBlock is the largest number of pixels that are averaged in one direction. The sum of so many words of 16 bits
	// fits in 32 bits.
	maxBlock = 1 << 15
	// minLength is the shortest side of a source rectangle.
	minLength = 1.0 / 1024
	// tolerance is the difference between numbers that are meant to be equal. Without it, the choice of the kernel and
	// of the blocks would depend on the rounding of the rectangle's coordinates.
	tolerance = 1e-6
)

// axis says how the pixels of a line, or of a column, are combined. Blocks of pixels are averaged, and each pixel of
// the result is a weighted sum of consecutive blocks. Blocks can lie outside the picture.
type axis struct {
	length int     // of the picture
	block  int     // pixels in a block
	origin int     // the first pixel of block 0
	taps   int     // weights for each pixel of the result
	first  []int   // the first block for each pixel of the result; never decreases
	weight []int32 // taps weights for each pixel of the result
}

// newAxis returns the axis that scales the interval between from and to, of a picture with length pixels, to n pixels.
func newAxis(length int, from, to float64, n int) axis {
	scale := (to - from) / float64(n)
	block := min(max(1, int(scale/2+tolerance)), maxBlock)
	a := axis{length: length, block: block, origin: int(math.Floor(from + tolerance)), first: make([]int, n)}
	k := lanczos3
	stretch := scale / float64(block)
	if stretch < 1-tolerance {
		k, stretch = catmullRom, 1
	}
	weights := make([][]int32, n)
	for i := range n {
		center := (from - float64(a.origin) + float64((float64(i)+0.5)*scale)) / float64(block)
		a.first[i], weights[i] = trim(k.weights(center, stretch))
	}
	a.pack(weights)
	return a
}

// trim removes weights of 0 from both ends.
func trim(first int, weights []int32) (int, []int32) {
	for weights[0] == 0 {
		first++
		weights = weights[1:]
	}
	for weights[len(weights)-1] == 0 {
		weights = weights[:len(weights)-1]
	}
	return first, weights
}

// pack stores the weights, with as many zeros as all pixels of the result need for the same number of weights and for a
// first block that never decreases.
func (a *axis) pack(weights [][]int32) {
	n := len(weights)
	first := make([]int, n)
	least := a.first[n-1]
	for i := n - 1; i >= 0; i-- {
		least = min(least, a.first[i])
		first[i] = least
		a.taps = max(a.taps, a.first[i]-least+len(weights[i]))
	}
	a.weight = make([]int32, n*a.taps)
	for i, w := range weights {
		copy(a.weight[i*a.taps+a.first[i]-first[i]:], w)
	}
	a.first = first
}

// weights returns the weights for pixel i of the result, and the first block.
func (a *axis) weights(i int) (first int, weights []int32) {
	return a.first[i], a.weight[i*a.taps : (i+1)*a.taps]
}

// blocks returns the first block that is needed and the end of the last.
func (a *axis) blocks() (first, end int) {
	return a.first[0], a.first[len(a.first)-1] + a.taps
}

// size returns the number of pixels of the result.
func (a *axis) size() int {
	return len(a.first)
}

// innerBlocks returns the first of the blocks that are needed and wholly inside the picture, and the end of the last.
// If there is none, both are the same.
func (a *axis) innerBlocks() (first, end int) {
	first, end = a.blocks()
	inner := min(max(first, -floorDiv(a.origin, a.block)), end)
	innerEnd := min(max(inner, floorDiv(a.length-a.origin, a.block)), end)
	return inner, innerEnd
}

// side returns -1 if a block is before the first pixel of the picture, 1 if it is behind the last, and 0 otherwise.
func (a *axis) side(block int) int {
	first := a.origin + block*a.block
	switch {
	case first+a.block <= 0:
		return -1
	case first >= a.length:
		return 1
	}
	return 0
}

// pixels returns the first pixel that is needed and the end of the last. There is at least one.
func (a *axis) pixels() (first, end int) {
	firstBlock, endBlock := a.blocks()
	return a.clamp(a.origin + firstBlock*a.block), a.clamp(a.origin+endBlock*a.block-1) + 1
}

// clamp returns the pixel of the picture that is nearest to i.
func (a *axis) clamp(i int) int {
	return min(max(i, 0), a.length-1)
}

// floorDiv returns a divided by b, which is positive, rounded down.
func floorDiv(a, b int) int {
	quotient := a / b
	if quotient*b > a {
		quotient--
	}
	return quotient
}
