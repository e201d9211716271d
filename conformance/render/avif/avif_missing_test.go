//go:build !nodynamic

package avif_test

import (
	"testing"

	_ "github.com/openimagekit/imagekit/conformance/render/avif"
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
)

func TestEncode_WithoutBuildTag(t *testing.T) {
	t.Parallel()
	wasmtest.CheckMissing(t, codec.AVIF)
}
