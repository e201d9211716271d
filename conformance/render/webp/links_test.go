package webp_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
)

func TestLinks_NothingThatOpensLibraries(t *testing.T) {
	t.Parallel()
	wasmtest.CheckLinks(t, "github.com/gen2brain/webp")
}
