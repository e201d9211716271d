package codec_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"path/filepath"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/internal/race"
)

// The writer of package image/jpeg has the same tables and halves the resolution of colors.
func TestEncode_JPEGAgainstStandardLibrary(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	photograph := decode(t, readFile(t, filepath.FromSlash("../../../../examples/demo/coffee.png"))).Frames[0].Image
	for _, quality := range []int{10, 50, 80, 95} {
		var standard bytes.Buffer
		if err := jpeg.Encode(&standard, photograph, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		file := encode(t, picture(photograph), codec.Options{Format: codec.JPEG, Quality: quality})
		got := psnr(t, decode(t, file).Frames[0].Image, photograph)
		want := psnr(t, decode(t, standard.Bytes()).Frames[0].Image, photograph)
		if got < want || len(file) > standard.Len()*3/2 {
			t.Errorf("quality %d: PSNR %.1f dB and %d bytes; the standard library has %.1f dB and %d bytes",
				quality, got, len(file), want, standard.Len())
		}
	}
}

// A progressive file has the same coefficients as a baseline file.
func TestEncode_ProgressiveJPEG(t *testing.T) {
	t.Parallel()
	gray := image.NewGray(image.Rect(0, 0, 61, 43))
	copy(gray.Pix, gradient(61, 43, false).Pix)
	for name, m := range map[string]image.Image{
		"colors": gradient(61, 43, false), "gray": gray, "one pixel": gradient(1, 1, false),
	} {
		baseline := encode(t, picture(m), codec.Options{Format: codec.JPEG})
		progressive := encode(t, picture(m), codec.Options{Format: codec.JPEG, Progressive: true})
		if !bytes.Contains(progressive, []byte("\xff\xc2\x00")) || bytes.Contains(baseline, []byte("\xff\xc2\x00")) {
			t.Errorf("%s: the kinds of the files are wrong", name)
		}
		wantPixels(t, decode(t, progressive).Frames[0].Image, decode(t, baseline).Frames[0].Image, exact)
	}
}

// Stripes of black and white have the largest coefficients that there are, and columns of red and blue keep their
// colors only with full resolution.
func TestEncode_JPEGOfStripes(t *testing.T) {
	t.Parallel()
	black, white := color.NRGBA{0, 0, 0, 255}, color.NRGBA{255, 255, 255, 255}
	red, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}
	for name, test := range map[string]struct {
		colors [2]color.NRGBA
		isOdd  func(x, y int) bool
	}{
		"columns":      {[2]color.NRGBA{black, white}, func(x, _ int) bool { return (x+1)%4 >= 2 }},
		"rows":         {[2]color.NRGBA{black, white}, func(_, y int) bool { return (y+1)%4 >= 2 }},
		"checkerboard": {[2]color.NRGBA{white, black}, func(x, y int) bool { return ((x+1)%4 >= 2) != ((y+1)%4 >= 2) }},
		"pixels":       {[2]color.NRGBA{white, black}, func(x, y int) bool { return x%2 != y%2 }},
		"colors":       {[2]color.NRGBA{red, blue}, func(x, _ int) bool { return x%2 != 0 }},
	} {
		m := image.NewNRGBA(image.Rect(0, 0, 37, 29))
		for i := range 37 * 29 {
			c := test.colors[0]
			if test.isOdd(i%37, i/37) {
				c = test.colors[1]
			}
			m.SetNRGBA(i%37, i/37, c)
		}
		got := decode(t, encode(t, picture(m), codec.Options{Format: codec.JPEG, Quality: 100})).Frames[0].Image
		if p := psnr(t, got, m); p < 44 {
			t.Errorf("%s: PSNR %.1f dB, want at least 44", name, p)
		}
	}
}

func BenchmarkEncode_JPEG(b *testing.B) {
	p := picture(gradient(1000, 1000, false))
	for b.Loop() {
		encode(b, p, codec.Options{Format: codec.JPEG})
	}
}

func BenchmarkStandardEncode_JPEG(b *testing.B) {
	m := gradient(1000, 1000, false)
	rgba := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	for b.Loop() {
		var w bytes.Buffer
		if err := jpeg.Encode(&w, rgba, &jpeg.Options{Quality: 80}); err != nil {
			b.Fatal(err)
		}
	}
}

// The bytes of a file are the same on every machine. Those of GIF also depend on the version of Go.
func TestEncode_GoldenBytes(t *testing.T) {
	t.Parallel()
	p := picture(gradient(100, 75, false))
	for name, test := range map[string]struct {
		options codec.Options
		want    string
	}{
		"JPEG":             {codec.Options{Format: codec.JPEG}, "9f1c179975f32fec"},
		"progressive JPEG": {codec.Options{Format: codec.JPEG, Progressive: true}, "92546aed8d00d6e7"},
		"GIF":              {codec.Options{Format: codec.GIF}, "96c49d00c39d68de"},
	} {
		if got := fmt.Sprintf("%x", sha256.Sum256(encode(t, p, test.options)))[:16]; got != test.want {
			t.Errorf("%s: SHA-256 begins with %s, want %s", name, got, test.want)
		}
	}
}
