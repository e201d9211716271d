package render_test

import (
	"bytes"
	"image"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

func TestRender_Formats(t *testing.T) {
	t.Parallel()
	opaque, clear := picture(t, 40, 30), encode(t, image.NewNRGBA(image.Rect(0, 0, 40, 30)))
	const chrome = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"
	for _, test := range []struct {
		name          string
		source        []byte
		chain, accept string
		want          string
	}{
		{"the format of the file", opaque, "w-20", "", "image/png"},
		{"any format", opaque, "w-20", "*/*", "image/png"},
		{"JPEG", opaque, "f-jpg", "", "image/jpeg"},
		{"JPEG by its other name", opaque, "f-jpeg", "", "image/jpeg"},
		{"the last step counts", opaque, "f-jpg:f-png", "", "image/png"},
		{"original", opaque, "w-20,f-orig", chrome, "image/png"},
		{"a GIF of a picture", opaque, "f-gif", "", "image/png"},
		{"PNG of JPEG", jpegOf(t, 40, 30), "f-png", "", "image/png"},
		{"JPEG without transparency", clear, "f-jpg", "", "image/jpeg"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := apply(t, render.Request{Source: test.source, Chain: parse(t, test.chain), Accept: test.accept})
			if _, format, err := image.DecodeConfig(bytes.NewReader(got.Body)); err != nil ||
				"image/"+format != test.want || got.ContentType != test.want {
				t.Errorf("got %s, said to be %s, %v; want %s", format, got.ContentType, err, test.want)
			}
		})
	}
}

func TestRender_Quality(t *testing.T) {
	t.Parallel()
	source := jpegOf(t, 300, 200)
	last := 0
	for _, chain := range []string{"w-200,q-10", "w-200,q-50", "w-200", "w-200,q-95"} { // 80 by default
		got := len(apply(t, render.Request{Source: source, Chain: parse(t, chain)}).Body)
		if got <= last {
			t.Errorf("%s: %d bytes, not more than with the quality before, %d", chain, got, last)
		}
		last = got
	}
}

func TestRender_Progressive(t *testing.T) {
	t.Parallel()
	const progressiveFrame = "\xff\xc2\x00\x11" // marker and length of the header for three components
	for chain, want := range map[string]bool{"w-20,pr-true": true, "w-20,pr-false": false, "w-20": false} {
		got := apply(t, render.Request{Source: jpegOf(t, 60, 40), Chain: parse(t, chain)}).Body
		if bytes.Contains(got, []byte(progressiveFrame)) != want {
			t.Errorf("%s: the file is progressive: %v, want %v", chain, !want, want)
		}
	}
}
