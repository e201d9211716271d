package codec_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
)

// gradient draws a picture without symmetries. If it is transparent, its upper left quarter is, and the upper right one
// half of it.
func gradient(w, h int, transparent bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			alpha := uint8(255)
			switch {
			case transparent && x < w/2 && y < h/2:
				alpha = 0
			case transparent && y < h/2:
				alpha = 128
			}
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(16 * (x/8 ^ y/8)), alpha})
		}
	}
	return m
}

// picture returns a picture of one frame.
func picture(m image.Image) *codec.Picture { return &codec.Picture{Frames: []codec.Frame{{Image: m}}} }

func encode(t testing.TB, p *codec.Picture, o codec.Options) []byte {
	t.Helper()
	data, err := codec.Encode(t.Context(), p, o)
	if err != nil {
		t.Fatalf("Encode(%+v): %v", o, err)
	}
	return data
}

func decode(t testing.TB, data []byte) *codec.Picture {
	t.Helper()
	p, err := codec.Decode(t.Context(), data, codec.Limits{})
	if err != nil {
		t.Fatalf("Decode: %v", err)
	}
	return p
}

func inspect(t testing.TB, data []byte) codec.Config {
	t.Helper()
	c, err := codec.Inspect(data)
	if err != nil {
		t.Fatalf("Inspect: %v", err)
	}
	return c
}

// nrgba returns a copy of any picture.
func nrgba(m image.Image) *image.NRGBA {
	dst := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	return dst
}

// psnr compares the colors and alpha of two pictures, in decibels. It is infinite for equal ones.
func psnr(t testing.TB, got, want image.Image) float64 {
	t.Helper()
	a, b := nrgba(got), nrgba(want)
	if a.Rect != b.Rect {
		t.Fatalf("the size is %v, want %v", a.Rect.Max, b.Rect.Max)
	}
	sum := 0
	for i := range a.Pix {
		d := int(a.Pix[i]) - int(b.Pix[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(a.Pix))/float64(sum))
}

// wantPixels fails the test if the pictures are further apart than a PSNR; 100 means that they must be equal.
func wantPixels(t testing.TB, got, want image.Image, least float64) {
	t.Helper()
	if p := psnr(t, got, want); p < least {
		t.Errorf("PSNR %.1f dB, want at least %v", p, least)
	}
}

// exact is a PSNR that only equal pictures have.
const exact = 100

// exifWith returns EXIF data with an orientation and a density of 72 dots per inch.
func exifWith(order binary.AppendByteOrder, orientation uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	entry := func(tag, kind uint16, value uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(b, 1)
		if kind == 3 {
			b = order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	const end = 8 + 2 + 3*12 + 4
	b = order.AppendUint16(b, 3)
	entry(0x112, 3, uint32(orientation))
	entry(0x11a, 5, end)
	entry(0x128, 3, 2)
	b = order.AppendUint32(b, 0)
	return order.AppendUint32(order.AppendUint32(b, 72), 1)
}

// withSegment puts a segment behind the beginning of a JPEG file.
func withSegment(file []byte, kind byte, content string) []byte {
	s := binary.BigEndian.AppendUint16([]byte{0xff, kind}, uint16(len(content)+2))
	return bytes.Join([][]byte{file[:2], s, []byte(content), file[2:]}, nil)
}

// Folders of the files that [testFile] returns.
var (
	goFolder     = sync.OnceValues(func() (string, error) { return goOutput("env", "GOROOT") })
	xImageFolder = sync.OnceValues(func() (string, error) {
		return goOutput("list", "-m", "-f", "{{.Dir}}", "golang.org/x/image")
	})
)

// goOutput returns what a go command prints, without the space around it.
func goOutput(args ...string) (string, error) {
	out, err := exec.Command("go", args...).Output()
	return strings.TrimSpace(string(out)), err
}

// testFile returns a file of the tests of module golang.org/x/image, or one of package image, which comes with Go, if
// its name begins with image.
func testFile(t testing.TB, name string) []byte {
	t.Helper()
	folder, path := xImageFolder, filepath.Join("testdata", name)
	if strings.HasPrefix(name, "image/") {
		folder, path = goFolder, filepath.Join("src", filepath.FromSlash(name))
	}
	root, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	return readFile(t, filepath.Join(root, path))
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
