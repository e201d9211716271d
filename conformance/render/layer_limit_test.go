package render_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestRender_LayerErrors(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]error{
		"l-image,i-none.png,l-end":                          fs.ErrNotExist,
		"w-5:l-image,ie-bm9uZS5wbmc=,l-end":                 fs.ErrNotExist,
		"l-image,i-red.png,l-image,i-no@@b.png,l-end,l-end": fs.ErrNotExist,
		"l-image,i-logos@@text.txt,l-end":                   render.ErrSource,
		"l-image,i-red.png,lx-bw_div_0,l-end":               nil,
		"l-image,i-red.png,lyc-bh_mod_0,l-end":              nil,
		"l-image,i-red.png,w-cw_div_0,l-end":                nil,
		"l-image,i-red.png,w-5,h-5,cm-extract,xc-0,l-end":   nil,
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: plain(t, 10, 10, white), Chain: parse(t, chain), Files: layerFiles(t)})
		_, isParameter := errors.AsType[*render.ParameterError](err)
		if !isParameter || !errors.Is(err, render.ErrTransformation) || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want a ParameterError with %v", chain, err, want)
		}
	}
	_, err := render.New(render.Options{}).Render(t.Context(),
		render.Request{Source: plain(t, 10, 10, white), Chain: parse(t, "l-image,i-red.png,l-end")}) // no files
	if !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, render.ErrTransformation) {
		t.Errorf("without files: got %v, want an ErrTransformation and ErrNotExist", err)
	}
}

// TestRender_LayersInLayers has three layers in each other, and a fourth one that comes from a named transformation.
func TestRender_LayersInLayers(t *testing.T) {
	t.Parallel()
	const layer = "l-image,i-red.png,t-false"
	for chain, isAllowed := range map[string]bool{
		layer + "," + layer + "," + layer + ",l-end,l-end,l-end":       true,
		layer + "," + layer + ",n-one,l-end,l-end":                     true,
		layer + "," + layer + "," + layer + ",n-one,l-end,l-end,l-end": false,
		layer + ",n-three,l-end":                                       false,
		"l-image,i-ik_canvas,bg-red,n-three,l-end":                     false,
	} {
		named := map[string]urlbuilder.Chain{
			"one":   parse(t, layer+",l-end"),
			"three": parse(t, layer+","+layer+","+layer+",l-end,l-end,l-end"),
		}
		_, err := render.New(render.Options{}).Render(t.Context(), render.Request{
			Source: plain(t, 10, 10, white), Chain: parse(t, chain), Named: named, Files: layerFiles(t),
		})
		_, isParameter := errors.AsType[*render.ParameterError](err)
		if isParameter == isAllowed || isAllowed && err != nil {
			t.Errorf("%s: got %v, allowed is %v", chain, err, isAllowed)
		}
	}
}

// TestRender_LayerLimits has layers that need too much memory or time.
func TestRender_LayerLimits(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	const small = "l-image,i-ik_canvas,bg-red,w-60,h-50"            // 3,000 pixels
	const tiny = "l-image,i-red.png,t-false,w-1,h-1,lx-1000,l-end:" // decodes 200 pixels
	for chain, want := range map[string]error{
		"l-image,i-ik_canvas,bg-red,w-70,h-70,l-end":                           nil, // 4,900 pixels
		"l-image,i-ik_canvas,bg-red,w-80,h-70,l-end":                           render.ErrLimit,
		"l-image,i-red.png,w-60000,h-60000,c-force,l-end":                      render.ErrLimit,
		"l-image,i-ik_canvas,bg-red,w-60000,h-60000,l-end":                     render.ErrLimit,
		small + ",l-image,i-red.png,w-40,l-end,l-end":                          nil,             // 3,800 in each other
		small + ",l-image,i-ik_canvas,bg-red,w-60,h-40,l-end,l-end":            render.ErrLimit, // 5,400
		small + strings.Repeat(",l-image,i-red.png,w-40,l-end", 90) + ",l-end": render.ErrLimit,
		strings.Repeat("l-image,i-red.png,t-false,l-end:", 200) + "w-9":        nil,
		strings.Repeat("l-image,i-red.png,t-false,l-end:", 800) + "w-9":        render.ErrLimit,
		strings.Repeat(tiny, 300) + "w-9":                                      nil,
		strings.Repeat(tiny, 1000) + "w-9":                                     render.ErrLimit,
	} {
		_, err := render.New(render.Options{MaxPixels: 10_000}).Render(t.Context(),
			render.Request{Source: plain(t, 100, 80, white), Chain: parse(t, chain), Files: layerFiles(t)})
		if !errors.Is(err, want) {
			t.Errorf("%.90s: got %v, want %v", chain, err, want)
		}
	}
}

// TestRender_ManyLayers has more layers than a chain can have steps: one after another, in one step, and in names that
// multiply them.
func TestRender_ManyLayers(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	layers := make(urlbuilder.Step, 12_000)
	for i := range layers {
		layers[i] = urlbuilder.SolidColorLayer("red", urlbuilder.LayerOptions{
			Transformation: urlbuilder.Chain{{urlbuilder.Width(1), urlbuilder.Height(1)}},
		})
	}
	steps := make(urlbuilder.Chain, len(layers))
	for i := range steps {
		steps[i] = layers[i : i+1]
	}
	ten := parse(t, "n-b"+strings.Repeat(":n-b", 99))
	for name, chain := range map[string]urlbuilder.Chain{
		"step": {layers}, "chain": steps, "names": parse(t, "n-a:n-a"),
	} {
		_, err := render.New(render.Options{}).Render(t.Context(), render.Request{
			Source: plain(t, 10, 10, white), Chain: chain,
			Named: map[string]urlbuilder.Chain{"a": ten, "b": {layers[:100]}},
		})
		if !errors.Is(err, render.ErrTransformation) {
			t.Errorf("%s: got %v, want an ErrTransformation", name, err)
		}
	}
}

// TestRender_ManyFrames has an animation with small frames and a chain with many steps. Each frame takes time.
func TestRender_ManyFrames(t *testing.T) {
	t.Parallel()
	source := gifOf(t, 1, 1, 50)
	for steps, want := range map[int]error{10: nil, 300: render.ErrLimit} {
		_, err := render.New(render.Options{MaxPixels: 1_000_000}).Render(t.Context(),
			render.Request{Source: source, Chain: parse(t, "o-50"+strings.Repeat(":o-50", steps-1))})
		if !errors.Is(err, want) {
			t.Errorf("%d steps: got %v, want %v", steps, err, want)
		}
	}
}

// TestRender_LongSides has steps that make a side longer than the limit, and one after them.
func TestRender_LongSides(t *testing.T) {
	t.Parallel()
	const long = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 40000"/>`
	for _, test := range []struct {
		source []byte
		chain  string
	}{
		{plain(t, 1, 1, white), "w-65535,h-1:b-5_red:w-9"},
		{[]byte(long), "dn-300,f-png:t-true,h-360"},
		{[]byte(long), "dn-300,f-png"},
	} {
		_, err := render.New(render.Options{}).Render(t.Context(),
			render.Request{Source: test.source, Chain: parse(t, test.chain)})
		if !errors.Is(err, render.ErrLimit) {
			t.Errorf("%s: got %v, want an ErrLimit", test.chain, err)
		}
	}
}

// TestRender_BlurOfNarrowPictures has blurs that reach far beyond the edges of a picture of 3,000 pixels.
func TestRender_BlurOfNarrowPictures(t *testing.T) {
	t.Parallel()
	for chain, want := range map[string]error{
		"bl-3":              nil,
		"bl-100":            render.ErrLimit,
		"e-sharpen-9999":    render.ErrLimit,
		"e-usm-9-9999-1-1":  render.ErrLimit,
		"bl-20:bl-20:bl-20": render.ErrLimit,
		"w-2900,h-2,cm-pad_resize,bg-blurred_100": render.ErrLimit,
		"o-50:e-shadow-bl-15:e-shadow-bl-15":      render.ErrLimit,
	} {
		_, err := render.New(render.Options{MaxPixels: 30_000}).Render(t.Context(),
			render.Request{Source: plain(t, 3000, 1, white), Chain: parse(t, chain)})
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", chain, err, want)
		}
	}
}

// TestRender_ManyTexts has a long text of small letters in many layers.
func TestRender_ManyTexts(t *testing.T) {
	t.Parallel()
	layer := "l-text,i-" + strings.Repeat("text ", 100) + ",fs-1,l-end"
	for count, want := range map[int]error{1: nil, 50: render.ErrLimit} {
		_, err := render.New(render.Options{MaxPixels: 1_000_000}).Render(t.Context(),
			render.Request{Source: plain(t, 9, 9, white), Chain: parse(t, layer+strings.Repeat(":"+layer, count-1))})
		if !errors.Is(err, want) {
			t.Errorf("%d texts: got %v, want %v", count, err, want)
		}
	}
}

// TestRender_FontsReadOnce has texts in two fonts by turns.
func TestRender_FontsReadOnce(t *testing.T) {
	t.Parallel()
	files := countingFiles{fstest.MapFS{
		"a.ttf": {Data: goregular.TTF}, "b.ttf": {Data: gobold.TTF},
	}, new(atomic.Int64)}
	const both = "l-text,i-a,ff-a.ttf,l-end:l-text,i-a,ff-b.ttf,l-end"
	apply(t, render.Request{
		Source: plain(t, 9, 9, white), Files: files, Chain: parse(t, both+strings.Repeat(":"+both, 5)),
	})
	if n := files.opened.Load(); n != 2 {
		t.Errorf("fonts are read %d times, want 2", n)
	}
}

// countingFiles counts how often files are opened.
type countingFiles struct {
	fs.FS
	opened *atomic.Int64
}

func (f countingFiles) Open(name string) (fs.File, error) {
	f.opened.Add(1)
	return f.FS.Open(name)
}

// TestRender_LayerDecodedOnce has the same picture in many layers. Changes of one do not show in another one.
func TestRender_LayerDecodedOnce(t *testing.T) {
	t.Parallel()
	files := countingFiles{layerFiles(t), new(atomic.Int64)}
	got := apply(t, render.Request{
		Source: plain(t, 100, 80, white), Files: files, Chain: parse(t,
			"l-image,i-red.png,t-false,lx-0,l-image,i-logos@@blue.png,t-false,l-end,l-end"+
				strings.Repeat(":l-image,i-red.png,t-false,lx-50,l-end", 40)),
	})
	if n := files.opened.Load(); n != 2 {
		t.Errorf("files are opened %d times, want 2", n)
	}
	m := pixelsOf(t, got)
	if m.NRGBAAt(5, 5) != blue || m.NRGBAAt(55, 5) != red {
		t.Errorf("the colours are %v and %v, want blue and red", m.NRGBAAt(5, 5), m.NRGBAAt(55, 5))
	}
}

func TestRender_LayerCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := render.New(render.Options{}).Render(ctx, render.Request{
		Source: plain(t, 10, 10, white), Chain: parse(t, "l-image,i-red.png,l-end"), Files: layerFiles(t),
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
}
