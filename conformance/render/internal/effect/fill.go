package effect

import (
	"context"
	"image"
	"image/color"
)

// FillBehind lays a picture on a color, which shows through its transparent parts.
func FillBehind(m *image.NRGBA, c color.NRGBA) {
	below := []byte{c.R, c.G, c.B, c.A}
	for i := 0; i < len(m.Pix); i += channels {
		if pixel := m.Pix[i : i+channels]; pixel[3] != 0xff {
			overPixel(pixel, pixel, below)
		}
	}
}

// LayOn lays a picture on another one of the same size, which shows through its transparent parts. Only the first one
// changes.
func LayOn(m, below *image.NRGBA) {
	for i := 0; i < len(m.Pix); i += channels {
		if pixel := m.Pix[i : i+channels]; pixel[3] != 0xff {
			overPixel(pixel, pixel, below.Pix[i:i+channels])
		}
	}
}

// FourCorners fills a picture with a gradient between four colors, one at each corner, clockwise from the top left. Two
// equal colors at the left and two at the right make a gradient from the left to the right.
func FourCorners(ctx context.Context, m *image.NRGBA, colors [4]color.NRGBA) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	corners := [4][]byte{}
	for i, c := range colors {
		corners[i] = []byte{c.R, c.G, c.B, c.A}
	}
	for y := range h {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		below, above := weightsAt(y, h)
		for x := range w {
			right, left := weightsAt(x, w)
			var s colorSum
			s.add(corners[0], left*above)
			s.add(corners[1], right*above)
			s.add(corners[2], right*below)
			s.add(corners[3], left*below)
			i := y*m.Stride + channels*x
			s.store(m.Pix[i:][:channels], (left+right)*(above+below))
		}
	}
	return nil
}

// weightsAt returns how much a pixel of a length has of the color at the end and of that at the start.
func weightsAt(i, length int) (end, start uint64) {
	if length == 1 {
		return 1, 1
	}
	return uint64(i), uint64(length - 1 - i)
}
