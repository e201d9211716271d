package scale

import (
	"context"
	"math/bits"
)

// Samples are fixed-point numbers: sampleOne is white, or opaque. Kernels with negative weights make samples below 0
// and above sampleOne. Sums of weighted samples fit in 32 bits all the same: the absolute values of the weights for one
// pixel add up to less than 1.6, so that the sums stay below 1.8 times sampleOne times weightOne, which is 1 << 30.
const sampleOne = 1<<16 - 1

// A sampler computes the lines of a resized plane, from the first to the last.
type sampler struct {
	x, y     axis
	channels int // samples of a pixel, 1 or 4
	source   lines
	mean     mean
	blocks   []int32   // a line of blocks, from the first that is needed
	recent   [][]int32 // lines of blocks, resized to the width of the result; line i is at the index i modulo y.taps
	next     int       // the next line of blocks to read
	result   []int32   // a line of the result
}

func newSampler(x, y axis, channels int, source lines) *sampler {
	first, end := x.blocks()
	s := &sampler{
		x: x, y: y, channels: channels, source: source,
		mean:   newMean(uint64(x.block)*uint64(y.block), source.unit()),
		blocks: make([]int32, (end-first)*channels),
		recent: make([][]int32, y.taps),
		result: make([]int32, x.size()*channels),
	}
	s.next, _ = y.blocks()
	for i := range s.recent {
		s.recent[i] = make([]int32, len(s.result))
	}
	return s
}

// line returns the samples of line i of the result. It is called for each line in order; the samples are valid until
// the next call.
func (s *sampler) line(ctx context.Context, i int) ([]int32, error) {
	first, weights := s.y.weights(i)
	for ; s.next < first+s.y.taps; s.next++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.prepare(s.next)
	}
	clear(s.result)
	for len(weights) >= 4 {
		add4(s.result, weights, s.lineOfBlocks(first), s.lineOfBlocks(first+1), s.lineOfBlocks(first+2),
			s.lineOfBlocks(first+3))
		first, weights = first+4, weights[4:]
	}
	for i, weight := range weights {
		add1(s.result, weight, s.lineOfBlocks(first+i))
	}
	for i, sum := range s.result {
		s.result[i] = round(sum)
	}
	return s.result, nil
}

// prepare makes a line of blocks available among the recent ones. Lines outside the picture are equal.
func (s *sampler) prepare(number int) {
	first, _ := s.y.blocks()
	if side := s.y.side(number); side != 0 && number > first && side == s.y.side(number-1) {
		copy(s.lineOfBlocks(number), s.lineOfBlocks(number-1))
		return
	}
	s.readBlocks(number)
	s.resizeBlocks(s.lineOfBlocks(number))
}

// lineOfBlocks returns the place of a line of blocks among the recent ones. The number can be negative.
func (s *sampler) lineOfBlocks(number int) []int32 {
	i := number % s.y.taps
	if i < 0 {
		i += s.y.taps
	}
	return s.recent[i]
}

// round returns the sample for a weighted sum of samples.
func round(sum int32) int32 {
	return (sum + weightOne/2) >> weightBits
}

// add1 adds a weighted line to sums.
func add1(sums []int32, weight int32, line []int32) {
	line = line[:len(sums)]
	for i := range sums {
		sums[i] += weight * line[i]
	}
}

// add4 adds four weighted lines to sums.
func add4(sums, weights, a, b, c, d []int32) {
	wa, wb, wc, wd := weights[0], weights[1], weights[2], weights[3]
	a, b, c, d = a[:len(sums)], b[:len(sums)], c[:len(sums)], d[:len(sums)]
	for i := range sums {
		sums[i] += wa*a[i] + wb*b[i] + wc*c[i] + wd*d[i]
	}
}

// readBlocks averages the pixels of a line of blocks.
func (s *sampler) readBlocks(number int) {
	sums := s.source.sum(&s.y, number)
	first, end := s.x.blocks()
	inner, innerEnd := s.x.innerBlocks()
	firstPixel, _ := s.x.pixels()
	for b := first; b < inner; b++ {
		s.averageAtEdge(b, sums)
	}
	if inner < innerEnd {
		sums := sums[(s.x.origin+inner*s.x.block-firstPixel)*s.channels:]
		to := s.blocks[(inner-first)*s.channels : (innerEnd-first)*s.channels]
		if s.channels == 1 {
			average1(to, sums, s.x.block, s.mean)
		} else {
			average4(to, sums, s.x.block, s.mean)
		}
	}
	for b := innerEnd; b < end; b++ {
		s.averageAtEdge(b, sums)
	}
}

// averageAtEdge averages the pixels of a block that is partly or wholly outside the picture.
func (s *sampler) averageAtEdge(b int, sums []uint32) {
	first, _ := s.x.blocks()
	firstPixel, _ := s.x.pixels()
	for c := range s.channels {
		sum := uint64(0)
		for i := range s.x.block {
			pixel := s.x.clamp(s.x.origin + b*s.x.block + i)
			sum += uint64(sums[(pixel-firstPixel)*s.channels+c])
		}
		s.blocks[(b-first)*s.channels+c] = s.mean.of(sum)
	}
}

// average1 averages the columns of blocks that have one channel.
func average1(to []int32, sums []uint32, block int, m mean) {
	for i := range to {
		sum := uint64(0)
		for _, column := range sums[:block] {
			sum += uint64(column)
		}
		sums = sums[block:]
		to[i] = m.of(sum)
	}
}

// average4 averages the columns of blocks that have four channels.
func average4(to []int32, sums []uint32, block int, m mean) {
	for ; len(to) >= 4; to = to[4:] {
		var a, b, c, d uint64
		for columns := sums[:4*block]; len(columns) >= 4; columns = columns[4:] {
			column := (*[4]uint32)(columns)
			a += uint64(column[0])
			b += uint64(column[1])
			c += uint64(column[2])
			d += uint64(column[3])
		}
		sums = sums[4*block:]
		to[0], to[1], to[2], to[3] = m.of(a), m.of(b), m.of(c), m.of(d)
	}
}

// mean divides sums by the number of their terms, and makes samples of them.
type mean struct {
	reciprocal uint64 // with 48 fractional bits
}

// newMean returns the mean of n pixels, in each of which the value unit stands for sampleOne.
func newMean(n, unit uint64) mean {
	divisor := unit * n
	return mean{reciprocal: (sampleOne<<48 + divisor/2) / divisor}
}

func (m mean) of(sum uint64) int32 {
	high, low := bits.Mul64(sum, m.reciprocal)
	low, carry := bits.Add64(low, 1<<47, 0)
	return int32((high+carry)<<16 | low>>48)
}

// resizeBlocks resizes the line of blocks to the width of the result.
func (s *sampler) resizeBlocks(to []int32) {
	origin, _ := s.x.blocks()
	for i := range s.x.size() {
		first, weights := s.x.weights(i)
		if s.channels == 1 {
			to[i] = weigh1(s.blocks[first-origin:], weights)
		} else {
			weigh4(to[i*4:i*4+4], s.blocks[(first-origin)*4:], weights)
		}
	}
}

// weigh1 returns the weighted sum of samples.
func weigh1(samples, weights []int32) int32 {
	var sum, sum2 int32
	for len(weights) >= 4 && len(samples) >= 4 {
		w, s := (*[4]int32)(weights), (*[4]int32)(samples)
		sum += w[0]*s[0] + w[1]*s[1]
		sum2 += w[2]*s[2] + w[3]*s[3]
		weights, samples = weights[4:], samples[4:]
	}
	samples = samples[:len(weights)]
	for i, weight := range weights {
		sum += weight * samples[i]
	}
	return round(sum + sum2)
}

// weigh4 writes the weighted sums of pixels with four channels.
func weigh4(to, samples, weights []int32) {
	var a, b, c, d int32
	for _, weight := range weights {
		pixel := (*[4]int32)(samples)
		a += weight * pixel[0]
		b += weight * pixel[1]
		c += weight * pixel[2]
		d += weight * pixel[3]
		samples = samples[4:]
	}
	to[0], to[1], to[2], to[3] = round(a), round(b), round(c), round(d)
}
