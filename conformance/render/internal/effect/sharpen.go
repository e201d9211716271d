package effect

import (
	"context"
	"image"
	"math"
)

// Sharpen emphasises edges a little: it adds a third of the difference of a pixel from the mean of its eight
// neighbors, which count by their alpha.
func Sharpen(ctx context.Context, m *image.NRGBA) error {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	var rows [3][]byte // copies of the row above, of the row itself, and of the one below
	for i := range rows {
		rows[i] = make([]byte, width*channels)
	}
	load := func(i, y int) { copy(rows[i], m.Pix[min(max(y, 0), height-1)*m.Stride:]) }
	load(1, 0)
	load(2, 0)
	for y := range height {
		if y%rowsPerCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rows[0], rows[1], rows[2] = rows[1], rows[2], rows[0]
		load(2, y+1)
		for x := range width {
			sharpenPixel(m.Pix[y*m.Stride+x*channels:][:channels], &rows, x, width)
		}
	}
	return nil
}

// sharpenPixel sharpens the pixel in column x of the middle one of three rows.
func sharpenPixel(to []byte, rows *[3][]byte, x, width int) {
	var differences [3]int
	center := rows[1][x*channels:][:channels]
	for _, row := range rows {
		for i := x - 1; i <= x+1; i++ {
			neighbor := row[min(max(i, 0), width-1)*channels:][:channels]
			for c := range 3 {
				differences[c] += (int(center[c]) - int(neighbor[c])) * int(neighbor[3])
			}
		}
	}
	for c := range 3 {
		to[c] = toByte(int(center[c]) + divide(differences[c], 24*0xff))
	}
}

// SharpenBy sharpens the brightness of a picture by its difference from a copy that is blurred with the standard
// deviation sigma. Small differences are added once, larger ones twice, up to a limit that avoids bright and dark
// seams.
func SharpenBy(ctx context.Context, m *image.NRGBA, sigma float64) error {
	return addDifference(ctx, m, sigma, func(pixel, blurred []byte) {
		difference := luma(pixel[0], pixel[1], pixel[2]) - luma(blurred[0], blurred[1], blurred[2])
		added := divide(emphasize(difference), 1000)
		for c := range 3 {
			pixel[c] = toByte(int(pixel[c]) + added)
		}
	})
}

// emphasize returns the number that is added to a brightness for its difference from its surroundings, in thousandths.
// The corners are those that libvips uses, in percent of the range of brightness: 2 between small and large
// differences, at most 10 is added and 20 subtracted.
func emphasize(difference int) int {
	const percent = 2550
	return min(max(2*difference-min(max(difference, -2*percent), 2*percent), -20*percent), 10*percent)
}

// Mask has the parameters of [Unsharp].
type Mask struct {
	Radius    float64 // of the blur in pixels; unlimited if it is 0
	Sigma     float64 // the standard deviation of the blur in pixels
	Amount    float64 // the share of the difference that is added
	Threshold float64 // differences of at most half of this share of the range are not added
}

// Unsharp sharpens a picture by adding its difference from a blurred copy.
func Unsharp(ctx context.Context, m *image.NRGBA, mask Mask) error {
	const one, most = 1 << 12, 1000 // of amounts
	amount := int(math.Round(min(max(mask.Amount, 0), most) * one))
	threshold := int(math.Round(min(max(mask.Threshold, 0), 1) * 0xff * one))
	return addDifference(ctx, m, truncated(mask.Sigma, mask.Radius), func(pixel, blurred []byte) {
		for c := range 3 {
			difference := int(pixel[c]) - int(blurred[c])
			if max(difference, -difference)*2*one > threshold {
				pixel[c] = toByte(int(pixel[c]) + divide(difference*amount, one))
			}
		}
	})
}

// truncated returns the standard deviation of a Gaussian that is cut at a radius.
func truncated(sigma, radius float64) float64 {
	if !(radius > 0) || radius >= 4*sigma || sigma > maxSigma {
		return sigma
	}
	total, squares := 1.0, 0.0
	for i := 1.0; i <= math.Ceil(radius); i++ {
		distance := i / sigma
		weight := 2 * math.Exp(-float64(distance*distance)/2)
		total += weight
		squares += float64(weight * float64(i*i))
	}
	return math.Sqrt(squares / total)
}

// addDifference calls add with each pixel that is not transparent, and with the pixel of a blurred copy.
func addDifference(ctx context.Context, m *image.NRGBA, sigma float64, add func(pixel, blurred []byte)) error {
	blurred := Clone(m)
	if err := Blur(ctx, blurred, sigma); err != nil {
		return err
	}
	rest := blurred.Pix
	return forRows(ctx, m, func(row []byte) {
		for i := 0; i < len(row); i += channels {
			if row[i+3] > 0 {
				add(row[i:i+channels:i+channels], rest[i:i+channels:i+channels])
			}
		}
		rest = rest[min(m.Stride, len(rest)):]
	})
}
