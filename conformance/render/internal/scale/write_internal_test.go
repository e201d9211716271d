package scale

import (
	"image/color"
	"math"
	"testing"
)

func TestToByte_AllSamples(t *testing.T) {
	t.Parallel()
	for sample := int32(-1000); sample < sampleOne+1000; sample++ {
		want := math.Round(float64(min(max(sample, 0), sampleOne)) / 257)
		if got := toByte(sample); got != byte(want) {
			t.Fatalf("%d became %d, want %v", sample, got, want)
		}
	}
}

func TestPremultiply_AllColors(t *testing.T) {
	t.Parallel()
	var words [4]uint16
	for alpha := range 256 {
		for c := range 256 {
			premultiply(words[:], nrgba(c, alpha))
			samples := []int32{int32(words[0]), int32(words[1]), int32(words[2]), int32(words[3])}
			var pixel [4]byte
			writeRGBA(pixel[:], [][]int32{samples})
			if want := nrgba(c, alpha); alpha > 0 && pixel != [4]byte{want.R, want.G, want.B, want.A} {
				t.Fatalf("%v became %v", want, pixel)
			}
		}
	}
}

func nrgba(c, alpha int) color.NRGBA {
	return color.NRGBA{R: byte(c), G: byte(c / 2), B: byte(255 - c), A: byte(alpha)}
}
