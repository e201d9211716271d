package effect

import (
	"context"
	"image"
	"image/color"
)

// ReplaceColor replaces a color of a picture, and similar ones, by another color. A pixel that is a darker, lighter
// or paler shade of the old color becomes the same shade of the new one. The tolerance from 0 to 100 is the largest
// difference of a pixel from the old color, in percent of the difference of black and white. The alpha of the old
// color does not count; that of pixels is multiplied by that of the new color.
func ReplaceColor(ctx context.Context, m *image.NRGBA, from, to color.NRGBA, tolerance int) error {
	old := vectorOf(from.R, from.G, from.B)
	radius := int64(tolerance) * 0xff * 10 // in thousandths
	difference := [3]int{int(to.R) - int(from.R), int(to.G) - int(from.G), int(to.B) - int(from.B)}
	return forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			pixel := vectorOf(row[0], row[1], row[2])
			if pixel.squaredDistance(old) > radius*radius {
				continue
			}
			share := old.shareIn(pixel)
			for i := range 3 {
				row[i] = toByte(int(row[i]) + divide(difference[i]*share, shareOne))
			}
			scaleAlpha(row[:channels], to.A)
		}
	})
}

// vector is a color as its brightness and two differences of color, in thousandths.
type vector struct{ y, cb, cr int64 }

func vectorOf(r, g, b byte) vector {
	y := luma(r, g, b)
	return vector{int64(y), int64(divide((1000*int(b)-y)*564, 1000)), int64(divide((1000*int(r)-y)*713, 1000))}
}

func (v vector) squaredDistance(w vector) int64 {
	y, cb, cr := v.y-w.y, v.cb-w.cb, v.cr-w.cr
	return y*y + cb*cb + cr*cr
}

const (
	shareOne = 1 << 12
	maxShare = 2 * shareOne
	// minChroma is the chroma from which a color is not a gray, in thousandths.
	minChroma = 16_000
)

// shareIn returns how much of a color is in a pixel that is a mixture of the color, black and white: 1 is shareOne.
// That of a gray is the ratio of the brightnesses.
func (v vector) shareIn(pixel vector) int {
	dividend, divisor := pixel.cb*v.cb+pixel.cr*v.cr, v.cb*v.cb+v.cr*v.cr
	if divisor < minChroma*minChroma {
		dividend, divisor = pixel.y, v.y
	}
	if divisor == 0 {
		return shareOne
	}
	return int(min(max(dividend*shareOne/divisor, 0), maxShare))
}
