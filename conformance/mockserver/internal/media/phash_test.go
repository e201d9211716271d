package media_test

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/helpers"
)

// scene draws disks with random positions, sizes and colors. Pictures with different seeds look different.
func scene(seed uint64, width, height int) image.Image {
	random := rand.New(rand.NewPCG(seed, 0))
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	type disk struct {
		x, y, radius float64
		color.RGBA
	}
	var disks []disk
	for range 30 {
		disks = append(disks, disk{
			random.Float64(), random.Float64(), 0.05 + random.Float64()/4,
			color.RGBA{uint8(random.Uint32()), uint8(random.Uint32()), uint8(random.Uint32()), 255},
		})
	}
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, color.RGBA{128, 128, 128, 255})
			for _, d := range disks {
				dx, dy := float64(x)/float64(width)-d.x, float64(y)/float64(height)-d.y
				if dx*dx+dy*dy < d.radius*d.radius {
					m.SetRGBA(x, y, d.RGBA)
				}
			}
		}
	}
	return m
}

func hashOf(t *testing.T, encode func(io.Writer) error) string {
	t.Helper()
	hash, ok := metadataOf(t, "picture", sample.Encode(t, encode))["pHash"].(string)
	if !ok || len(hash) != 16 {
		t.Fatalf("the perceptual hash is %q", hash)
	}
	return hash
}

func asPNG(m image.Image) func(io.Writer) error {
	return func(w io.Writer) error { return png.Encode(w, m) }
}

func TestReadMetadata_PHash_Similar(t *testing.T) {
	t.Parallel()
	const seed, width, height = 7, 300, 200
	original := scene(seed, width, height)
	brighter := image.NewRGBA(original.Bounds())
	for y := range height {
		for x := range width {
			c := original.(*image.RGBA).RGBAAt(x, y)
			brighter.SetRGBA(x, y, color.RGBA{c.R/2 + 80, c.G/2 + 80, c.B/2 + 80, 255})
		}
	}
	cropped := original.(*image.RGBA).SubImage(image.Rect(3, 2, width, height))
	small := image.NewRGBA(image.Rect(0, 0, 75, 50))
	draw.CatmullRom.Scale(small, small.Bounds(), original, original.Bounds(), draw.Src, nil)
	want := hashOf(t, asPNG(original))
	for name, test := range map[string]struct {
		encode func(io.Writer) error
		within int
	}{
		"low quality": {
			func(w io.Writer) error { return jpeg.Encode(w, original, &jpeg.Options{Quality: 20}) }, 2,
		},
		"a quarter of the size": {asPNG(small), 4},
		"another ratio":         {asPNG(scene(seed, 200, 350)), 4},
		"brighter":              {asPNG(brighter), 4},
		"cropped a little":      {asPNG(cropped), 10},
	} {
		got := hashOf(t, test.encode)
		if d, err := helpers.PHashDistance(want, got); err != nil || d > test.within {
			t.Errorf("%s: the distance of %s to %s is %d, %v; want at most %d", name, got, want, d, err, test.within)
		}
	}
}

func TestReadMetadata_PHash_Different(t *testing.T) {
	t.Parallel()
	var hashes []string
	for seed := range uint64(8) {
		hashes = append(hashes, hashOf(t, asPNG(scene(seed, 120, 80))))
	}
	for i, a := range hashes {
		for _, b := range hashes[:i] {
			if d, err := helpers.PHashDistance(a, b); err != nil || d < 16 {
				t.Errorf("the distance of %s and %s is %d, %v; want at least 16", a, b, d, err)
			}
		}
	}
}

// TestReadMetadata_PHash_Stable checks hashes that are the same on every machine.
func TestReadMetadata_PHash_Stable(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]image.Image{
		"0000000000000000": image.NewGray(image.Rect(0, 0, 64, 48)),
		"583df8fa674197bf": scene(1, 120, 80),
		"674d981662489892": sample.Picture(300, 200, true),
	} {
		if got := hashOf(t, asPNG(m)); got != want {
			t.Errorf("the perceptual hash of a picture of %v is %s, want %s", m.Bounds().Size(), got, want)
		}
	}
}
