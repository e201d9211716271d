package render_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
)

// drawing is an SVG file with a red circle in a blue frame.
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 158 33">
<rect x="1" y="1" width="156" height="31" fill="none" stroke="blue" stroke-width="2"/>
<circle cx="79" cy="16.5" r="10" fill="#f00"/></svg>`

// TestRender_Vector checks the sizes of converted SVG files. Those of the first two are published at
// https://docs.imagekit.io/features/image-transformations.
func TestRender_Vector(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		chain     string
		mediaType string
		want      image.Point
	}{
		{"f-png", "image/png", image.Pt(158, 33)},
		{"f-jpg,w-200,bg-pink", "image/jpeg", image.Pt(200, 42)},
		{"f-png,dn-144", "image/png", image.Pt(316, 66)},
		{"f-png,dn-144,w-200", "image/png", image.Pt(200, 42)},
		{"w-0.5:f-png", "image/png", image.Pt(79, 17)},
		{"w-200,h-200,cm-pad_resize,bg-white:f-png", "image/png", image.Pt(200, 200)},
		{"w-40,h-40,cm-extract,f-png", "image/png", image.Pt(40, 33)},
		{"if-w_gt_100,f-png,if-end", "image/png", image.Pt(158, 33)},
	} {
		got := apply(t, render.Request{Source: []byte(drawing), Chain: parse(t, test.chain)})
		size := decode(t, got).Bounds().Size()
		if size != test.want || got.ContentType != test.mediaType || got.Width != size.X || got.Height != size.Y {
			t.Errorf("%s: %s with %v pixels, %dx%d; want %s with %v", test.chain, got.ContentType, size, got.Width,
				got.Height, test.mediaType, test.want)
		}
	}
}

// TestRender_VectorIsDrawnLarge checks that a drawing which is enlarged has sharp edges.
func TestRender_VectorIsDrawnLarge(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m := decode(t, apply(t, render.Request{Source: []byte(drawing), Chain: parse(t, "w-1580,f-png")}))
	mixed := 0
	for x := range m.Bounds().Dx() {
		switch c := color.NRGBAModel.Convert(m.At(x, 165)).(color.NRGBA); c {
		case color.NRGBA{}, color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}:
		default:
			mixed++
		}
	}
	if mixed > 4 {
		t.Errorf("%d pixels of a line are neither transparent nor of a colour of the drawing, want at most 4", mixed)
	}
}

// TestRender_VectorAsItIs has transformations and documents with which an SVG file stays as it is.
func TestRender_VectorAsItIs(t *testing.T) {
	t.Parallel()
	text := strings.Replace(drawing, "<circle", "<text>a</text><circle", 1)
	for _, test := range []struct{ source, chain, note string }{
		{drawing, "w-300", "without f-png"},
		{drawing, "w-300,f-auto", "without f-png"},
		{drawing, "w-300,f-svg", "without f-png"},
		{drawing, "if-w_gt_200,f-png,if-end", "without f-png"},
		{
			text, "w-300,f-png",
			"not rendered: w-300 (SVG: not drawn: element text), f-png (SVG: not drawn: element text)",
		},
	} {
		got := apply(t, render.Request{Source: []byte(test.source), Chain: parse(t, test.chain)})
		if !bytes.Equal(got.Body, []byte(test.source)) || got.ContentType != "image/svg+xml" {
			t.Errorf("%s: %s with %d bytes, want the file as it is", test.chain, got.ContentType, len(got.Body))
		}
		if report := got.Report.String(); !strings.Contains(report, test.note) ||
			got.Report.Worst() != render.NotRendered {
			t.Errorf("%s: the report is %q, want %q in it", test.chain, report, test.note)
		}
	}
}

func TestRender_VectorErrors(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]error{
		`<svg viewBox="0 0 1 1"><g>`:        render.ErrSource,
		`<svg width="100%" height="100%"/>`: render.ErrSource,
		`<svg viewBox="0 0 90000 90000"/>`:  render.ErrLimit,
	} {
		request := render.Request{Source: []byte(source), Chain: parse(t, "f-png")}
		if _, err := render.New(render.Options{}).Render(t.Context(), request); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", source, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	request := render.Request{Source: []byte(drawing), Chain: parse(t, "f-png")}
	if _, err := render.New(render.Options{Workers: 1}).Render(ctx, request); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is done: %v", err)
	}
}
