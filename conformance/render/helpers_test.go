package render_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// blank is a black PNG file.
func blank(t *testing.T, width, height int) []byte {
	t.Helper()
	return encode(t, image.NewGray(image.Rect(0, 0, width, height)))
}

// picture is a PNG file whose pixels say where they are: red grows to the right and green to the bottom.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x * 255 / width), uint8(y * 255 / height), 0, 255})
		}
	}
	return encode(t, m)
}

func parse(t testing.TB, text string) urlbuilder.Chain {
	t.Helper()
	chain, err := urlbuilder.ParseChain(text)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

func apply(t *testing.T, request render.Request) *render.Rendition {
	t.Helper()
	rendition, err := render.New(render.Options{}).Render(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return rendition
}

func decode(t *testing.T, r *render.Rendition) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, width, height int) []byte {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(picture(t, width, height)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gifOf is an animation of n frames, whose delays are 10, 20 ... hundredths of a second.
func gifOf(t *testing.T, width, height, n int) []byte {
	t.Helper()
	var g gif.GIF
	for i := range n {
		m := image.NewPaletted(image.Rect(0, 0, width, height), palette.WebSafe)
		for j := range m.Pix {
			m.Pix[j] = uint8(i * 40)
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10*(i+1))
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decodeGIF(t *testing.T, data []byte) *gif.GIF {
	t.Helper()
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func distance(a, b color.NRGBA) int {
	difference := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(difference(a.R, b.R), difference(a.G, b.G), difference(a.B, b.B), difference(a.A, b.A))
}

// redPixels returns the number of pixels whose red is much stronger than their blue.
func redPixels(m image.Image) int {
	n := 0
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA); int(c.R) > int(c.B)+50 {
				n++
			}
		}
	}
	return n
}

// plain is a PNG file of one colour.
func plain(t *testing.T, width, height int, c color.Color) []byte {
	t.Helper()
	return encode(t, plainImage(width, height, c))
}

func plainImage(width, height int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	fillRect(m, m.Rect, c)
	return m
}

func fillRect(m *image.NRGBA, r image.Rectangle, c color.Color) {
	pixel := color.NRGBAModel.Convert(c).(color.NRGBA)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.SetNRGBA(x, y, pixel)
		}
	}
}

// pixelsOf decodes a rendition.
func pixelsOf(t *testing.T, r *render.Rendition) *image.NRGBA {
	t.Helper()
	return asNRGBA(decode(t, r))
}

// asNRGBA returns a picture with the pixels of another one.
func asNRGBA(m image.Image) *image.NRGBA {
	if opaque, ok := m.(*image.RGBA); ok && opaque.Opaque() {
		return &image.NRGBA{Pix: opaque.Pix, Stride: opaque.Stride, Rect: opaque.Rect}
	}
	n := image.NewNRGBA(m.Bounds())
	for y := n.Rect.Min.Y; y < n.Rect.Max.Y; y++ {
		for x := n.Rect.Min.X; x < n.Rect.Max.X; x++ {
			n.Set(x, y, m.At(x, y))
		}
	}
	return n
}

// worstGrade returns the lowest grade of all parameters but t.
func worstGrade(r render.Report) render.Grade {
	return slices.DeleteFunc(slices.Clone(r), func(entry render.ReportEntry) bool {
		return entry.Code == "t"
	}).Worst()
}

// boundsOf returns the smallest rectangle with all pixels of a colour.
func boundsOf(m *image.NRGBA, c color.NRGBA) image.Rectangle {
	var r image.Rectangle
	for y := range m.Rect.Max.Y {
		for x := range m.Rect.Max.X {
			if m.NRGBAAt(x, y) == c {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// row returns a picture with one row of pixels.
func row(colors ...color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, len(colors), 1))
	for x, c := range colors {
		m.SetNRGBA(x, 0, c)
	}
	return m
}

func gray(value uint8) color.NRGBA { return color.NRGBA{value, value, value, 255} }

// transformed renders a picture as PNG.
func transformed(t *testing.T, m image.Image, chain urlbuilder.Chain) *image.NRGBA {
	t.Helper()
	return pixelsOf(t, apply(t, render.Request{Source: encode(t, m), Chain: append(chain, parse(t, "f-png")...)}))
}

// hasRow checks the first row of a picture.
func hasRow(t *testing.T, m *image.NRGBA, want ...color.NRGBA) {
	t.Helper()
	for x, c := range want {
		if got := m.NRGBAAt(x, 0); got != c {
			t.Errorf("pixel %d: got %v, want %v", x, got, c)
		}
	}
}

// result is what a chain makes of a picture: its size and some pixels.
type result struct {
	size   image.Point
	pixels map[image.Point]color.NRGBA
}

// checkResults applies chains to a picture and checks the results.
func checkResults(t *testing.T, source []byte, wanted map[string]result) {
	t.Helper()
	for chain, want := range wanted {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			rendition := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
			got := decode(t, rendition)
			if size := got.Bounds().Size(); size != want.size || image.Pt(rendition.Width, rendition.Height) != size {
				t.Errorf("size %v, said to be %dx%d; want %v", size, rendition.Width, rendition.Height, want.size)
			}
			for at, c := range want.pixels {
				if pixel := color.NRGBAModel.Convert(got.At(at.X, at.Y)).(color.NRGBA); distance(pixel, c) > 3 {
					t.Errorf("pixel %v is %v, want %v", at, pixel, c)
				}
			}
			if rendition.Report.Worst() == render.NotRendered {
				t.Errorf("the report is %q", rendition.Report)
			}
		})
	}
}

// step is a picture with a dark half and a light half.
func step() *image.NRGBA {
	m := plainImage(20, 5, gray(100))
	fillRect(m, image.Rect(10, 0, 20, 5), gray(200))
	return m
}
