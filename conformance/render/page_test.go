package render_test

import (
	"bytes"
	"errors"
	"image"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestRender_Page selects frames of an animation.
func TestRender_Page(t *testing.T) {
	t.Parallel()
	animation := gifOf(t, 40, 20, 3)
	frames := decodeGIF(t, animation).Image
	for chain, frame := range map[string]int{
		"f-png":           0,
		"pg-1,f-png":      0,
		"pg-3,f-png":      2,
		"w-20:pg-2,f-png": 1,
		"pg-1_2,f-png":    0, // a list is for PSD files
	} {
		got := apply(t, render.Request{Source: animation, Chain: parse(t, chain), Thumbnail: true})
		m := decode(t, got)
		r, g, b, _ := m.At(m.Bounds().Dx()/2, 5).RGBA()
		wantR, wantG, wantB, _ := frames[frame].At(20, 10).RGBA()
		if r != wantR || g != wantG || b != wantB {
			t.Errorf("%s: the pixel is %d %d %d, want %d %d %d", chain, r, g, b, wantR, wantG, wantB)
		}
	}
}

func TestRender_PageFormat(t *testing.T) {
	t.Parallel()
	for _, source := range [][]byte{gifOf(t, 40, 20, 3), picture(t, 40, 20)} {
		got := apply(t, render.Request{Source: source, Thumbnail: true})
		if got.ContentType != "image/jpeg" || decode(t, got).Bounds() != image.Rect(0, 0, 40, 20) {
			t.Errorf("got %s, %dx%d", got.ContentType, got.Width, got.Height)
		}
	}
}

func TestRender_PageErrors(t *testing.T) {
	t.Parallel()
	_, err := render.New(render.Options{}).Render(t.Context(),
		render.Request{Source: gifOf(t, 10, 10, 2), Chain: parse(t, "pg-3"), Thumbnail: true})
	if !errors.Is(err, render.ErrTransformation) {
		t.Errorf("got %v, want an ErrTransformation", err)
	}
}

// TestRender_PageReport has parameters that have an effect on a thumbnail or a video only.
func TestRender_PageReport(t *testing.T) {
	t.Parallel()
	source := gifOf(t, 40, 20, 2)
	got := apply(t, render.Request{Source: source, Chain: parse(t, "pg-2,so-1")})
	if want := "not rendered: pg-2, so-1"; got.Report.String() != want || !bytes.Equal(got.Body, source) {
		t.Errorf("got %q, %d bytes; want %q and the file", got.Report, len(got.Body), want)
	}
	got = apply(t, render.Request{Source: source, Chain: parse(t, "pg-2,so-1"), Thumbnail: true})
	if want := "exact: pg-2; not rendered: so-1"; got.Report.String() != want {
		t.Errorf("got %q, want %q", got.Report, want)
	}
	got = apply(t, render.Request{Source: source, Chain: parse(t, "pg-1_2,w-20"), Thumbnail: true})
	if want := "exact: w-20; not rendered: pg-1_2"; got.Report.String() != want {
		t.Errorf("got %q, want %q", got.Report, want)
	}
}

// TestRender_PageOfManyNames has names that refer twice to the next one, a million times together, and no page.
func TestRender_PageOfManyNames(t *testing.T) {
	t.Parallel()
	named := map[string]urlbuilder.Chain{strings.Repeat("x", 40): nil}
	for n := 1; n < 40; n++ {
		next := "n-" + strings.Repeat("x", n+1)
		named[strings.Repeat("x", n)] = parse(t, next+":"+next)
	}
	_, err := render.New(render.Options{}).Render(t.Context(), render.Request{
		Source: picture(t, 10, 10), Chain: parse(t, "n-x"), Named: named, Thumbnail: true,
	})
	if !errors.Is(err, render.ErrTransformation) {
		t.Errorf("got %v, want an ErrTransformation for the number of steps", err)
	}
}
