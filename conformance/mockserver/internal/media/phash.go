package media

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/draw"
)

const (
	hashSide   = 32 // width and height in pixels of the scaled picture
	hashLength = 8  // number of frequencies in each direction
)

// pHash returns the perceptual hash of a picture as 16 hexadecimal digits. It has one bit for each of the lowest
// frequencies of a cosine transform, except the constant ones, column by column: 1 if the frequency is stronger than
// the average.
//
// The service uses this method, as three pictures with their hashes in its documentation show: for two of them, the
// result here is the same, and for the third one it differs in 3 bits.
//
// Assumed: for the perceptual hash, a picture is scaled bilinearly, and transparent pixels are black.
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

// cosineTransform returns the strengths of frequencies in the order of the hash, and their sum. They are integers, so
// that they are the same on every machine. A strength is at most 2^56, so that the sum does not overflow.
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

// cosines has the cosine waves of the frequencies from 1 on, multiplied by 2^14.
var cosines = func() (waves [hashLength][hashSide]int64) {
	for u := range waves {
		for x := range waves[u] {
			angle := float64((2*x+1)*(u+1)) * math.Pi / (2 * hashSide)
			waves[u][x] = int64(math.Round(math.Cos(angle) * (1 << 14)))
		}
	}
	return waves
}()
