//go:build !nodynamic

package avif_test

import (
	"image"
	"testing"

	_ "github.com/openimagekit/imagekit/conformance/render/avif"
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

func TestEncode_WithoutBuildTag(t *testing.T) {
	t.Parallel()
	p := &codec.Picture{Frames: []codec.Frame{{Image: image.NewGray(image.Rect(0, 0, 1, 1))}}}
	_, err := codec.Encode(t.Context(), p, codec.Options{Format: codec.AVIF})
	const want = "cannot encode avif: build the program with -tags nodynamic"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %q", err, want)
	}
}
