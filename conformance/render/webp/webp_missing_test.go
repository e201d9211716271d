//go:build !nodynamic

package webp_test

import (
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	_ "github.com/openimagekit/imagekit/conformance/render/webp"
)

func TestEncode_WithoutBuildTag(t *testing.T) {
	t.Parallel()
	p := &codec.Picture{Frames: []codec.Frame{{Image: image.NewGray(image.Rect(0, 0, 1, 1))}}}
	_, err := codec.Encode(t.Context(), p, codec.Options{Format: codec.WebP})
	const want = "cannot encode webp: build the program with -tags nodynamic"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %q", err, want)
	}
}
