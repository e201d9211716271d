package svg_test

import (
	"errors"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/svg"
)

// draw draws a document of 10 by 10 with a content on 100 by 100 pixels.
func draw(t *testing.T, content string) *image.NRGBA {
	t.Helper()
	m, err := drawDocument(t, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">`+content+`</svg>`)
	if err != nil {
		t.Fatalf("%s: %v", content, err)
	}
	return m
}

func drawDocument(t *testing.T, document string) (*image.NRGBA, error) {
	t.Helper()
	d, err := svg.Parse([]byte(document))
	if err != nil {
		return nil, err
	}
	width, height := d.Size()
	return d.Draw(t.Context(), 0, 0, width, height, 100, 100)
}

// area returns how many pixels a picture covers.
func area(m *image.NRGBA) float64 {
	sum := 0
	for i := 3; i < len(m.Pix); i += 4 {
		sum += int(m.Pix[i])
	}
	return float64(sum) / 255
}

// TestDraw_Areas compares the number of pixels that shapes cover with what geometry says.
func TestDraw_Areas(t *testing.T) {
	t.Parallel()
	const stroke = `fill="none" stroke="red" stroke-width="2" `
	for _, test := range []struct {
		content string
		want    float64
	}{
		{`<rect width="10" height="10"/>`, 100 * 100},
		{`<rect width="50%" height="25%"/>`, 50 * 25},
		{`<rect x="1.005" y="2" width="3" height="4"/>`, 30 * 40},
		{`<rect width="8" height="8" rx="2"/>`, 80*80 - (4-math.Pi)*20*20},
		{`<rect width="8" height="8" rx="2" ry="4"/>`, 80*80 - (4-math.Pi)*20*40},
		{`<circle cx="5" cy="5" r="4"/>`, math.Pi * 40 * 40},
		{`<ellipse cx="5" cy="5" rx="4" ry="2"/>`, math.Pi * 40 * 20},
		{`<polygon points="0,0 10,0 5 10"/>`, 100 * 100 / 2},
		{`<path d="M0 0H6V6H0Z"/>`, 60 * 60},
		{`<path d="m1 1h6v6h-6zm1 1v4h4v-4z"/>`, 60*60 - 40*40},
		{`<path d="M1 1h6v6h-6zM2 2h4v4h-4z"/>`, 60 * 60},
		{`<path fill-rule="evenodd" d="M1 1h6v6h-6zM2 2h4v4h-4z"/>`, 60*60 - 40*40},
		{`<path d="M5 1a4 4 0 010 8a4 4 0 01 0-8"/>`, math.Pi * 40 * 40},
		{`<path d="M9 5A4 4 0 1 1 5 1"/>`, math.Pi*40*40*3/4 + 40*40/2},
		{`<path d="M0 0Q5 10 10 0"/>`, 100 * 100 / 3},
		{`<path d="M0 5Q2.5 0 5 5T10 5"/>`, 2 * 50 * 50 / 3},
		{`<path d="M0 0C0 5 10 5 10 0"/>`, 100 * 50 * 0.6},
		{`<g transform="scale(2)"><rect width="3" height="2"/></g>`, 60 * 40},
		{`<g transform="translate(5,5) rotate(45)"><rect width="4" height="2"/></g>`, 40 * 20},
		{`<rect transform="skewX(20)" width="4" height="2"/>`, 40 * 20},
		{`<line x1="1" y1="5" x2="9" y2="5" ` + stroke + `/>`, 80 * 20},
		{`<line x1="2" y1="5" x2="8" y2="5" stroke-linecap="square" ` + stroke + `/>`, 80 * 20},
		{`<line x1="2" y1="5" x2="8" y2="5" stroke-linecap="round" ` + stroke + `/>`, 60*20 + math.Pi*10*10},
		{`<path d="M5 5h0" stroke-linecap="round" ` + stroke + `/>`, math.Pi * 10 * 10},
		{`<line x1="0" y1="5" x2="10" y2="5" stroke-dasharray="2 1" ` + stroke + `/>`, 70 * 20},
		{
			`<line x1="0" y1="5" x2="10" y2="5" stroke-dasharray="2 1" stroke-dashoffset="1" ` + stroke + `/>`,
			70 * 20,
		},
		{`<rect x="1" y="1" width="8" height="8" ` + stroke + `/>`, 100*100 - 60*60},
		{
			`<rect x="1" y="1" width="8" height="8" stroke-linejoin="bevel" ` + stroke + `/>`,
			100*100 - 60*60 - 4*10*10/2,
		},
		{
			`<rect x="1" y="1" width="8" height="8" stroke-linejoin="round" ` + stroke + `/>`,
			100*100 - 60*60 - (4-math.Pi)*10*10,
		},
		{`<circle cx="5" cy="5" r="3" ` + stroke + `/>`, math.Pi * (40*40 - 20*20)},
		{`<rect width="10" height="10" opacity=".5"/>`, 100 * 100 * 128 / 255.},
		{
			`<g opacity=".5"><rect width="6" height="10"/><rect x="4" width="6" height="10"/></g>`,
			100 * 100 * 128 / 255.,
		},
		{
			`<clipPath id="c"><rect width="5" height="5"/></clipPath><circle cx="5" cy="5" r="4" clip-path="url(#c)"/>`,
			math.Pi * 400,
		},
		{
			`<clipPath id="c"><path clip-rule="evenodd" d="M1 1h6v6h-6zM2 2h4v4h-4z"/></clipPath>` +
				`<rect width="10" height="10" clip-path="url(#c)"/>`,
			60*60 - 40*40,
		},
		{
			`<defs><rect id="r" width="2" height="2"/></defs><use href="#r"/><use href="#r" x="3" y="5"/>`,
			2 * 20 * 20,
		},
		{`<rect width="5" height="5" display="none"/><rect width="5" height="5" visibility="hidden"/>`, 0},
		{
			`<title>a &amp; b</title><metadata><x:y xmlns:x="z">text</x:y></metadata>` +
				`<rect width="1" height="1" data-a="b"/>`,
			100,
		},
	} {
		if got := area(draw(t, test.content)); math.Abs(got-test.want) > 0.003*test.want+3 {
			t.Errorf("%s covers %.1f pixels, want %.1f", test.content, got, test.want)
		}
	}
}

// TestDraw_Colors has the color of the pixel in the middle.
func TestDraw_Colors(t *testing.T) {
	t.Parallel()
	const all = `<rect width="10" height="10" `
	const stops = `<stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/>`
	for _, test := range []struct {
		content string
		want    color.NRGBA
	}{
		{all + `/>`, color.NRGBA{0, 0, 0, 255}},
		{all + `fill="red"/>`, color.NRGBA{255, 0, 0, 255}},
		{all + `fill="#1af"/>`, color.NRGBA{0x11, 0xaa, 0xff, 255}},
		{all + `fill="#11aaff80"/>`, color.NRGBA{0x11, 0xaa, 0xff, 0x80}},
		{all + `fill="rgb(10, 20,30)"/>`, color.NRGBA{10, 20, 30, 255}},
		{all + `fill="rgba(100%,0%,50%,.2)"/>`, color.NRGBA{255, 0, 128, 51}},
		{all + `style="fill:lime; stroke: none"/>`, color.NRGBA{0, 255, 0, 255}},
		{`<g fill="red">` + all + `/></g>`, color.NRGBA{255, 0, 0, 255}},
		{`<g color="blue">` + all + `fill="currentColor"/></g>`, color.NRGBA{0, 0, 255, 255}},
		{
			`<style>rect{fill:red} .a{fill:blue} #b{fill:lime}</style>` + all + `class="x a"/>`,
			color.NRGBA{0, 0, 255, 255},
		},
		{
			`<style>#b{fill:lime} .a{fill:blue}</style>` + all + `class="a" id="b" fill="red"/>`,
			color.NRGBA{0, 255, 0, 255},
		},
		{`<style>.a{fill:blue}</style>` + all + `class="a" style="fill:red"/>`, color.NRGBA{255, 0, 0, 255}},
		{all + `fill="red"/>` + all + `fill="#0000ff80"/>`, color.NRGBA{127, 0, 128, 255}},
		{
			`<linearGradient id="g">` + stops + `</linearGradient>` + all + `fill="url(#g)"/>`,
			color.NRGBA{129, 129, 129, 255},
		},
		{
			`<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" x2="20">` + stops + `</linearGradient>` +
				all + `fill="url(#g)"/>`,
			color.NRGBA{64, 64, 64, 255},
		},
		{
			`<linearGradient id="h">` + stops + `</linearGradient><radialGradient id="g" href="#h"/>` +
				all + `fill="url(#g)"/>`,
			color.NRGBA{2, 2, 2, 255},
		},
		{
			`<linearGradient id="g" x2=".4" spreadMethod="repeat">` + stops + `</linearGradient>` +
				all + `fill="url(#g)"/>`,
			color.NRGBA{67, 67, 67, 255},
		},
		{
			`<linearGradient id="g" x2=".4" spreadMethod="reflect">` + stops + `</linearGradient>` +
				all + `fill="url(#g)"/>`,
			color.NRGBA{188, 188, 188, 255},
		},
	} {
		if got := draw(t, test.content).NRGBAAt(50, 50); distance(got, test.want) > 1 {
			t.Errorf("%s: the pixel is %v, want %v", test.content, got, test.want)
		}
	}
}

// distance returns the largest difference of two colors.
func distance(a, b color.NRGBA) int {
	largest := 0
	for _, d := range [...]int{
		int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B), int(a.A) - int(b.A),
	} {
		largest = max(largest, d, -d)
	}
	return largest
}

func TestSize(t *testing.T) {
	t.Parallel()
	for attributes, want := range map[string][2]float64{
		`viewBox="0 0 158 33"`:                            {158, 33},
		`viewBox="0,0,158,33" width="100%" height="100%"`: {158, 33},
		`viewBox="-5 -5 158 33" width="316"`:              {316, 66},
		`viewBox="0 0 158 33" height="1in"`:               {96 * 158. / 33, 96},
		`width="20px" height="30pt"`:                      {20, 40},
	} {
		width, height, err := svg.Size([]byte("<?xml version='1.0'?><!-- --><svg " + attributes + ">"))
		if err != nil || width != want[0] || height != want[1] {
			t.Errorf("%s: %v by %v, %v; want %v", attributes, width, height, err, want)
		}
	}
	for _, document := range []string{
		"", "<svg/>", `<svg viewBox="0 0 0 5"/>`, `<html/>`, `<svg width="5em" height="5"/>`,
	} {
		if width, height, err := svg.Size([]byte(document)); err == nil {
			t.Errorf("%s: %v by %v, want an error", document, width, height)
		}
	}
}

// TestDraw_Entities checks that a document can declare namespaces and values as entities, as drawing programs do.
func TestDraw_Entities(t *testing.T) {
	t.Parallel()
	m, err := drawDocument(t, `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/TR/svg11.dtd" [
		<!ENTITY ns_svg "http://www.w3.org/2000/svg"> <!ENTITY ns_own 'http://example.com/'> <!ENTITY half "5">
	]><svg xmlns="&ns_svg;" xmlns:x="&ns_own;" x:pageBounds="&half;" viewBox="0 0 10 10">
		<rect width="&half;" height="10"/></svg>`)
	if err != nil {
		t.Fatal(err)
	}
	if got := area(m); got != 50*100 {
		t.Errorf("%v pixels are drawn, want %d", got, 50*100)
	}
}

// TestDraw_AspectRatio checks where a view box of another shape is.
func TestDraw_AspectRatio(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]image.Rectangle{
		"":               image.Rect(0, 25, 100, 75),
		"xMidYMin":       image.Rect(0, 0, 100, 50),
		"xMaxYMax meet":  image.Rect(0, 50, 100, 100),
		"none":           image.Rect(0, 0, 100, 100),
		"xMinYMid slice": image.Rect(0, 0, 100, 100),
	} {
		m, err := drawDocument(t, `<svg width="10" height="10" viewBox="0 0 20 10" preserveAspectRatio="`+value+
			`"><rect width="20" height="10"/></svg>`)
		if err != nil {
			t.Fatal(err)
		}
		if got := bounds(m); got != want {
			t.Errorf("%q: the drawing is in %v, want %v", value, got, want)
		}
	}
}

// bounds returns the smallest rectangle around the pixels that are not transparent.
func bounds(m *image.NRGBA) image.Rectangle {
	var r image.Rectangle
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.NRGBAAt(x, y).A > 0 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// TestDraw_Part checks that a part is drawn as it is in the whole.
func TestDraw_Part(t *testing.T) {
	t.Parallel()
	d, err := svg.Parse([]byte(`<svg viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="red"/></svg>`))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := d.Draw(t.Context(), 0, 0, 10, 10, 100, 100)
	if err != nil {
		t.Fatal(err)
	}
	part, err := d.Draw(t.Context(), 5, 0, 10, 2.5, 50, 25)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 25 {
		for x := range 50 {
			if a, b := part.NRGBAAt(x, y), whole.NRGBAAt(x+50, y); a != b {
				t.Fatalf("pixel %d,%d is %v, in the whole drawing %v", x, y, a, b)
			}
		}
	}
}

func TestDraw_Unsupported(t *testing.T) {
	t.Parallel()
	for content, what := range map[string]string{
		`<text>a</text>`:                                    "element text",
		`<image href="a.png"/>`:                             "element image",
		`<rect width="1" height="1" filter="url(#f)"/>`:     "property filter",
		`<rect width="1" height="1" mask="url(#f)"/>`:       "property mask",
		`<rect width="1em" height="1"/>`:                    "length 1em",
		`<rect fill="url(#nothing)" width="1" height="1"/>`: "paint nothing",
		`<rect fill="hsl(1,2%,3%)" width="1" height="1"/>`:  "color hsl(1,2%,3%)",
		`<path d="M0 0 1 1 X"/>`:                            "path X",
		`<path d="L0 0"/>`:                                  "path L",
		`<path d="M0 0L5"/>`:                                "path L",
		`<path d="M0 0A1 1 0 2 0 1 1"/>`:                    "path A",
		`<path d="M0 0L9999999 0"/>`:                        "path L",
		`<g transform="turn(5)"/>`:                          "transform turn(5)",
		`<style>g rect{fill:red}</style>`:                   "selector g rect",
		`<style>@media print{g{fill:red}}</style>`:          "selector @media print",
		`<use href="#nothing"/>`:                            "element use of #nothing",
		`<use href="http://example.com/a.svg#b"/>`:          "element use of http",
		`<svg/>`:              "element svg in svg",
		`<g unheard-of="1"/>`: "property unheard-of",
	} {
		_, err := drawDocument(t, `<svg viewBox="0 0 10 10">`+content+`</svg>`)
		unsupported, ok := errors.AsType[*svg.UnsupportedError](err)
		if !ok || !strings.HasPrefix(unsupported.What, what) {
			t.Errorf("%s: got %v, want that %s is not drawn", content, err, what)
		}
	}
}
