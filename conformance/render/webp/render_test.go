//go:build nodynamic

package webp_test

import (
	"fmt"
	"image"
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

// TestRender_AnimationReport checks that the report says when the frames of an animation are lost.
func TestRender_AnimationReport(t *testing.T) {
	t.Parallel()
	const still = "f-%s (of the animation, only the first frame is written)"
	frames := []*image.NRGBA{wasmtest.Gradient(40, 30, false), wasmtest.Gradient(40, 30, true)}
	animated := animation(t, frames)
	moving, err := codec.Encode(t.Context(), &codec.Picture{
		Config: codec.Config{Format: codec.GIF, Width: 40, Height: 30, Frames: 2},
		Frames: []codec.Frame{{Image: frames[0]}, {Image: frames[1]}},
	}, codec.Options{Format: codec.GIF})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		source      []byte
		chain, want string
	}{
		{moving, "w-20", "exact: w-20"},
		{moving, "w-20,f-png", "exact: w-20, f-png"},
		{moving, "w-20,f-webp", "exact: w-20; approximate: " + fmt.Sprintf(still, "webp")},
		{animated, "w-20", "exact: w-20; approximate: " + fmt.Sprintf(still, "auto")},
		{animated, "f-jpg,w-20", "exact: f-jpg, w-20"},
	} {
		chain, err := urlbuilder.ParseChain(test.chain)
		if err != nil {
			t.Fatal(err)
		}
		got, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: test.source, Chain: chain})
		if err != nil {
			t.Fatal(err)
		}
		if report := got.Report.String(); report != test.want {
			t.Errorf("%s: the report is %q, want %q", test.chain, report, test.want)
		}
	}
}
