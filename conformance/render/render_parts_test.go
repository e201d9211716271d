package render_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"sync"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// TestRender_Parts checks which part of the picture is kept, by the positions that the pixels of the source hold.
func TestRender_Parts(t *testing.T) {
	t.Parallel()
	const width, height = 160, 100
	source := picture(t, width, height)
	focus := image.Rect(125, 0, 135, 10)
	for chain, want := range map[string]image.Rectangle{ // in pixels of the source
		"w-50,h-25,cm-extract":                 image.Rect(55, 37, 105, 62),
		"w-50,h-25,cm-extract,x-0,y-0":         image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,x-110,y-75":      image.Rect(110, 75, 160, 100),
		"w-50,h-25,cm-extract,x-iw_div_2":      image.Rect(80, 37, 130, 62),
		"w-50,h-25,cm-extract,xc-25,yc-12":     image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,fo-top_left":     image.Rect(0, 0, 50, 25),
		"w-50,h-25,cm-extract,fo-bottom_right": image.Rect(110, 75, 160, 100),
		"w-50,h-25,cm-extract,fo-right":        image.Rect(110, 37, 160, 62),
		"w-50,h-25,cm-extract,fo-custom":       image.Rect(105, 0, 155, 25),
		"w-50,h-50":                            image.Rect(30, 0, 130, 100),
		"w-50,h-50,fo-left":                    image.Rect(0, 0, 100, 100),
		"w-50,h-50,fo-right":                   image.Rect(60, 0, 160, 100),
		"w-50,h-50,fo-custom":                  image.Rect(60, 0, 160, 100),
		"w-40,h-10,fo-top":                     image.Rect(0, 0, 160, 40),
		"w-40,h-10,fo-bottom":                  image.Rect(0, 60, 160, 100),
		"w-80,h-50,c-force":                    image.Rect(0, 0, 160, 100),
		"w-80:w-25,h-25,cm-extract,x-2,y-5":    image.Rect(4, 10, 54, 60),
		"w-80:w-25,h-25,fo-custom,cm-extract":  image.Rect(105, 0, 155, 50),
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := decode(t, apply(t, render.Request{Source: source, Chain: parse(t, chain), FocusArea: focus}))
			b := got.Bounds()
			for _, corner := range []struct{ at, source image.Point }{
				{b.Min, want.Min}, {b.Max.Sub(image.Pt(1, 1)), want.Max.Sub(image.Pt(1, 1))},
			} {
				c := color.NRGBAModel.Convert(got.At(corner.at.X, corner.at.Y)).(color.NRGBA)
				expected := color.NRGBA{
					uint8(corner.source.X * 255 / width), uint8(corner.source.Y * 255 / height), 0,
					255,
				}
				if distance(c, expected) > 5 {
					t.Errorf("pixel %v is %v, want %v as at %v of the source", corner.at, c, expected, corner.source)
				}
			}
		})
	}
}

// TestRender_OddCrop checks that a crop by an odd number of pixels takes one pixel more from the right and the bottom.
func TestRender_OddCrop(t *testing.T) {
	t.Parallel()
	for chain, source := range map[string]image.Rectangle{
		"w-2,h-2": image.Rect(0, 0, 3, 2), "w-2,h-2,c-maintain_ratio": image.Rect(0, 0, 2, 3),
		"w-2,h-2,cm-extract": image.Rect(0, 0, 3, 3),
	} {
		m := uniform(source, color.White)
		m.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 255})
		got := decode(t, apply(t, render.Request{Source: encode(t, m), Chain: parse(t, chain)}))
		if c := color.NRGBAModel.Convert(got.At(0, 0)); c != m.NRGBAAt(0, 0) {
			t.Errorf("%s of %v: the corner is %v, want that of the source", chain, source.Max, c)
		}
	}
}

// TestRender_Padding checks on which sides the picture is padded, and with which colour.
func TestRender_Padding(t *testing.T) {
	t.Parallel()
	source := plain(t, 100, 100, white)
	for chain, want := range map[string]image.Rectangle{ // the part that is not padding
		"w-200,h-100,cm-pad_resize,bg-0000FF":                     image.Rect(50, 0, 150, 100),
		"w-200,h-100,cm-pad_resize,bg-00F,fo-left":                image.Rect(0, 0, 100, 100),
		"w-200,h-100,cm-pad_resize,bg-blue,fo-right":              image.Rect(100, 0, 200, 100),
		"w-100,h-201,cm-pad_resize,bg-blue":                       image.Rect(0, 50, 100, 150),
		"w-100,h-200,cm-pad_resize,bg-blue,fo-bottom":             image.Rect(0, 100, 100, 200),
		"w-120,h-140,cm-pad_extract,bg-blue":                      image.Rect(10, 20, 110, 120),
		"w-120,h-50,cm-pad_extract,bg-blue,fo-left":               image.Rect(0, 0, 100, 50),
		"w-50,h-120,cm-pad_extract_no_shrink,bg-blue":             image.Rect(0, 10, 100, 110),
		"w-200,h-300,cm-pad_resize_no_enlarge,bg-0000FF,fo-top":   image.Rect(50, 0, 150, 100),
		"w-0.5:w-100,h-100,cm-pad_resize_no_enlarge,bg-0000FF":    image.Rect(25, 25, 75, 75),
		"w-50,h-50,cm-pad_resize,bg-red:w-60,cm-pad_extract,h-50": image.Rect(5, 0, 55, 50), // black by default
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := pixelsOf(t, apply(t, render.Request{Source: source, Chain: parse(t, chain)}))
			padding := blue
			if !strings.Contains(chain, "bg-b") && !strings.Contains(chain, "bg-0") {
				padding = color.NRGBA{A: 255}
			}
			expected := plainImage(got.Rect.Dx(), got.Rect.Dy(), padding)
			fillRect(expected, want, white)
			if !bytes.Equal(got.Pix, expected.Pix) {
				t.Errorf("white is at %v, want %v; the corners are %v and %v, want %v for padding",
					boundsOf(got, white), want, got.At(0, 0), got.At(got.Rect.Max.X-1, got.Rect.Max.Y-1), padding)
			}
		})
	}
}

func TestRender_Background(t *testing.T) {
	t.Parallel()
	clear := encode(t, image.NewNRGBA(image.Rect(0, 0, 10, 10)))
	for chain, want := range map[string]color.NRGBA{
		"bg-FF0000":                           {255, 0, 0, 255},
		"bg-lightskyblue":                     {135, 206, 250, 255},
		"bg-FF000040":                         {255, 0, 0, 102},
		"w-5,bg-00FF00":                       {0, 255, 0, 255},
		"w-20,h-10,cm-pad_resize,bg-00F":      {0, 0, 255, 255},
		"w-20,h-10,cm-pad_resize":             {0, 0, 0, 255},
		"w-20,h-10,cm-pad_resize,bg-FF000040": {255, 0, 0, 102},
	} {
		got := decode(t, apply(t, render.Request{Source: clear, Chain: parse(t, chain)}))
		for _, at := range []image.Point{{}, got.Bounds().Max.Div(2)} { // in padding, and in the picture
			if c := color.NRGBAModel.Convert(got.At(at.X, at.Y)); c != want {
				t.Errorf("%s: pixel %v is %v, want %v", chain, at, c, want)
			}
		}
	}
}

// TestRender_Focus has a grey picture with a coloured chessboard at one side, which fo-auto keeps.
func TestRender_Focus(t *testing.T) {
	t.Parallel()
	source := chessboard(t, image.Pt(240, 30))
	for _, chain := range []string{"w-100,h-100,fo-auto", "w-75,h-75,cm-extract,fo-face"} {
		rendition := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		colored := redPixels(decode(t, rendition))
		if colored < 625 {
			t.Errorf("%s: %d coloured pixels, want nearly all of 800", chain, colored)
		}
		if got := rendition.Report.Worst(); got != render.Approximate {
			t.Errorf("%s: the report is %q", chain, rendition.Report)
		}
	}
}

// redPixels returns the number of pixels whose red is much stronger than their blue.
func redPixels(m image.Image) int {
	n := 0
	pix := asNRGBA(m).Pix
	for i := 0; i < len(pix); i += 4 {
		if int(pix[i]) > int(pix[i+2])+50 {
			n++
		}
	}
	return n
}

func TestRender_Errors(t *testing.T) {
	t.Parallel()
	source := picture(t, 100, 100)
	for _, test := range []struct {
		source []byte
		chain  string
		want   error
		text   string
	}{
		{
			source, "w-50,h-50,cm-extract,xc-90,yc-50", render.ErrTransformation,
			"xc-90: the part of 50 pixels is not within",
		},
		{source, "w-50,h-50,cm-extract,x-N1", render.ErrTransformation, "x-N1"},
		{source, "w-50,h-50,cm-extract,x--1", render.ErrTransformation, "x--1: the part of 50 pixels is not within"},
		{source, "w-iw_mod_0", render.ErrTransformation, "no finite value"},
		{source, "w-60000,h-60000", render.ErrLimit, "60000 by 60000"},
		{source[:50], "w-50", render.ErrSource, "png"},
		{[]byte("no picture"), "w-50", render.ErrSource, "unknown picture format"},
		{[]byte{}, "w-50", render.ErrSource, ""},
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: test.source, Chain: parse(t, test.chain)})
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.chain, err, test.want, test.text)
		}
	}
}

// TestRender_ManySteps has chains whose steps are within the limit each, and one that writes too much in total.
func TestRender_ManySteps(t *testing.T) {
	t.Parallel()
	renderer := render.New(render.Options{MaxPixels: 1000})
	for chain, want := range map[string]error{
		strings.Repeat("w-10:w-11:", 40) + "w-5": nil,
		strings.Repeat("w-30:w-31:", 40) + "w-5": render.ErrLimit,
		strings.Repeat("w-30:", 2000) + "w-5":    nil, // all but the first one change nothing
	} {
		_, err := renderer.Render(t.Context(), render.Request{Source: picture(t, 20, 20), Chain: parse(t, chain)})
		if !errors.Is(err, want) {
			t.Errorf("%.20s: got %v, want %v", chain, err, want)
		}
	}
}

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

// TestRender_Original checks chains that leave the bytes of the file as they are.
func TestRender_Original(t *testing.T) {
	t.Parallel()
	source := picture(t, 40, 30)
	for chain, report := range map[string]string{
		"orig-true,w-10":                 "exact: orig-true, w-10",
		"e-upscale":                      "not rendered: e-upscale",
		"dn-idn_mul_2":                   "not rendered: dn-idn_mul_2",
		"l-video,i-a,l-end:e-dropshadow": "not rendered: l-video, i-a, e-dropshadow",
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if !bytes.Equal(got.Body, source) || got.ContentType != "image/png" || got.Width != 40 || got.Height != 30 ||
			got.Report.String() != report {
			t.Errorf("%s: %d bytes of %s, %dx%d, report %q", chain, len(got.Body), got.ContentType, got.Width,
				got.Height,
				got.Report)
		}
	}
}

func decode(t testing.TB, r *render.Rendition) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// encode makes a PNG file. Speed matters more than its size.
func encode(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: pngBuffers{}}
	if err := encoder.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngBuffers are buffers for encode, because one takes longer to allocate than a small picture to encode.
type pngBuffers struct{}

var pngBufferPool = sync.Pool{New: func() any { return new(png.EncoderBuffer) }}

func (pngBuffers) Get() *png.EncoderBuffer  { return pngBufferPool.Get().(*png.EncoderBuffer) }
func (pngBuffers) Put(b *png.EncoderBuffer) { pngBufferPool.Put(b) }

func jpegOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, pictureImage(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gifOf is an animation of n frames, whose delays are 10, 20 ... hundredths of a second.
func gifOf(t testing.TB, width, height, n int) []byte {
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

func uniform(r image.Rectangle, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(r)
	fillRect(m, r, color.NRGBAModel.Convert(c).(color.NRGBA))
	return m
}

func distance(a, b color.NRGBA) int {
	difference := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(difference(a.R, b.R), difference(a.G, b.G), difference(a.B, b.B), difference(a.A, b.A))
}
