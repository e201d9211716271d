package render_test

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
)

// chessboard is a grey picture of 300 by 100 pixels with a chessboard of 40 by 40 pixels at a place.
func chessboard(t *testing.T, at image.Point) []byte {
	t.Helper()
	m := uniform(image.Rect(0, 0, 300, 100), color.Gray{128})
	for y := range 40 {
		for x := range 40 {
			if (x/4+y/4)%2 == 0 {
				m.SetNRGBA(at.X+x, at.Y+y, color.NRGBA{220, 60, 40, 255})
			}
		}
	}
	return encode(t, m)
}

func TestRender_FocusObject(t *testing.T) {
	t.Parallel()
	source := chessboard(t, image.Pt(240, 30))
	for chain, want := range map[string]image.Point{
		"w-100,h-100,fo-dog":             image.Pt(100, 100),
		"w-50,ar-1-1,fo-person_car":      image.Pt(50, 50),
		"w-60,h-50,cm-extract,fo-hotDog": image.Pt(60, 50),
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
	source := chessboard(t, image.Pt(240, 30))
	chain := parse(t, "w-75,h-100,cm-extract,fo-auto-custom_override")
	for area, wantRed := range map[image.Rectangle]bool{{}: true, image.Rect(0, 0, 50, 100): false} {
		got := decode(t, apply(t, render.Request{Source: source, Chain: chain, FocusArea: area}))
		if isRed := redPixels(got) > 0; isRed != wantRed {
			t.Errorf("area %v: the part has the chessboard: %v, want %v", area, isRed, wantRed)
		}
	}
}

// TestRender_Zoom checks how large the chessboard is in the result, and that it is within it.
func TestRender_Zoom(t *testing.T) {
	skipWithRace(t)
	t.Parallel()
	source := chessboard(t, image.Pt(30, 30))
	const red = 40 * 40 / 2
	for chain, want := range map[string]int{
		"w-50,h-50,cm-extract,fo-face":          red,
		"w-50,h-50,cm-extract,fo-face,z-1":      red,
		"w-50,h-50,cm-extract,fo-face,z-0.5":    red / 4,
		"w-100,h-100,cm-extract,fo-cat,z-2":     red * 4,
		"w-100,h-100,fo-face,z-2":               red * 4,
		"w-100,h-100,fo-face,z-0.5":             red,
		"w-150,h-50,cm-extract,fo-face,z-0.001": red / 4,
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
