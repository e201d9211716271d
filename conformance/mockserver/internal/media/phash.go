package media

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/draw"
)

const (
	hashSide   = 32 // side in pixels of the picture that is transformed
	hashLength = 8  // frequencies in each direction
)

// pHash returns the perceptual hash of a picture as 16 hexadecimal digits: the lowest frequencies of a cosine transform
// without the constant ones, from left to right and in each column from top to bottom, a 1 for those above their
// average.
//
// Pictures and hashes in the documentation of the service show that this is its method: two of the three hashes are
// equal, and one differs in 3 bits.
//
// Assumed: for the perceptual hash, a picture is scaled bilinearly, and its transparent pixels are black.
func pHash(m image.Image) string {
	small := image.NewRGBA(image.Rect(0, 0, hashSide, hashSide))
	draw.BiLinear.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	frequencies, sum := cosineTransform(small)
	hash := uint64(0)
	for _, f := range frequencies {
		hash <<= 1
		if f*int64(len(frequencies)) > sum {
			hash |= 1
		}
	}
	return fmt.Sprintf("%016x", hash)
}

// cosineTransform returns the strengths of frequencies in the order in which the hash has them, and their sum. They are
// integers, so that they are the same on every machine. A strength is at most 2^56, and the sum fits.
func cosineTransform(m *image.RGBA) (frequencies [hashLength * hashLength]int64, sum int64) {
	for y := range hashSide {
		var row [hashLength]int64
		for x := range hashSide {
			c := m.RGBAAt(x, y)
			luma := 299*int64(c.R) + 587*int64(c.G) + 114*int64(c.B)
			for u := range row {
				row[u] += luma * cosines[u][x]
			}
		}
		for i := range frequencies {
			frequencies[i] += row[i/hashLength] * cosines[i%hashLength][y]
		}
	}
	for _, f := range frequencies {
		sum += f
	}
	return frequencies, sum
}

// cosines are the cosine waves of all frequencies from 1 on, times 2^14.
var cosines = func() (waves [hashLength][hashSide]int64) {
	for u := range waves {
		for x := range waves[u] {
			angle := float64((2*x+1)*(u+1)) * math.Pi / (2 * hashSide)
			waves[u][x] = int64(math.Round(math.Cos(angle) * (1 << 14)))
		}
	}
	return waves
}()
