package codec_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

func TestEncode_MissingCodec(t *testing.T) {
	t.Parallel()
	for format, want := range map[codec.Format]string{
		codec.AVIF: "cannot encode avif: " +
			`import _ "github.com/openimagekit/imagekit/conformance/render/avif" in the program`,
		codec.BMP: "cannot encode bmp",
	} {
		_, err := codec.Encode(t.Context(), picture(gradient(2, 2, false)), codec.Options{Format: format})
		if e, ok := errors.AsType[*codec.MissingCodecError](err); !ok || e.Format != format || err.Error() != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
	_, err := codec.Decode(t.Context(), avifHeader(20, 10), codec.Limits{})
	if e, ok := errors.AsType[*codec.MissingCodecError](err); !ok || e.Operation != "decode" {
		t.Errorf("decoding AVIF: %v, want a MissingCodecError", err)
	}
}

// fakeWebP has a file for each picture, and a picture for each file.
type fakeWebP struct{ file []byte }

func (fakeWebP) Format() codec.Format { return codec.WebP }

func (f fakeWebP) Encode(context.Context, *codec.Picture, codec.Options) ([]byte, error) {
	return f.file, nil
}

func (fakeWebP) Decode(_ context.Context, _ []byte, frames int) ([]codec.Frame, error) {
	return make2x2(frames), nil
}

func make2x2(frames int) []codec.Frame {
	all := make([]codec.Frame, frames)
	for i := range all {
		all[i].Image = gradient(2, 2, true)
	}
	return all
}

// TestRegister is not parallel: other tests would see the codec.
func TestRegister(t *testing.T) {
	for _, name := range []string{"video-001.lossy.webp", "gopher-doc.with-alpha.lossless.webp"} {
		codec.Register(fakeWebP{testFile(t, name)})
		p := picture(gradient(2, 2, false))
		p.Metadata = codec.Metadata{
			EXIF: exifWith(binary.LittleEndian, 3), XMP: []byte("<odd/>!"),
			Profile: []byte("profile"),
		}
		plain := encode(t, p, codec.Options{Format: codec.WebP})
		full := encode(t, p, codec.Options{Format: codec.WebP, KeepMetadata: true, KeepProfile: true})
		got, want := decode(t, full), decode(t, plain)
		wantPixels(t, got.Frames[0].Image, want.Frames[0].Image, exact)
		if got.Config != want.Config || !bytes.Equal(got.Metadata.EXIF, exifWith(binary.LittleEndian, 1)) ||
			string(got.Metadata.XMP) != "<odd/>!" || string(got.Metadata.Profile) != "profile" {
			t.Errorf("%+v, EXIF %q, XMP %q, profile of %d bytes",
				got.Config, got.Metadata.EXIF, got.Metadata.XMP, len(got.Metadata.Profile))
		}
	}
	p := decode(t, animatedWebP(2, 2, 3))
	if len(p.Frames) != 3 || p.LoopCount != 1 {
		t.Errorf("%d frames, loop count %d, want 3 and 1", len(p.Frames), p.LoopCount)
	}
	_, err := codec.Decode(t.Context(), animatedWebP(3, 2, 3), codec.Limits{})
	if err == nil || !strings.Contains(err.Error(), "another size") {
		t.Errorf("frames of another size than the canvas: %v", err)
	}
}
