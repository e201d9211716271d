package effect

import (
	"context"
	"image"
	"math"
	"math/bits"
)

// maxSigma is the largest standard deviation of a blur in pixels. It bounds the memory that lines need beyond their
// ends.
const maxSigma = 1000

// Blur blurs a picture with a Gaussian of the standard deviation sigma in pixels. The outermost pixels are repeated
// beyond the edges. A sigma that is 0, negative or not a number changes nothing, and one above 1,000 counts as 1,000.
//
// From a sigma of 1, the Gaussian is approximated by three box filters in each direction, so that the time does not
// depend on sigma. The ends of a box cover a fraction of a pixel, so that the deviation is exact.
func Blur(ctx context.Context, m *image.NRGBA, sigma float64) error {
	if !(sigma > 0) { // also if it is not a number
		return ctx.Err()
	}
	filter := filterFor(sigma)
	if err := filterRows(ctx, m, filter); err != nil {
		return err
	}
	return filterColumns(ctx, m, filter)
}

// BlurMargins returns how many pixels beyond the edges of a picture [Blur] computes, besides those of the picture. In a
// narrow picture, they are many more.
func BlurMargins(w, h int, sigma float64) int64 {
	if !(sigma > 0) {
		return 0
	}
	return 2 * int64(filterFor(sigma).margin()) * (int64(w) + int64(h))
}

// filterFor returns the filter for a sigma above 0.
func filterFor(sigma float64) lineFilter {
	if sigma >= 1 {
		return newBox(min(sigma, maxSigma))
	}
	return newKernel(sigma)
}

// lineFilter filters lines of pixels.
type lineFilter interface {
	// margin returns how many pixels beyond each end of a line the filter needs.
	margin() int
	// filter filters a line that has a margin at each end. The result begins at the front of the line.
	filter(line []uint16)
}

// kernel has the weights of a Gaussian for a pixel and its neighbors. Their sum is kernelOne.
type kernel [2*kernelRadius + 1]uint32

const (
	kernelRadius = 4
	kernelOne    = 1 << 16
)

// newKernel returns the kernel for a sigma up to 1.
func newKernel(sigma float64) kernel {
	var weights [kernelRadius + 1]float64
	total := -1.0 // the weight of the pixel itself counts once
	for i := range weights {
		distance := float64(i) / sigma
		weights[i] = math.Exp(-float64(distance*distance) / 2)
		total += float64(2 * weights[i])
	}
	var k kernel
	rest := uint32(kernelOne)
	for i := 1; i < len(weights); i++ {
		weight := uint32(math.Round(kernelOne * weights[i] / total))
		k[kernelRadius-i], k[kernelRadius+i] = weight, weight
		rest -= 2 * weight
	}
	k[kernelRadius] = rest
	return k
}

func (k kernel) margin() int { return kernelRadius }

func (k kernel) filter(line []uint16) {
	for i := range len(line) - 2*kernelRadius*channels {
		sum := uint32(kernelOne / 2)
		for j, weight := range k {
			sum += weight * uint32(line[i+j*channels])
		}
		line[i] = uint16(sum / kernelOne)
	}
}

// boxPasses is how many box filters approximate a Gaussian.
const boxPasses = 3

// boxOne is the weight of a pixel that is wholly in a box.
const boxOne = 1 << 16

// box is a filter whose weights are boxOne for the pixel and its neighbors up to the radius, and edge for one more
// neighbor on each side.
type box struct {
	radius     int
	edge       uint64
	half       uint64 // of the sum of all weights
	reciprocal uint64 // of the sum of all weights, with 64 fractional bits
}

// newBox returns the box for which the variance of three passes is the square of sigma.
func newBox(sigma float64) box {
	variance := float64(sigma*sigma) / boxPasses
	radius := math.Floor((math.Sqrt(float64(12*variance)+1) - 1) / 2)
	full := float64(2*radius) + 1
	next := radius + 1
	edge := full * (float64(radius*next) - float64(3*variance)) / (6 * (variance - float64(next*next)))
	b := box{radius: int(radius), edge: uint64(math.Round(max(0, edge) * boxOne))}
	total := uint64(full)*boxOne + 2*b.edge
	b.half, b.reciprocal = total/2, math.MaxUint64/total+1
	return b
}

func (b box) margin() int { return boxPasses * (b.radius + 1) }

func (b box) filter(line []uint16) {
	for range boxPasses {
		for channel := range channels {
			b.pass(line[channel:])
		}
		line = line[:len(line)-2*(b.radius+1)*channels]
	}
}

// pass filters one channel of a line once. The result has radius+1 pixels fewer at each end, and begins at the front.
func (b box) pass(line []uint16) {
	width := (2*b.radius + 1) * channels
	var sum uint64 // of the pixels that are wholly in the box
	for i := channels; i <= width; i += channels {
		sum += uint64(line[i])
	}
	ahead := line[width+channels:] // begins at the pixel that is partly in the box at its end
	next := line[channels:][:len(ahead)]
	for i := 0; i < len(ahead); i += channels {
		incoming := uint64(ahead[i])
		weighted := sum*boxOne + (uint64(line[i])+incoming)*b.edge + b.half
		sum += incoming - uint64(next[i])
		quotient, _ := bits.Mul64(weighted, b.reciprocal)
		line[i] = uint16(quotient)
	}
}

// lineBuffer has a line of pixels with a margin at each end, which are premultiplied and have 16 bits per channel.
type lineBuffer []uint16

func newLineBuffer(pixels int, filter lineFilter) lineBuffer {
	return make(lineBuffer, (pixels+2*filter.margin())*channels)
}

// apply filters the pixels between the margins and moves them to the front. It repeats the first and the last pixel in
// the margins.
func (b lineBuffer) apply(filter lineFilter) {
	margin := filter.margin() * channels
	end := len(b) - margin
	repeatPixel(b[:margin], b[margin:])
	repeatPixel(b[end:], b[end-channels:])
	filter.filter(b)
}

// repeatPixel fills a line with the first pixel of another one.
func repeatPixel(line, pixels []uint16) {
	pixel := [channels]uint16(pixels)
	for ; len(line) >= channels; line = line[channels:] {
		*(*[channels]uint16)(line) = pixel
	}
}

func filterRows(ctx context.Context, m *image.NRGBA, filter lineFilter) error {
	width := m.Rect.Dx()
	line := newLineBuffer(width, filter)
	pixels := line[filter.margin()*channels:]
	for y := range m.Rect.Dy() {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := m.Pix[y*m.Stride:][:width*channels]
		for x := 0; x < len(row); x += channels {
			storeWords(pixels[x:], row[x:])
		}
		line.apply(filter)
		for x := 0; x < len(row); x += channels {
			storeBytes(row[x:], line[x:])
		}
	}
	return nil
}

// filterColumns filters several columns at once, since neighbors in a row are neighbors in memory.
func filterColumns(ctx context.Context, m *image.NRGBA, filter lineFilter) error {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	lines := make([]lineBuffer, min(rowsPerCheck, width))
	for i := range lines {
		lines[i] = newLineBuffer(height, filter)
	}
	margin := filter.margin() * channels
	for x := 0; x < width; x += len(lines) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		columns := lines[:min(len(lines), width-x)]
		forColumns(m, x, columns, func(pixel []byte, column lineBuffer, i int) { storeWords(column[margin+i:], pixel) })
		for _, column := range columns {
			column.apply(filter)
		}
		forColumns(m, x, columns, func(pixel []byte, column lineBuffer, i int) { storeBytes(pixel, column[i:]) })
	}
	return nil
}

// forColumns calls f with each pixel of some columns from x on, with the line of the column, and with the index of the
// pixel in a line.
func forColumns(m *image.NRGBA, x int, columns []lineBuffer, f func(pixel []byte, column lineBuffer, i int)) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride+x*channels:]
		for i, column := range columns {
			f(row[i*channels:], column, y*channels)
		}
	}
}

// storeWords writes a pixel as four words of 16 bits that are multiplied by alpha.
func storeWords(to []uint16, pixel []byte) {
	words, p := (*[channels]uint16)(to), (*[channels]byte)(pixel)
	alpha := uint32(p[3]) * 0x101
	words[3] = uint16(alpha)
	if p[3] == 0xff {
		words[0], words[1], words[2] = uint16(p[0])*0x101, uint16(p[1])*0x101, uint16(p[2])*0x101
		return
	}
	for i := range 3 {
		words[i] = uint16((uint32(p[i])*alpha + 127) / 0xff)
	}
}

// storeBytes writes four words of 16 bits that are multiplied by alpha as a pixel. A transparent pixel has no color.
func storeBytes(to []byte, line []uint16) {
	pixel, words := (*[channels]byte)(to), (*[channels]uint16)(line)
	alpha := uint32(words[3])
	pixel[3] = wordToByte(alpha)
	switch pixel[3] {
	case 0:
		*pixel = [channels]byte{}
	case 0xff:
		pixel[0], pixel[1] = wordToByte(uint32(words[0])), wordToByte(uint32(words[1]))
		pixel[2] = wordToByte(uint32(words[2]))
	default:
		for i := range 3 {
			pixel[i] = byte(min((2*0xff*uint32(words[i])+alpha)/(2*alpha), 0xff))
		}
	}
}

// wordToByte returns the byte that is nearest to a word of 16 bits divided by 257.
func wordToByte(word uint32) byte { return byte((word*0xff01 + 1<<23) >> 24) }
