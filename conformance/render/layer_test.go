package render_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// layerFiles has a red picture of 20 by 10 pixels and a blue one of 60 by 40, and a picture with four colours.
func layerFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	quarters := plainImage(20, 10, red)
	fillRect(quarters, image.Rect(10, 0, 20, 5), green)
	fillRect(quarters, image.Rect(0, 5, 10, 10), blue)
	fillRect(quarters, image.Rect(10, 5, 20, 10), transparent)
	framed := plainImage(40, 30, transparent)
	fillRect(framed, image.Rect(10, 10, 30, 20), red)
	return fstest.MapFS{
		"framed.png":       {Data: encode(t, framed)}, // the red picture in a transparent frame of 10 pixels
		"red.png":          {Data: plain(t, 20, 10, red)},
		"logos/blue.png":   {Data: plain(t, 60, 40, blue)},
		"quarters.png":     {Data: encode(t, quarters)},
		"logos/text.txt":   {Data: []byte("no picture")},
		"animation.gif":    {Data: gifOf(t, 20, 10, 3)},
		"half.png":         {Data: plain(t, 20, 10, color.NRGBA{255, 0, 0, 128})},
		"displacement.png": {Data: plain(t, 10, 10, color.NRGBA{255, 128, 0, 255})},
	}
}

// layered renders a chain on a source and returns its pixels.
func layered(t *testing.T, source []byte, chain string) (*image.NRGBA, *render.Rendition) {
	t.Helper()
	got := apply(t, render.Request{Source: source, Chain: parse(t, chain), Files: layerFiles(t)})
	return pixelsOf(t, got), got
}

// TestRender_ImageLayers checks where the colours of layers are. The base has 100 by 80 white pixels.
func TestRender_ImageLayers(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for chain, want := range map[string]struct{ red, blue image.Rectangle }{
		"l-image,i-red.png,t-false,l-end":                       {red: image.Rect(40, 35, 60, 45)},
		"l-image,ie-cmVkLnBuZw==,t-false,l-end":                 {red: image.Rect(40, 35, 60, 45)},
		"l-image,i-none.png,ie-cmVkLnBuZw==,t-false,l-end":      {red: image.Rect(40, 35, 60, 45)},
		"l-image,i-logos@@blue.png,t-false,l-end":               {blue: image.Rect(20, 20, 80, 60)},
		"l-image,i-/logos/blue.png,t-false,l-end":               {blue: image.Rect(20, 20, 80, 60)},
		"w-50,l-image,i-red.png,t-false,l-end":                  {red: image.Rect(15, 15, 35, 25)}, // the base first
		"l-image,i-red.png,t-false,l-end:w-50":                  {red: image.Rect(20, 18, 30, 22)},
		"l-image,i-red.png,w-0.5,t-false,l-end":                 {red: image.Rect(45, 37, 55, 42)}, // half of the layer
		"l-image,i-red.png,w-bw_div_2,h-bh_div_4,t-false,l-end": {red: image.Rect(25, 30, 75, 50)},
		"l-image,i-red.png,w-40:w-cw_div_4:t-false,l-end":       {red: image.Rect(45, 37, 55, 42)},
		"l-image,i-red.png,w-iw_mul_2,ar-bar,t-false,l-end":     {red: image.Rect(30, 24, 70, 56)},
		"l-image,i-red.png,h-20,w-20,cm-pad_resize,bg-blue,t-false,l-end": {
			red: image.Rect(40, 35, 60, 45), blue: image.Rect(40, 30, 60, 50),
		},
		"l-image,i-quarters.png,w-10,h-5,cm-extract,fo-top_left,t-false,l-end": {red: image.Rect(45, 37, 55, 42)},
		"l-image,i-quarters.png,t-false,bg-blue,l-end": {
			red: image.Rect(40, 35, 50, 40), blue: image.Rect(40, 40, 60, 45),
		},
		"l-image,i-logos@@blue.png,t-false,l-end,l-image,i-red.png,t-false,l-end": { // in their order
			red: image.Rect(40, 35, 60, 45), blue: image.Rect(20, 20, 80, 60),
		},
		"l-image,i-red.png,t-false,l-end:l-image,i-logos@@blue.png,t-false,l-end": {blue: image.Rect(20, 20, 80, 60)},
		"l-image,i-logos@@blue.png,t-false,lfo-top_left,l-image,i-red.png,t-false,lfo-bottom_right,l-end,l-end": {
			red: image.Rect(40, 30, 60, 40), blue: image.Rect(0, 0, 60, 40),
		},
		"l-image,i-logos@@blue.png,t-false,lx-0:l-image,i-red.png,w-bw_div_2,lx-bw_div_4,ly-0,t-false,l-end,l-end": {
			red: image.Rect(15, 0, 45, 15), blue: image.Rect(0, 0, 60, 40),
		},
		"l-image,i-logos@@blue.png,t-false:l-image,i-ik_canvas,bg-FF0000,w-40,h-30,l-image,i-logos@@blue.png,w-9," +
			"t-false,l-end,l-end,l-end": {red: image.Rect(30, 25, 70, 55), blue: image.Rect(20, 20, 80, 60)},
		"l-image,i-red.png,t-false:if-w_eq_20_and_ih_eq_10,w-10,if-else,w-1,if-end,l-end": {
			red: image.Rect(45, 37, 55, 42),
		},
	} {
		m, got := layered(t, plain(t, 100, 80, white), chain)
		if reds, blues := boundsOf(m, red), boundsOf(m, blue); reds != want.red || blues != want.blue {
			t.Errorf("%s: red is at %v, want %v; blue at %v, want %v", chain, reds, want.red, blues, want.blue)
		}
		if worstGrade(got.Report) != render.Exact {
			t.Errorf("%s: %s", chain, got.Report)
		}
	}
}

// TestRender_TrimmedLayers cuts off the transparent edges of a layer.
func TestRender_TrimmedLayers(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for params, want := range map[string]image.Rectangle{
		"":                     image.Rect(40, 35, 60, 45),
		",lx-0,ly-0":           image.Rect(0, 0, 20, 10),
		",lx-0,ly-0,t-false":   image.Rect(10, 10, 30, 20),
		",lx-0,ly-0,t-true":    image.Rect(0, 0, 20, 10),
		",lx-0,ly-0,w-10":      image.Rect(0, 0, 10, 5),
		",lx-0,ly-0:t-false":   image.Rect(10, 10, 30, 20),
		",lx-0,ly-0:w-iw:t-50": image.Rect(0, 0, 20, 10), // not before the first step
		",lx-0,ly-0:w-iw":      image.Rect(0, 0, 40, 20), // iw is the width of the file
		",lx-bw_sub_cw,ly-0":   image.Rect(80, 0, 100, 10),
		",l-image,i-red.png,l-end,lx-5,ly-5,t-false": image.Rect(15, 15, 35, 25),
	} {
		m, got := layered(t, plain(t, 100, 80, white), "l-image,i-framed.png"+params+",l-end")
		if at := boundsOf(m, red); at != want {
			t.Errorf("%s: the layer is at %v, want %v; %s", params, at, want, got.Report)
		}
	}
}

// TestRender_NamedLayers has a layer in a named transformation, and a named transformation in a layer.
func TestRender_NamedLayers(t *testing.T) {
	t.Parallel()
	chain := parse(t, "n-badge")
	analysis, err := render.Analyze(chain, lookupIn(t, map[string]string{
		"badge": "l-image,i-logos@@blue.png,t-false,n-small,lfo-top_left,l-end",
		"small": "w-30:l-image,i-red.png,w-10,t-false,l-end",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if len(analysis.Files) != 2 {
		t.Errorf("the files are %q", analysis.Files)
	}
	got := apply(t, render.Request{
		Source: plain(t, 100, 80, white), Chain: chain, Named: analysis.Named, Files: layerFiles(t),
	})
	m := pixelsOf(t, got)
	if m.At(9, 9) != blue || m.At(10, 8) != red || m.At(19, 11) != red || m.At(29, 19) != blue {
		t.Errorf("the colours are %v, %v, %v, %v", m.At(9, 9), m.At(10, 8), m.At(19, 11), m.At(29, 19))
	}
}

// TestRender_LayerHints has client hints, on which the size of a layer depends.
func TestRender_LayerHints(t *testing.T) {
	t.Parallel()
	for _, chain := range []string{
		"l-image,i-red.png,t-false,w-10,dpr-auto,l-end", "l-image,i-ik_canvas,bg-FF0000,w-10,h-5,dpr-auto,l-end",
	} {
		got := apply(t, render.Request{
			Source: plain(t, 100, 80, white), Chain: parse(t, chain), Files: layerFiles(t),
			ClientHints: render.ClientHints{DPR: 2},
		})
		if at := boundsOf(pixelsOf(t, got), red); at.Size() != image.Pt(20, 10) || !got.Varies.ClientHints {
			t.Errorf("%s: the layer is at %v, and the result varies by %+v", chain, at, got.Varies)
		}
	}
}

// TestRender_LayerOnFrames draws a layer on all frames of an animation.
func TestRender_LayerOnFrames(t *testing.T) {
	t.Parallel()
	got := apply(t, render.Request{
		Source: gifOf(t, 40, 30, 3), Chain: parse(t, "l-image,i-red.png,t-false,lx-3,ly-2,l-end"), Files: layerFiles(t),
	})
	animation, err := gif.DecodeAll(bytes.NewReader(got.Body))
	if err != nil || len(animation.Image) != 3 {
		t.Fatalf("%v: %d frames, want 3", err, len(animation.Image))
	}
	for i, frame := range animation.Image {
		inside, beside := frame.At(3, 2), frame.At(2, 2)
		if r, g, b, _ := inside.RGBA(); r>>8 < 250 || g>>8 > 5 || b>>8 > 5 || beside == inside {
			t.Errorf("frame %d has %v in the layer and %v beside it", i, inside, beside)
		}
	}
}

// TestRender_AnimatedLayer has an animation as a layer, of which the first frame is drawn.
func TestRender_AnimatedLayer(t *testing.T) {
	t.Parallel()
	m, _ := layered(t, plain(t, 40, 30, white), "l-image,i-animation.gif,t-false,l-end")
	first, err := gif.Decode(bytes.NewReader(layerFiles(t)["animation.gif"].Data))
	if err != nil {
		t.Fatal(err)
	}
	r, g, b, _ := first.At(0, 0).RGBA()
	if want := (color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}); m.NRGBAAt(10, 10) != want {
		t.Errorf("got %v, want %v", m.NRGBAAt(10, 10), want)
	}
}

// TestRender_VectorLayers has SVG files as layers and as a base.
func TestRender_VectorLayers(t *testing.T) {
	t.Parallel()
	const circle = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">` +
		`<rect width="20" height="10" fill="red"/>%s</svg>`
	files := layerFiles(t)
	files["red.svg"] = &fstest.MapFile{Data: fmt.Appendf(nil, circle, "")}
	files["filter.svg"] = &fstest.MapFile{Data: fmt.Appendf(nil, circle, `<filter id="f"/>`)}
	for chain, want := range map[string]image.Rectangle{
		"l-image,i-red.svg,lx-3,ly-4,l-end":               image.Rect(3, 4, 23, 14),
		"l-image,i-red.svg,lx-3,ly-4,w-40,l-end":          image.Rect(3, 4, 43, 24),
		"l-image,i-red.svg,lx-3,ly-4,t-false,l-end:f-png": image.Rect(3, 4, 23, 14),
	} {
		got := apply(t, render.Request{Source: plain(t, 100, 80, white), Chain: parse(t, chain), Files: files})
		if at := boundsOf(pixelsOf(t, got), red); at != want || worstGrade(got.Report) != render.Exact {
			t.Errorf("%s: the layer is at %v, want %v; %s", chain, at, want, got.Report)
		}
	}
	got := apply(t, render.Request{
		Source: files["red.svg"].Data, Chain: parse(t, "l-image,i-quarters.png,t-false,l-end:f-png"), Files: files,
	})
	if m := pixelsOf(t, got); m.NRGBAAt(15, 2) != green || m.NRGBAAt(15, 8) != red {
		t.Errorf("on an SVG file: the colours are %v and %v", m.NRGBAAt(15, 2), m.NRGBAAt(15, 8))
	}
	got = apply(t, render.Request{
		Source: plain(t, 100, 80, white), Chain: parse(t, "w-50:l-image,i-filter.svg,l-end"), Files: files,
	})
	if at := boundsOf(pixelsOf(t, got), red); !at.Empty() || got.Report.Worst() != render.NotRendered {
		t.Errorf("a file that cannot be drawn is at %v; %s", at, got.Report)
	}
}

// TestRender_UnrenderedLayers has kinds of layers for videos. They have no effect on pictures.
func TestRender_UnrenderedLayers(t *testing.T) {
	t.Parallel()
	source := plain(t, 40, 30, white)
	for chain, want := range map[string]string{
		"l-video,i-intro.mp4,w-10,lx-5,lso-2,l-end": "not rendered: l-video, i-intro.mp4, lx-5, lso-2, w-10",
		"l-subtitles,i-english.srt,l-end":           "not rendered: l-subtitles, i-english.srt",
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if !bytes.Equal(got.Body, source) || got.Report.String() != want {
			t.Errorf("%s: the picture is changed, or the report is %q", chain, got.Report)
		}
		got = apply(t, render.Request{Source: source, Chain: parse(t, "w-20:"+chain)})
		if got.Width != 20 || got.Report.String() != "exact: w-20; "+want {
			t.Errorf("w-20:%s: the width is %d, the report %q", chain, got.Width, got.Report)
		}
	}
}
