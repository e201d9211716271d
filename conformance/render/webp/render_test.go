//go:build nodynamic

package webp_test

import (
	"os"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/wasmtest"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestRender_AutoFormat checks that f-auto delivers the smaller one of WebP and the format of the source.
func TestRender_AutoFormat(t *testing.T) {
	t.Parallel()
	photograph, err := os.ReadFile("../testdata/rocket.jpg")
	if err != nil {
		t.Fatal(err)
	}
	dot, err := codec.Encode(t.Context(), &codec.Picture{
		Config: codec.Config{Format: codec.PNG, Width: 1, Height: 1, Frames: 1},
		Frames: []codec.Frame{{Image: wasmtest.Gradient(1, 1, false)}},
	}, codec.Options{Format: codec.PNG})
	if err != nil {
		t.Fatal(err)
	}
	renderer := render.New(render.Options{})
	for name, source := range map[string][]byte{"photograph": photograph, "one pixel": dot} {
		size := func(format urlbuilder.FileFormat) (int, string) {
			rendition, err := renderer.Render(t.Context(), render.Request{
				Source: source, Accept: "image/webp", Chain: urlbuilder.Chain{{urlbuilder.Format(format)}},
			})
			if err != nil {
				t.Fatal(err)
			}
			return len(rendition.Body), rendition.ContentType
		}
		auto, mediaType := size(urlbuilder.FormatAuto)
		original, _ := size(urlbuilder.FormatOriginal)
		webp, _ := size(urlbuilder.FormatWebP)
		if auto != min(original, webp) {
			t.Errorf("%s: f-auto has %d bytes of %s, f-orig %d, f-webp %d", name, auto, mediaType, original, webp)
		}
	}
}
