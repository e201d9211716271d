package codec

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"
)

const (
	maxColors = 256 // of a GIF frame
	// minOpaque is the least alpha of a pixel that becomes opaque.
	minOpaque = 128
)

// quantize reduces the colors of a picture to those that a GIF frame can have, and reports whether one of them is
// transparent. A picture with few colors keeps them. There is no dithering, whose noise would differ from frame to
// frame.
func quantize(m *image.NRGBA) (*image.Paletted, bool) {
	if p, ok := quantizeExact(m); ok {
		return p, hasTransparent(p.Palette)
	}
	h := newHistogram(m)
	var palette color.Palette
	if h.transparent {
		palette = append(palette, color.RGBA{})
	}
	first := len(palette)
	for _, b := range h.medianCut(maxColors - first) {
		palette = append(palette, h.average(b))
	}
	p := image.NewPaletted(m.Rect, palette)
	table := h.lookupTable(palette, first)
	forPixels(m, func(i int, c color.NRGBA) bool {
		if c.A >= minOpaque {
			p.Pix[i] = table[binOf(c)]
		}
		return true
	})
	return p, h.transparent
}

func hasTransparent(p color.Palette) bool {
	return slices.Contains(p, color.Color(color.RGBA{}))
}

// forPixels calls f with each pixel and its number until it returns false, and reports whether it never did.
func forPixels(m *image.NRGBA, f func(i int, c color.NRGBA) bool) bool {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := range h {
		row := m.Pix[y*m.Stride:]
		for x := range w {
			p := row[4*x : 4*x+4 : 4*x+4]
			if !f(y*w+x, color.NRGBA{p[0], p[1], p[2], p[3]}) {
				return false
			}
		}
	}
	return true
}

// quantizeExact reports false for a picture with too many colors.
func quantizeExact(m *image.NRGBA) (*image.Paletted, bool) {
	p := image.NewPaletted(m.Rect, nil)
	known := map[color.RGBA]uint8{}
	last, index := color.RGBA{}, -1
	ok := forPixels(m, func(i int, n color.NRGBA) bool {
		c := color.RGBA{}
		if n.A >= minOpaque {
			c = color.RGBA{n.R, n.G, n.B, 0xff}
		}
		if index < 0 || c != last {
			number, found := known[c]
			if !found {
				if len(p.Palette) == maxColors {
					return false
				}
				number = uint8(len(p.Palette))
				known[c] = number
				p.Palette = append(p.Palette, c)
			}
			last, index = c, int(number)
		}
		p.Pix[i] = uint8(index)
		return true
	})
	return p, ok
}

// bins of a histogram have the upper 5 bits of red, green and blue.
const bins = 1 << 15

func binOf(c color.NRGBA) int { return int(c.R>>3)<<10 | int(c.G>>3)<<5 | int(c.B>>3) }

// histogram has the number of pixels in each bin and the sums of their samples.
type histogram struct {
	count       [bins]int64
	sum         [bins][3]int64
	used        []int // bins with pixels
	transparent bool
}

func newHistogram(m *image.NRGBA) *histogram {
	h := &histogram{}
	forPixels(m, func(_ int, c color.NRGBA) bool {
		if c.A < minOpaque {
			h.transparent = true
			return true
		}
		b := binOf(c)
		h.count[b]++
		s := &h.sum[b]
		s[0], s[1], s[2] = s[0]+int64(c.R), s[1]+int64(c.G), s[2]+int64(c.B)
		return true
	})
	for b, n := range h.count {
		if n > 0 {
			h.used = append(h.used, b)
		}
	}
	return h
}

// average returns the average color of some bins.
func (h *histogram) average(of []int) color.RGBA {
	var sum [3]int64
	var n int64
	for _, b := range of {
		n += h.count[b]
		for c := range sum {
			sum[c] += h.sum[b][c]
		}
	}
	return color.RGBA{uint8((sum[0] + n/2) / n), uint8((sum[1] + n/2) / n), uint8((sum[2] + n/2) / n), 0xff}
}

// medianCut splits the used bins into at most n boxes: again and again the one with the largest product of pixels and
// length, at the median of its longest side.
func (h *histogram) medianCut(n int) [][]int {
	boxes := []box{h.newBox(h.used)}
	for len(boxes) < n {
		largest := 0
		for i, b := range boxes {
			if b.weight > boxes[largest].weight {
				largest = i
			}
		}
		if boxes[largest].weight == 0 {
			break
		}
		lower, upper := h.split(boxes[largest])
		boxes[largest] = h.newBox(lower)
		boxes = append(boxes, h.newBox(upper))
	}
	cut := make([][]int, len(boxes))
	for i, b := range boxes {
		cut[i] = b.bins
	}
	return cut
}

// box is a part of the color space.
type box struct {
	bins   []int
	shift  int   // of the bits of a bin that are its coordinate along the longest side
	weight int64 // 0 if it has a single bin
}

func coordinate(bin, shift int) int { return bin >> shift & 31 }

func (h *histogram) newBox(of []int) box {
	b := box{bins: of}
	longest, pixels := 0, int64(0)
	for shift := 0; shift <= 10; shift += 5 {
		low, high := 31, 0
		for _, bin := range of {
			v := coordinate(bin, shift)
			low, high = min(low, v), max(high, v)
		}
		if high-low > longest {
			longest, b.shift = high-low, shift
		}
	}
	for _, bin := range of {
		pixels += h.count[bin]
	}
	b.weight = pixels * int64(longest)
	return b
}

// split returns two parts that are not empty.
func (h *histogram) split(b box) (lower, upper []int) {
	slices.SortFunc(b.bins, func(x, y int) int {
		return cmp.Or(cmp.Compare(coordinate(x, b.shift), coordinate(y, b.shift)), cmp.Compare(x, y))
	})
	var all, before int64
	for _, bin := range b.bins {
		all += h.count[bin]
	}
	at := 0
	for at < len(b.bins)-1 && (at == 0 || before < all/2) {
		before += h.count[b.bins[at]]
		at++
	}
	return b.bins[:at:at], b.bins[at:]
}

// lookupTable has the index of the nearest color, from the first one on, for the average of each used bin.
func (h *histogram) lookupTable(palette color.Palette, first int) *[bins]uint8 {
	var table [bins]uint8
	for _, b := range h.used {
		want := h.average([]int{b})
		nearest := math.MaxInt
		for i, c := range palette[first:] {
			if d := distance(want, c.(color.RGBA)); d < nearest {
				nearest, table[b] = d, uint8(first+i)
			}
		}
	}
	return &table
}

func distance(a, b color.RGBA) int {
	r, g, bl := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + bl*bl
}
