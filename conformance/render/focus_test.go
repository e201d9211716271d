package render_test

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestRender_Focus has a grey picture with a coloured chessboard at one side, which fo-auto keeps.
func TestRender_Focus(t *testing.T) {
	t.Parallel()
	m := plainImage(600, 200, color.Gray{128})
	for y := 60; y < 140; y++ {
		for x := 480; x < 560; x++ {
			if (x/8+y/8)%2 == 0 {
				m.SetNRGBA(x, y, color.NRGBA{220, 60, 40, 255})
			}
		}
	}
	for _, chain := range []string{"w-200,h-200,fo-auto", "w-150,h-150,cm-extract,fo-face"} {
		rendition := apply(t, render.Request{Source: encode(t, m), Chain: parse(t, chain)})
		colored := redPixels(decode(t, rendition))
		if colored < 2500 {
			t.Errorf("%s: %d coloured pixels, want nearly all of 3200", chain, colored)
		}
		if got := rendition.Report.Worst(); got != render.Approximate {
			t.Errorf("%s: the report is %q", chain, rendition.Report)
		}
	}
}

// chessboard is a grey picture of 600 by 200 pixels with a chessboard of 80 by 80 pixels at a place.
func chessboard(t *testing.T, at image.Point) []byte {
	t.Helper()
	m := plainImage(600, 200, color.Gray{128})
	for y := range 80 {
		for x := range 80 {
			if (x/8+y/8)%2 == 0 {
				m.SetNRGBA(at.X+x, at.Y+y, color.NRGBA{220, 60, 40, 255})
			}
		}
	}
	return encode(t, m)
}

func TestRender_FocusObject(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	source := chessboard(t, image.Pt(480, 60))
	for chain, want := range map[string]image.Point{
		"w-200,h-200,fo-dog":               image.Pt(200, 200),
		"w-100,ar-1-1,fo-person_car":       image.Pt(100, 100),
		"w-120,h-100,cm-extract,fo-hotDog": image.Pt(120, 100),
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		m := decode(t, got)
		if size := m.Bounds().Size(); size != want || redPixels(m)*4 < want.X*want.X/4 {
			t.Errorf("%s: %v with %d red pixels, want %v with the chessboard", chain, size, redPixels(m), want)
		}
		if report := got.Report.String(); got.Report.Worst() != render.Approximate ||
			!strings.Contains(report, "objects are not detected") {
			t.Errorf("%s: the report is %q", chain, got.Report)
		}
	}
	for _, chain := range []string{"fo-dog", "fo-dog,ar-2_1"} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if !bytes.Equal(got.Body, source) || got.Report.Worst() != render.NotRendered {
			t.Errorf("%s: the file is changed, or the report is wrong: %q", chain, got.Report)
		}
	}
}

// TestRender_FocusOverride checks that the stored area counts more than what is found, if there is one.
func TestRender_FocusOverride(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	source := chessboard(t, image.Pt(480, 60))
	chain := parse(t, "w-150,h-200,cm-extract,fo-auto-custom_override")
	for area, wantRed := range map[image.Rectangle]bool{{}: true, image.Rect(0, 0, 100, 200): false} {
		got := decode(t, apply(t, render.Request{Source: source, Chain: chain, FocusArea: area}))
		if isRed := redPixels(got) > 0; isRed != wantRed {
			t.Errorf("area %v: the part has the chessboard: %v, want %v", area, isRed, wantRed)
		}
	}
}

// TestRender_Zoom checks how large the chessboard is in the result, and that it is within it.
func TestRender_Zoom(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	source := chessboard(t, image.Pt(60, 60))
	const red = 80 * 80 / 2
	for chain, want := range map[string]int{
		"w-100,h-100,cm-extract,fo-face":         red,
		"w-100,h-100,cm-extract,fo-face,z-1":     red,
		"w-100,h-100,cm-extract,fo-face,z-0.5":   red / 4,
		"w-200,h-200,cm-extract,fo-cat,z-2":      red * 4,
		"w-200,h-200,fo-face,z-2":                red * 4,
		"w-200,h-200,fo-face,z-0.5":              red,
		"w-300,h-100,cm-extract,fo-face,z-0.001": red / 4,
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if n := redPixels(decode(t, got)); n < want*7/10 || n > want*13/10 {
			t.Errorf("%s: %d red pixels, want about %d", chain, n, want)
		}
		if got.Report.Worst() != render.Approximate {
			t.Errorf("%s: the report is %q", chain, got.Report)
		}
	}
	for _, chain := range []string{"w-100,h-100,z-2", "w-100,h-100,fo-auto,z-2", "fo-face,z-2"} {
		report := apply(t, render.Request{Source: source, Chain: parse(t, chain)}).Report.String()
		if !strings.Contains(report, "not rendered: z-2 (it needs") {
			t.Errorf("%s: the report is %q", chain, report)
		}
	}
}
