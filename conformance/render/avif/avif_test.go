//go:build nodynamic

package avif_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"strings"
	"testing"

	"github.com/gen2brain/avif"

	_ "github.com/openimagekit/imagekit/conformance/render/avif"
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
)

func encode(t testing.TB, m image.Image, o codec.Options) []byte {
	t.Helper()
	o.Format = codec.AVIF
	data, err := codec.Encode(t.Context(), &codec.Picture{Frames: []codec.Frame{{Image: m}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEncode(t *testing.T) {
	t.Parallel()
	whole := wasmtest.Gradient(120, 80, true)
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
		if got := wasmtest.PSNR(p.Frames[0].Image, want); got < test.least {
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
	data := encode(t, wasmtest.Gradient(20, 20, true), codec.Options{})
	_, err := codec.Decode(t.Context(), data[:len(data)/2], codec.Limits{})
	if _, ok := errors.AsType[*codec.FormatError](err); !ok {
		t.Errorf("half of a file: %v, want a FormatError", err)
	}
}

func TestEncode_ContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &codec.Picture{Frames: []codec.Frame{{Image: wasmtest.Gradient(8, 8, true)}}}
	if _, err := codec.Encode(ctx, p, codec.Options{Format: codec.AVIF}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// The process has no library of the operating system in its memory that encodes pictures, and the codec knows of none.
func TestNoSystemLibrary(t *testing.T) {
	t.Parallel()
	encode(t, wasmtest.Gradient(8, 8, true), codec.Options{})
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
