package media_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestReadMetadata(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content []byte
		want    map[string]any
	}{
		"a.jpg": {
			sample.JPEG(t, 40, 30, 90),
			map[string]any{"format": "jpg", "width": 40, "height": 30, "hasTransparency": false},
		},
		"a.png": {
			sample.PNG(t, 40, 30, true),
			map[string]any{"format": "png", "width": 40, "height": 30, "hasTransparency": true},
		},
		"a.gif": {sample.GIF(t, 40, 30), map[string]any{"format": "gif", "width": 40, "height": 30, "density": 72}},
		"a.webp": {
			sample.WebPWith(t),
			map[string]any{"format": "webp", "width": 1, "height": 1, "hasColorProfile": false},
		},
		"a.tiff": {sample.TIFF(t), map[string]any{
			"format": "tiff", "width": 40, "height": 30,
			"hasColorProfile": false,
		}},
		"a.bmp": {sample.BMP(t), map[string]any{"format": "bmp", "width": 40, "height": 30, "hasColorProfile": false}},
		"a.bin": {
			sample.HEIF("avif", "mif1miaf", 640, 480),
			map[string]any{"format": "avif", "width": 640, "height": 480, "density": 72},
		},
		"b.bin": {
			sample.HEIF("heic", "mif1heic", 641, 480),
			map[string]any{"format": "heic", "width": 641, "height": 480},
		},
		"c.bin": {sample.HEIF("mif1", "miaf", 642, 480), map[string]any{"format": "heif", "width": 642, "height": 480}},
		"d.bin": {
			sample.HEIF("mif1", "miafavif", 643, 480),
			map[string]any{"format": "avif", "width": 643, "height": 480},
		},
		"e.bin": {
			sample.HEIF("mif1", "miafheic", 644, 480),
			map[string]any{"format": "heic", "width": 644, "height": 480},
		},
		"c.svg": {
			[]byte(`<svg width="2in" height="96"/>`),
			map[string]any{"format": "svg", "width": 192, "height": 96},
		},
		"c.txt": {[]byte(`text`), map[string]any{"format": "txt", "size": 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFields(t, metadataOf(t, name, test.content), test.want)
		})
	}
}

func TestReadMetadata_Damaged(t *testing.T) {
	t.Parallel()
	whole := sample.JPEGWith(t, sample.JFIF(1, 300), sample.JPEGProfile)
	m := metadataOf(t, "half.jpg", whole[:len(whole)/2])
	wantFields(t, m, map[string]any{"width": 40, "height": 30, "density": 300, "hasColorProfile": true})
	if m["pHash"] != nil {
		t.Errorf("half of an image has the perceptual hash %v", m["pHash"])
	}
	wantFields(t, metadataOf(t, "empty.jpg", []byte{0xff}), map[string]any{"size": 1})
	if m := metadataOf(t, "none.jpg", whole[:4]); m["width"] != nil || m["density"] != nil {
		t.Errorf("four bytes have the metadata %v", m)
	}
}
