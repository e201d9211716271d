package media_test

import (
	"image"
	"image/color"
	"image/gif"
	"io"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestReadMetadata_PHash(t *testing.T) {
	t.Parallel()
	want := metadataOf(t, "a.png", sample.PNG(t, 40, 30, false))["pHash"]
	for name, content := range map[string][]byte{"a.tiff": sample.TIFF(t), "a.bmp": sample.BMP(t)} {
		if got := metadataOf(t, name, content)["pHash"]; got != want || got == nil {
			t.Errorf("%s: perceptual hash %v, want %v, that of the same picture in another format", name, got, want)
		}
	}
}

// TestReadMetadata_HugeImage reads pictures that are too large to be decoded. The only frame of the GIF is small, but
// its screen is not.
func TestReadMetadata_HugeImage(t *testing.T) {
	t.Parallel()
	huge := &gif.GIF{
		Image:  []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})},
		Delay:  []int{1},
		Config: image.Config{Width: 1 << 14, Height: 1 << 14},
	}
	content := sample.Encode(t, func(w io.Writer) error { return gif.EncodeAll(w, huge) })
	for name, content := range map[string][]byte{"bomb.png": sample.PNGOfSize(t, 1<<14, 1<<14), "screen.gif": content} {
		m := metadataOf(t, name, content)
		wantFields(t, m, map[string]any{"width": 1 << 14, "height": 1 << 14, "density": 72})
		if m["pHash"] != nil {
			t.Errorf("%s: the perceptual hash is %v", name, m["pHash"])
		}
	}
}

func TestReadMetadata_PHashOfAnimation(t *testing.T) {
	t.Parallel()
	frame := func(gray uint8) *image.Paletted {
		m := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.Black, color.Gray{Y: gray}})
		for i := range m.Pix {
			if i%64 < i/64 { // below the diagonal
				m.Pix[i] = 1
			}
		}
		return m
	}
	still, other := &gif.GIF{Image: []*image.Paletted{frame(200)}, Delay: []int{1}}, frame(100)
	slices.Reverse(other.Pix)
	moving := &gif.GIF{Image: []*image.Paletted{frame(200), other}, Delay: []int{1, 1}}
	var hashes []any
	for _, g := range []*gif.GIF{still, moving, {Image: []*image.Paletted{other}, Delay: []int{1}}} {
		m := metadataOf(t, "a.gif", sample.Encode(t, func(w io.Writer) error { return gif.EncodeAll(w, g) }))
		hashes = append(hashes, m["pHash"])
	}
	if hashes[0] != hashes[1] || hashes[1] == hashes[2] {
		t.Errorf("perceptual hashes are %v: the first two should be the same, and the last another one", hashes)
	}
}
