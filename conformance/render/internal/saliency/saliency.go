// Package saliency finds the part of a picture that attracts the eye most: the one with the strongest edges, the most
// color, and colors like that of skin. This is the idea of smartcrop.js, in integers.
package saliency

import "image"

// Find returns the center of the part of a width and height that attracts the eye most. The part must not be larger than
// the picture. Its inner half counts twice, so that what attracts the eye is not at its edge. Of equal parts, Find takes
// the one nearest to the center of the picture.
//
// It looks at every part, so the picture should have few pixels.
func Find(m *image.NRGBA, width, height int) (x, y float64) {
	t := newTable(m)
	var most, nearest int64 = -1, 0
	for top := range t.height - height + 1 {
		for left := range t.width - width + 1 {
			value := t.sum(left, top, width, height) + t.sum(left+width/4, top+height/4, width/2, height/2)
			dx, dy := int64(2*left+width-t.width), int64(2*top+height-t.height)
			distance := dx*dx + dy*dy
			if value > most || value == most && distance < nearest {
				most, nearest = value, distance
				x, y = float64(left)+float64(width)/2, float64(top)+float64(height)/2
			}
		}
	}
	return x, y
}

// table is a summed-area table of how much each pixel attracts the eye.
type table struct {
	width, height int
	sums          []int64 // (width+1) * (height+1)
}

func newTable(m *image.NRGBA) *table {
	t := &table{width: m.Rect.Dx(), height: m.Rect.Dy()}
	t.sums = make([]int64, (t.width+1)*(t.height+1))
	for y := range t.height {
		var row int64
		for x := range t.width {
			row += weightOf(m, x, y)
			t.sums[t.index(x+1, y+1)] = t.sums[t.index(x+1, y)] + row
		}
	}
	return t
}

// index returns where the sum of all pixels above and to the left of a place is.
func (t *table) index(x, y int) int { return y*(t.width+1) + x }

// sum returns how much a rectangle attracts the eye.
func (t *table) sum(x, y, width, height int) int64 {
	return t.sums[t.index(x+width, y+height)] - t.sums[t.index(x, y+height)] - t.sums[t.index(x+width, y)] +
		t.sums[t.index(x, y)]
}

// weightOf returns how much a pixel attracts the eye.
func weightOf(m *image.NRGBA, x, y int) int64 {
	b := m.Bounds()
	light := func(x, y int) int64 {
		c := m.NRGBAAt(min(max(x, b.Min.X), b.Max.X-1), min(max(y, b.Min.Y), b.Max.Y-1))
		return (299*int64(c.R) + 587*int64(c.G) + 114*int64(c.B)) * int64(c.A) / 255_000
	}
	edges := abs(4*light(x, y) - light(x-1, y) - light(x+1, y) - light(x, y-1) - light(x, y+1))
	c := m.NRGBAAt(x, y)
	red, green, blue := int64(c.R), int64(c.G), int64(c.B)
	saturation := max(red, green, blue) - min(red, green, blue)
	weight := 4*edges + saturation/4
	if isSkin(red, green, blue) {
		weight += 100
	}
	return weight * int64(c.A) / 255
}

// isSkin reports whether a colour can be that of skin: red is strongest, blue is weakest, and it is neither dark nor
// grey.
func isSkin(red, green, blue int64) bool {
	return red > 95 && green > 40 && blue > 20 && red > green && green > blue && red-blue > 15 && red-green > 15
}

func abs(n int64) int64 { return max(n, -n) }
