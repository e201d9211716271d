package effect

import (
	"image"
	"image/color"
)

// colorSum is a weighted sum of colors. The colors are weighted by their alpha, too.
type colorSum struct{ red, green, blue, alpha uint64 }

// addInterpolated adds the color at a place of a picture, interpolated between the four nearest pixels. Their weights
// have the sum unit*unit.
func (s *colorSum) addInterpolated(m *image.NRGBA, x, y int) {
	x, y = x-unit/2, y-unit/2
	column, row := x>>8, y>>8
	right, below := uint64(x&(unit-1)), uint64(y&(unit-1))
	left, above := unit-right, unit-below
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if column >= 0 && column+1 < w && row >= 0 && row+1 < h {
		i := row*m.Stride + channels*column
		s.add(m.Pix[i:][:channels], left*above)
		s.add(m.Pix[i+channels:][:channels], right*above)
		i += m.Stride
		s.add(m.Pix[i:][:channels], left*below)
		s.add(m.Pix[i+channels:][:channels], right*below)
		return
	}
	s.addPixel(m, column, row, left*above)
	s.addPixel(m, column+1, row, right*above)
	s.addPixel(m, column, row+1, left*below)
	s.addPixel(m, column+1, row+1, right*below)
}

// addPixel adds a pixel, which is transparent if it is outside of the picture.
func (s *colorSum) addPixel(m *image.NRGBA, x, y int, weight uint64) {
	if x >= 0 && x < m.Rect.Dx() && y >= 0 && y < m.Rect.Dy() {
		i := y*m.Stride + channels*x
		s.add(m.Pix[i:][:channels], weight)
	}
}

func (s *colorSum) add(pixel []byte, weight uint64) {
	_ = pixel[3]
	weight *= uint64(pixel[3])
	s.red += weight * uint64(pixel[0])
	s.green += weight * uint64(pixel[1])
	s.blue += weight * uint64(pixel[2])
	s.alpha += weight
}

// store writes the mean to a pixel. total is the sum of all weights, including those of transparent places.
func (s *colorSum) store(pixel []byte, total uint64) {
	_ = pixel[3]
	alpha := (s.alpha + total/2) / total
	if alpha == 0 {
		clear(pixel)
		return
	}
	half := s.alpha / 2
	pixel[0] = byte((s.red + half) / s.alpha)
	pixel[1] = byte((s.green + half) / s.alpha)
	pixel[2] = byte((s.blue + half) / s.alpha)
	pixel[3] = byte(alpha)
}

// mean returns the mean of a sum that is not empty, as an opaque color.
func (s *colorSum) mean() color.NRGBA {
	half := s.alpha / 2
	return color.NRGBA{
		byte((s.red + half) / s.alpha), byte((s.green + half) / s.alpha), byte((s.blue + half) / s.alpha), 0xff,
	}
}
