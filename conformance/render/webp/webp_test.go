//go:build nodynamic

package webp_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gen2brain/webp"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
	_ "github.com/openimagekit/imagekit/conformance/render/webp"
)

func encode(t testing.TB, m image.Image, o codec.Options) []byte {
	t.Helper()
	o.Format = codec.WebP
	data, err := codec.Encode(t.Context(), &codec.Picture{Frames: []codec.Frame{{Image: m}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEncode(t *testing.T) {
	t.Parallel()
	opaque, transparent := wasmtest.Gradient(120, 80, false), wasmtest.Gradient(120, 80, true)
	part, isNRGBA := wasmtest.Gradient(200, 100, true).SubImage(image.Rect(40, 10, 160, 90)).(*image.NRGBA)
	if !isNRGBA {
		t.Fatal("a part has another model")
	}
	for name, test := range map[string]struct {
		m       image.Image
		want    *image.NRGBA
		options codec.Options
		least   float64
	}{
		"lossy":          {opaque, opaque, codec.Options{}, 38},
		"lossy alpha":    {transparent, transparent, codec.Options{Quality: 95}, 34},
		"lossless":       {opaque, opaque, codec.Options{Lossless: true}, 100},
		"lossless alpha": {transparent, transparent, codec.Options{Lossless: true, Quality: 100}, 100},
		"part":           {part, codec.ToNRGBA(part), codec.Options{Lossless: true}, 100},
	} {
		data := encode(t, test.m, test.options)
		p, err := codec.Decode(t.Context(), data, codec.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := wasmtest.PSNR(p.Frames[0].Image, test.want); got < test.least {
			t.Errorf("%s: PSNR %.1f dB, want at least %v", name, got, test.least)
		}
		if !bytes.Equal(data, encode(t, test.m, test.options)) {
			t.Errorf("%s: two files of the same picture differ", name)
		}
	}
	small, large := encode(t, opaque, codec.Options{Quality: 1}), encode(t, opaque, codec.Options{Quality: 100})
	if len(small) >= len(large) {
		t.Errorf("%d bytes with quality 1, %d with 100", len(small), len(large))
	}
}

func TestDecode_Animation(t *testing.T) {
	t.Parallel()
	data := animation(t, []*image.NRGBA{wasmtest.Gradient(40, 30, false), wasmtest.Gradient(40, 30, true)})
	p, err := codec.Decode(t.Context(), data, codec.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Frames) != 2 || p.LoopCount != 4 || p.Frames[1].Delay != 250*time.Millisecond {
		t.Errorf("%d frames, loop count %d, delay %v", len(p.Frames), p.LoopCount, p.Frames[1].Delay)
	}
	if got := wasmtest.PSNR(p.Frames[0].Image, wasmtest.Gradient(40, 30, false)); got < 100 {
		t.Errorf("PSNR of the first frame is %.1f dB", got)
	}
	p, err = codec.Decode(t.Context(), data, codec.Limits{Frames: 1})
	if err != nil || len(p.Frames) != 1 || wasmtest.PSNR(p.Frames[0].Image, wasmtest.Gradient(40, 30, false)) < 100 {
		t.Errorf("first frame: %v", err)
	}
}

// animation returns lossless frames that are shown for 250 ms each, five times.
func animation(t testing.TB, frames []*image.NRGBA) []byte {
	t.Helper()
	chunk := func(kind string, content []byte) []byte {
		n := len(content)
		return append([]byte(kind), append([]byte{byte(n), byte(n >> 8), byte(n >> 16), 0}, content...)...)
	}
	size := frames[0].Rect.Max
	body := append([]byte("WEBP"),
		chunk("VP8X", []byte{0x12, 0, 0, 0, byte(size.X - 1), 0, 0, byte(size.Y - 1), 0, 0})...)
	body = append(body, chunk("ANIM", []byte{0, 0, 0, 0, 5, 0})...)
	for _, m := range frames {
		frame := []byte{
			0, 0, 0, 0, 0, 0, byte(size.X - 1), 0, 0, byte(size.Y - 1), 0, 0, 250, 0, 0,
			0x02,
		} // not blended
		body = append(body, chunk("ANMF", append(frame, encode(t, m, codec.Options{Lossless: true})[12:]...))...)
	}
	return chunk("RIFF", body)
}

func TestEncode_ContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &codec.Picture{Frames: []codec.Frame{{Image: wasmtest.Gradient(8, 8, false)}}}
	if _, err := codec.Encode(ctx, p, codec.Options{Format: codec.WebP}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// The process has no library of the operating system in its memory that encodes pictures, and the codec knows of none.
func TestNoSystemLibrary(t *testing.T) {
	t.Parallel()
	encode(t, wasmtest.Gradient(8, 8, false), codec.Options{})
	if webp.Dynamic() == nil {
		t.Error("the codec uses a system library")
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip("no /proc/self/maps on this system")
	}
	if strings.Contains(string(maps), "webp.so") || strings.Contains(string(maps), "libwebp") {
		t.Error("libwebp of the system is loaded")
	}
}
