//go:build !nodynamic

package webp_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
	_ "github.com/openimagekit/imagekit/conformance/render/webp"
)

func TestEncode_WithoutBuildTag(t *testing.T) {
	t.Parallel()
	wasmtest.CheckMissing(t, codec.WebP)
}
