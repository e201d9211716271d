package effect

import (
	"context"
	"image"
)

// rowsPerCheck is after how many rows functions look whether the context has ended.
const rowsPerCheck = 16

// channels is the number of channels of a pixel: red, green, blue and alpha.
const channels = 4

// luma returns the brightness of a color with the weights of ITU-R BT.601, in thousandths.
func luma(r, g, b byte) int { return 299*int(r) + 587*int(g) + 114*int(b) }

// grayOf returns the brightness of a color as a byte.
func grayOf(r, g, b byte) byte { return byte((luma(r, g, b) + 500) / 1000) }

// toByte returns the byte that is nearest to a number.
func toByte(value int) byte { return byte(min(max(value, 0), 0xff)) }

// divide returns a quotient that is rounded to the nearest integer. The divisor is positive.
func divide(x, y int) int {
	if x < 0 {
		return -((y/2 - x) / y)
	}
	return (x + y/2) / y
}

// forRows calls f with the pixels of each row.
func forRows(ctx context.Context, m *image.NRGBA, f func(row []byte)) error {
	for y := range m.Rect.Dy() {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		f(m.Pix[y*m.Stride:][:m.Rect.Dx()*channels])
	}
	return nil
}

// overPixel writes a pixel that is laid on another one. The result can be one of the two.
func overPixel(to, above, below []byte) {
	upper, lower := uint32(above[3])*0xff, uint32(0xff-above[3])*uint32(below[3])
	total := upper + lower // alpha of the result, times 0xff
	if total == 0 {
		clear(to)
		return
	}
	for i := range 3 {
		to[i] = byte((uint32(above[i])*upper + uint32(below[i])*lower + total/2) / total)
	}
	to[3] = byte((total + 127) / 0xff)
}

// scaleAlpha multiplies the alpha of a pixel by a factor, of which 0xff is 1.
func scaleAlpha(pixel []byte, factor byte) {
	setAlpha(pixel, byte((uint32(pixel[3])*uint32(factor)+127)/0xff))
}

// setAlpha sets the alpha of a pixel, and clears its color if it becomes transparent.
func setAlpha(pixel []byte, alpha byte) {
	if pixel[3] = alpha; alpha == 0 {
		clear(pixel)
	}
}
