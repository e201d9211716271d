package effect

import (
	"context"
	"image"
	"image/color"
	"math"
)

// GradientOptions are the options of [Gradient].
type GradientOptions struct {
	From, To color.NRGBA
	// Angle is the direction from the first to the second color in degrees, clockwise from the top.
	Angle float64
	// Stop is where the second color is reached, as a share of the length that [GradientLength] returns.
	Stop float64
}

// GradientLength returns the length of a gradient over a picture in pixels: its line goes through the center of the
// picture, and the lines at right angles to its ends go through corners.
func GradientLength(width, height int, angle float64) float64 {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	return float64(math.Abs(sin)*float64(width)) + float64(math.Abs(cos)*float64(height))
}

// Gradient lays a linear gradient of two colors over a picture. The colors are interpolated multiplied by their
// alpha. Each pixel has the color at its center.
func Gradient(ctx context.Context, m *image.NRGBA, o GradientOptions) error {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	sin, cos := math.Sincos(o.Angle * math.Pi / 180)
	length := GradientLength(width, height, o.Angle) * max(o.Stop, 1e-9)
	start := GradientLength(width, height, o.Angle) / 2 / length
	columns := gradientSteps(width, sin/length, start)
	rows := gradientSteps(height, -cos/length, 0)
	var from, to [channels]uint16
	storeWords(from[:], []byte{o.From.R, o.From.G, o.From.B, o.From.A})
	storeWords(to[:], []byte{o.To.R, o.To.G, o.To.B, o.To.A})
	for y := range height {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := m.Pix[y*m.Stride:]
		for x := range width {
			position := uint64(min(max(rows[y]+columns[x], 0), gradientOne))
			var words [channels]uint32
			for i := range words {
				sum := uint64(from[i])*(gradientOne-position) + uint64(to[i])*position
				words[i] = uint32((sum + gradientOne/2) / gradientOne)
			}
			overWords(row[x*channels:][:channels], words)
		}
	}
	return nil
}

// gradientOne is the position of the second color.
const gradientOne = 1 << 24

// gradientSteps returns the part of the position that each column or row contributes, measured from the middle.
func gradientSteps(count int, perPixel, start float64) []int64 {
	steps := make([]int64, count)
	for i := range steps {
		middle := float64(i) + 0.5 - float64(count)/2
		steps[i] = int64(math.Round(min(max((float64(middle*perPixel)+start)*gradientOne, -1<<60), 1<<60)))
	}
	return steps
}

// overWords lays a pixel of four words, which are multiplied by alpha, on a pixel.
func overWords(below []byte, above [channels]uint32) {
	var lower, sums [channels]uint16
	storeWords(lower[:], below)
	rest := 0xffff - above[3]
	for i := range sums {
		sums[i] = uint16(min(above[i]+(uint32(lower[i])*rest+0x7fff)/0xffff, 0xffff))
	}
	storeBytes(below, sums[:])
}
