package effect

import (
	"context"
	"image"
	"math"
	"sync"
)

// AddLightness makes a picture lighter, or darker by a negative amount: it adds the amount to the lightness of each
// pixel in the color space CIELAB, which is 0 for black and 100 for white. Hue and saturation stay what they are, as
// far as sRGB has such a color.
func AddLightness(ctx context.Context, m *image.NRGBA, amount float64) error {
	t := lightnessTables()
	shift := int64(math.Round(amount / 116 * one))
	if shift == 0 {
		return nil
	}
	return forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			t.addLightness(row[:channels], shift)
		}
	})
}

// one is the number 1 in the integers of this file: they have 16 bits after the binary point.
const one = 1 << 16

// The matrices convert linear sRGB to XYZ, relative to the white D65, and back.
var (
	toXYZ = [3][3]int64{{28435, 24656, 12445}, {13936, 46869, 4731}, {1163, 7173, 57200}}
	toRGB = conversionFromXYZ()
)

// conversionFromXYZ returns the inverse of toXYZ.
func conversionFromXYZ() (inverse [3][3]int64) {
	m := &toXYZ
	cofactor := func(i, j int) float64 {
		i1, i2, j1, j2 := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return float64(m[i1][j1]*m[i2][j2] - m[i1][j2]*m[i2][j1])
	}
	determinant := 0.0
	for j := range 3 {
		determinant += float64(float64(m[0][j]) * cofactor(0, j))
	}
	for i := range 3 {
		for j := range 3 {
			inverse[j][i] = int64(math.Round(cofactor(i, j) / determinant * (one * one)))
		}
	}
	return inverse
}

// labTables have the functions that need more than additions and multiplications.
type labTables struct {
	linear [256]int64     // from sRGB to linear light
	root   [one + 1]int64 // the function f of CIELAB
	srgb   [one + 1]byte  // from linear light to sRGB
}

// lightnessTables returns the tables, which are computed at the first use.
var lightnessTables = sync.OnceValue(func() *labTables {
	var t labTables
	for i := range t.linear {
		v := float64(i) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		t.linear[i] = int64(math.Round(v * one))
	}
	for i := range t.root {
		v := float64(i) / one
		root, srgb := math.Cbrt(v), float64(1.055*math.Pow(v, 1/2.4))-0.055
		if v <= 216.0/24389 {
			root = float64(v*24389/27/116) + 16.0/116
		}
		if v <= 0.0031308 {
			srgb = v * 12.92
		}
		t.root[i], t.srgb[i] = int64(math.Round(root*one)), byte(math.Round(srgb*255))
	}
	return &t
})

func (t *labTables) addLightness(pixel []byte, shift int64) {
	_ = pixel[3]
	red, green, blue := t.linear[pixel[0]], t.linear[pixel[1]], t.linear[pixel[2]]
	var xyz [3]int64
	for i, row := range toXYZ {
		v := (row[0]*red + row[1]*green + row[2]*blue + one/2) >> 16
		xyz[i] = max(0, cube(t.root[min(v, one)]+shift))
	}
	for i, row := range toRGB {
		v := (row[0]*xyz[0] + row[1]*xyz[1] + row[2]*xyz[2] + one/2) >> 16
		pixel[i] = t.srgb[min(max(v, 0), one)]
	}
}

// cube is the inverse of the function f of CIELAB.
func cube(v int64) int64 {
	if v <= one*6/29 {
		return (v - one*16/116) * 3 * 36 / 841
	}
	return (v*v>>16*v + one/2) >> 16
}
