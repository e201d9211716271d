package avatar_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/examples/avatar"
)

var update = flag.Bool("update", false, "write testdata/thumbnail.png")

func TestThumbnail(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := avatar.Save(t.Context(), ik, "ada", picture(t)); err != nil {
		t.Fatal(err)
	}
	url, err := avatar.Thumbnail(ik, "ada")
	if err != nil {
		t.Fatal(err)
	}
	status, body := get(t, url)
	if status != http.StatusOK {
		t.Fatalf("%s answers %d %q", url, status, body)
	}

	const golden = "testdata/thumbnail.png"
	if *update {
		if err := os.WriteFile(golden, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if differs(t, []byte(body), want) {
		t.Errorf("%s is not the picture in %s", url, golden)
	}
}

// differs reports whether two PNG images have different sizes or pixels.
func differs(t *testing.T, a, b []byte) bool {
	t.Helper()
	first, second := decode(t, a), decode(t, b)
	if first.Bounds() != second.Bounds() {
		return true
	}
	for y := first.Bounds().Min.Y; y < first.Bounds().Max.Y; y++ {
		for x := first.Bounds().Min.X; x < first.Bounds().Max.X; x++ {
			if color.NRGBAModel.Convert(first.At(x, y)) != color.NRGBAModel.Convert(second.At(x, y)) {
				return true
			}
		}
	}
	return false
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// picture returns a PNG image of 240 by 160 pixels: a red circle on a blue gradient.
func picture(t *testing.T) *bytes.Buffer {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 240, 160))
	for y := range 160 {
		for x := range 240 {
			c := color.NRGBA{R: uint8(x), G: uint8(y), B: 200, A: 255}
			if (x-120)*(x-120)+(y-80)*(y-80) < 50*50 {
				c = color.NRGBA{R: 220, G: 40, B: 40, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, m); err != nil {
		t.Fatal(err)
	}
	return &encoded
}
