//go:build nodynamic

package avif_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gen2brain/avif"

	_ "github.com/openimagekit/imagekit/conformance/render/avif"
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// gradient draws a picture whose left half is transparent to a half.
func gradient(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), 90, 255}
			if x < w/2 {
				c.A = 128
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encode(t testing.TB, m image.Image, o codec.Options) []byte {
	t.Helper()
	o.Format = codec.AVIF
	data, err := codec.Encode(t.Context(), &codec.Picture{Frames: []codec.Frame{{Image: m}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// psnr compares colors and alpha.
func psnr(got image.Image, want *image.NRGBA) float64 {
	a, sum := codec.ToNRGBA(got), 0
	for i := range want.Pix {
		d := int(a.Pix[i]) - int(want.Pix[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(want.Pix))/float64(sum))
}

func TestEncode(t *testing.T) {
	t.Parallel()
	whole := gradient(120, 80)
	for name, test := range map[string]struct {
		m       image.Image
		options codec.Options
		least   float64
	}{
		"lossy":    {whole, codec.Options{}, 34},
		"lossless": {whole, codec.Options{Lossless: true}, 40},
		"part":     {whole.SubImage(image.Rect(7, 5, 90, 70)), codec.Options{}, 34},
	} {
		data := encode(t, test.m, test.options)
		want := codec.ToNRGBA(test.m)
		c, err := codec.Inspect(data)
		if err != nil || c.Width != want.Rect.Max.X || c.Height != want.Rect.Max.Y || !c.HasAlpha {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		p, err := codec.Decode(t.Context(), data, codec.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := psnr(p.Frames[0].Image, want); got < test.least {
			t.Errorf("%s: PSNR %.1f dB, want at least %v", name, got, test.least)
		}
		if !bytes.Equal(data, encode(t, test.m, test.options)) {
			t.Errorf("%s: two files of the same picture differ", name)
		}
	}
	small, large := encode(t, whole, codec.Options{Quality: 1}), encode(t, whole, codec.Options{Quality: 100})
	if len(small) >= len(large) {
		t.Errorf("%d bytes with quality 1, %d with 100", len(small), len(large))
	}
}

func TestDecode_Damaged(t *testing.T) {
	t.Parallel()
	data := encode(t, gradient(20, 20), codec.Options{})
	_, err := codec.Decode(t.Context(), data[:len(data)/2], codec.Limits{})
	if _, ok := errors.AsType[*codec.FormatError](err); !ok {
		t.Errorf("half of a file: %v, want a FormatError", err)
	}
}

func TestEncode_ContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &codec.Picture{Frames: []codec.Frame{{Image: gradient(8, 8)}}}
	if _, err := codec.Encode(ctx, p, codec.Options{Format: codec.AVIF}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// The process has no library of the operating system in its memory that encodes pictures, and the codec knows of none.
func TestNoSystemLibrary(t *testing.T) {
	t.Parallel()
	encode(t, gradient(8, 8), codec.Options{})
	if avif.Dynamic() == nil {
		t.Error("the codec uses a system library")
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip("no /proc/self/maps on this system")
	}
	if strings.Contains(string(maps), "libavif") {
		t.Error("libavif of the system is loaded")
	}
}
