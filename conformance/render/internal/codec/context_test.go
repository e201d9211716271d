package codec_test

import (
	"context"
	"errors"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// countdown is a context that ends after its error has been asked for some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// The context ends at any point of the work: before it begins, and while the file is read or written.
func TestDecode_ContextEnds(t *testing.T) {
	t.Parallel()
	for _, format := range []codec.Format{codec.JPEG, codec.PNG, codec.GIF} {
		p := picture(gradient(300, 300, false))
		p.Frames = append(p.Frames, p.Frames[0])
		o := codec.Options{Format: format, Quality: 100}
		file := encode(t, p, o)
		for left := range 3 {
			_, err := codec.Decode(&countdown{t.Context(), left}, file, codec.Limits{})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, after %d checks: decoding: %v", format, left, err)
			}
			data, err := codec.Encode(&countdown{t.Context(), left}, p, o)
			if !errors.Is(err, context.Canceled) || data != nil {
				t.Errorf("%s, after %d checks: encoding: %v", format, left, err)
			}
		}
	}
	for name, file := range map[string][]byte{
		"TIFF": encodeWith(t, tiffEncode, gradient(300, 300, false)),
		"BMP":  encodeWith(t, bmpEncode, gradient(300, 300, false)),
		"WebP": testFile(t, "blue-purple-pink-large.lossless.webp"),
	} {
		if _, err := codec.Decode(&countdown{t.Context(), 3}, file, codec.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
