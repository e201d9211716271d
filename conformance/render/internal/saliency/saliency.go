package render

import (
	"context"
	"image"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// salienceSide is the larger side of the picture in which the salient part is searched, in pixels. It bounds the time.
const salienceSide = 128

// salient returns a function that finds the centre of the part of a picture which attracts the eye most.
func (j *job) salient(ctx context.Context, m image.Image) func(width, height float64) (point, error) {
	return func(width, height float64) (point, error) {
		full := sizeOf(m)
		factor := min(1, salienceSide/float64(max(full.width, full.height)))
		small := full.scaledBy(factor)
		reduced, err := resized(ctx, m, scale.RectOf(m.Bounds()), small)
		if err != nil {
			return point{}, err
		}
		best := salienceOf(reduced).best(
			min(small.width, pixels(width*factor)), min(small.height, pixels(height*factor)))
		return point{best.x / factor, best.y / factor}, nil
	}
}

// salience is a summed-area table of how much each pixel attracts the eye.
type salience struct {
	size size
	sums []int64 // (width+1) * (height+1)
}

// salienceOf computes the salience of each pixel: the strength of edges, and how much its colour differs from grey and
// is like skin. This is the idea of smartcrop.js, in integers.
func salienceOf(m *image.NRGBA) salience {
	s := salience{size: sizeOf(m)}
	s.sums = make([]int64, (s.size.width+1)*(s.size.height+1))
	for y := range s.size.height {
		var row int64
		for x := range s.size.width {
			row += weightOf(m, x, y)
			s.sums[s.at(x+1, y+1)] = s.sums[s.at(x+1, y)] + row
		}
	}
	return s
}

func (s salience) at(x, y int) int { return y*(s.size.width+1) + x }

// sum returns the salience of a rectangle.
func (s salience) sum(x, y, width, height int) int64 {
	return s.sums[s.at(x+width, y+height)] - s.sums[s.at(x, y+height)] - s.sums[s.at(x+width, y)] + s.sums[s.at(x, y)]
}

// best returns the centre of the part of a size with the largest salience. The inner half of a part counts twice, so
// that what attracts the eye is not at its edge. Of equal parts it takes the one nearest to the centre of the picture.
func (s salience) best(width, height int) point {
	var found point
	var most, nearest int64 = -1, 0
	for y := range s.size.height - height + 1 {
		for x := range s.size.width - width + 1 {
			value := s.sum(x, y, width, height) + s.sum(x+width/4, y+height/4, width/2, height/2)
			dx, dy := int64(2*x+width-s.size.width), int64(2*y+height-s.size.height)
			distance := dx*dx + dy*dy
			if value > most || value == most && distance < nearest {
				most, nearest = value, distance
				found = point{float64(x) + float64(width)/2, float64(y) + float64(height)/2}
			}
		}
	}
	return found
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
