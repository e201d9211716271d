package scale_test

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/scale"
)

// noise fills pixels with random bytes that are the same in each run.
func noise(pix []byte) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range pix {
		pix[i] = byte(random.Uint32())
	}
}

func noisyYCbCr(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	noise(m.Y)
	noise(m.Cb)
	noise(m.Cr)
	return m
}

func noisyNRGBA(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	noise(m.Pix)
	return m
}

func noisyRGBA(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	noise(m.Pix)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 0xff
	}
	return m
}

func BenchmarkResize(b *testing.B) {
	large := noisyYCbCr(4000, 3000, image.YCbCrSubsampleRatio420)
	for _, bench := range []struct {
		name   string
		source image.Image
		w, h   int
	}{
		{"12MP-YCbCr420-to-400x300", large, 400, 300},
		{"12MP-YCbCr420-to-1600x1200", large, 1600, 1200},
		{"12MP-YCbCr444-to-400x300", noisyYCbCr(4000, 3000, image.YCbCrSubsampleRatio444), 400, 300},
		{"12MP-RGBA-to-400x300", noisyRGBA(4000, 3000), 400, 300},
		{"12MP-NRGBA-to-400x300", noisyNRGBA(4000, 3000), 400, 300},
		{"600x400-YCbCr420-to-300x200", noisyYCbCr(600, 400, image.YCbCrSubsampleRatio420), 300, 200},
		{"600x400-RGBA-to-300x200", noisyRGBA(600, 400), 300, 200},
		{"600x400-NRGBA-to-300x200", noisyNRGBA(600, 400), 300, 200},
		{"600x400-YCbCr420-to-1200x800", noisyYCbCr(600, 400, image.YCbCrSubsampleRatio420), 1200, 800},
		{"600x400-NRGBA-to-1200x800", noisyNRGBA(600, 400), 1200, 800},
		{"100x100-RGBA-to-50x50", noisyRGBA(100, 100), 50, 50},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				src := scale.RectOf(bench.source.Bounds())
				if _, err := scale.Resize(b.Context(), bench.source, src, bench.w, bench.h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
