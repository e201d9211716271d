package render_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

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

// TestRender_FilledBackground checks backgrounds of transparent parts and of padding in the same step.
func TestRender_FilledBackground(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 20, 20)) // transparent at the left, half transparent at the right
	for y := range 20 {
		for x := 10; x < 20; x++ {
			m.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 128})
		}
	}
	purple := color.NRGBA{128, 0, 127, 255}
	checkResults(t, encode(t, m), map[string]result{
		"bg-blue":     {image.Pt(20, 20), pixels{{2, 2}: blue, {17, 2}: purple}},
		"bg-0000FF50": {image.Pt(20, 20), pixels{{2, 2}: {0, 0, 255, 128}, {17, 2}: {170, 0, 85, 192}}},
		"w-40,h-20,cm-pad_resize,bg-blue": {
			image.Pt(40, 20), pixels{{2, 2}: blue, {12, 2}: blue, {27, 2}: purple, {37, 2}: blue},
		},
		"w-40,h-20,cm-pad_resize,bg-0000FF50": { // the padding is not filled twice
			image.Pt(40, 20), pixels{{2, 2}: {0, 0, 255, 128}, {12, 2}: {0, 0, 255, 128}, {27, 2}: {170, 0, 85, 192}},
		},
		"w-20,h-20,cm-pad_resize,bg-0000FF50": {image.Pt(20, 20), pixels{{2, 2}: {0, 0, 255, 128}}},
		"e-shadow-bl-0_st-50_x-N25_y-0,bg-white": {image.Pt(20, 20), pixels{
			{2, 2}: white, {7, 2}: {191, 191, 191, 255}, // half of the opacity of the picture
		}},
		"w-10,h-10,r-5,bg-blue": {image.Pt(10, 10), pixels{{0, 0}: blue, {9, 9}: blue, {8, 5}: purple}},
	})
}

// TestRender_BlurredBackground pads a picture that is half red and half blue.
func TestRender_BlurredBackground(t *testing.T) {
	t.Parallel()
	m := plainImage(40, 40, red)
	for y := 20; y < 40; y++ {
		for x := range 40 {
			m.SetNRGBA(x, y, blue)
		}
	}
	size := image.Pt(80, 40)
	checkResults(t, encode(t, m), map[string]result{
		"w-80,h-40,cm-pad_resize,bg-blurred_0": { // the copy is scaled by 2, so that its halves meet in the middle, too
			size, pixels{{2, 2}: red, {2, 17}: red, {2, 22}: blue, {30, 17}: red, {30, 22}: blue},
		},
		"w-80,h-40,cm-pad_resize,bg-blurred": {size, pixels{{2, 2}: red, {2, 37}: blue, {30, 19}: red, {30, 20}: blue}},
		"w-80,h-40,cm-pad_resize,bg-blurred_100": { // the picture itself is sharp
			size, pixels{{2, 19}: {129, 0, 126, 255}, {30, 18}: red, {30, 21}: blue},
		},
		"w-80,h-40,cm-pad_resize,bg-blurred_0_N255":      {size, pixels{{2, 2}: black, {2, 37}: black, {30, 2}: red}},
		"w-80,h-40,cm-pad_resize,bg-blurred_auto_255":    {size, pixels{{2, 2}: white, {30, 2}: red}},
		"w-80,h-40,cm-pad_resize,bg-blurred,fo-left":     {size, pixels{{2, 2}: red, {77, 2}: red}},
		"w-80,h-80,cm-pad_resize_no_enlarge,bg-blurred":  {image.Pt(80, 80), pixels{{2, 2}: red, {30, 77}: blue}},
		"w-80,h-40,cm-pad_resize,bg-blurred_0,r-max,o-9": {size, pixels{{0, 0}: transparent}},
	})
}

// TestRender_UnusedBlurredBackground checks that a blurred background is reported as without effect where it has none.
func TestRender_UnusedBlurredBackground(t *testing.T) {
	t.Parallel()
	source := encode(t, plainImage(40, 40, red))
	for chain, want := range map[string]string{
		"w-80,h-40,bg-blurred":                "not rendered: bg-blurred (it needs cm-pad_resize, w and h)",
		"bg-blurred_25_N15":                   "not rendered: bg-blurred_25_N15 (it needs cm-pad_resize, w and h)",
		"w-80,cm-pad_resize,bg-blurred":       "not rendered: bg-blurred (it needs cm-pad_resize, w and h)",
		"w-80,h-40,cm-pad_extract,bg-blurred": "not rendered: bg-blurred (it needs cm-pad_resize, w and h)",
		"w-80,h-40,cm-pad_resize,bg-blurred":  "approximate: bg-blurred (",
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if report := got.Report.String(); !strings.Contains(report, want) {
			t.Errorf("%s: the report is %q, want %q", chain, report, want)
		}
		without, isLast := strings.CutSuffix(chain, ",bg-blurred")
		if !isLast || !strings.HasPrefix(want, "not") {
			continue
		}
		plain := apply(t, render.Request{Source: source, Chain: parse(t, without)})
		if !bytes.Equal(got.Body, plain.Body) {
			t.Errorf("%s: the result is not that of %s", chain, without)
		}
	}
}

// TestRender_DominantBackground pads a picture whose edges are mostly green, and whose inside is mostly red.
func TestRender_DominantBackground(t *testing.T) {
	t.Parallel()
	m := plainImage(40, 40, green)
	for y := 1; y < 39; y++ {
		for x := 1; x < 39; x++ {
			m.SetNRGBA(x, y, red)
			if x < 10 {
				m.SetNRGBA(x, y, blue)
			}
			if x > 30 && y < 15 {
				m.SetNRGBA(x, y, white)
			}
		}
	}
	size := image.Pt(80, 40)
	checkResults(t, encode(t, m), map[string]result{
		"w-80,h-40,cm-pad_resize,bg-dominant":            {size, pixels{{2, 2}: green, {77, 37}: green, {40, 20}: red}},
		"w-60,h-60,cm-pad_extract,bg-dominant":           {image.Pt(60, 60), pixels{{2, 2}: green, {30, 30}: red}},
		"w-80,h-40,cm-pad_resize,bg-gradient_dominant":   {size, pixels{{0, 0}: red, {79, 0}: red, {0, 39}: blue}},
		"w-80,h-40,cm-pad_resize,bg-gradient_dominant_2": {size, pixels{{0, 0}: red, {79, 39}: blue}},
		"w-80,h-40,cm-pad_resize,bg-gradient_dominant_4": {
			size, pixels{{0, 0}: red, {79, 0}: blue, {79, 39}: green, {0, 39}: white, {40, 20}: red},
		},
		"r-10,bg-dominant":            {image.Pt(40, 40), pixels{{0, 0}: green, {20, 20}: red}},
		"r-10,bg-gradient_dominant_4": {image.Pt(40, 40), pixels{{0, 0}: red, {39, 0}: blue}},
	})
}

func TestRender_BackgroundErrors(t *testing.T) {
	t.Parallel()
	source := quarters(t, 20, 20)
	for _, value := range []string{
		"nocolour", "FF", "GG0000", "blurred_x", "blurred_101", "blurred_N1", "blurred_1.5", "blurred_auto_256",
		"blurred_auto_N256", "blurred_auto_1_2", "blurred_", "dominant_2", "gradient_dominant_3", "gradient_dominant_",
	} {
		for _, size := range []string{"w-20", "w-40,h-20,cm-pad_resize"} {
			chain := parse(t, size)
			chain[0] = append(chain[0], urlbuilder.Custom("bg", value))
			_, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: source, Chain: chain})
			parameter, ok := errors.AsType[*render.ParameterError](err)
			if !ok || parameter.Code != "bg" || parameter.Value != value {
				t.Errorf("%s,bg-%s: %v, want a ParameterError for it", size, value, err)
			}
		}
	}
}

// TestRender_BackgroundNotRendered checks that padding for bg-genfill is black.
func TestRender_BackgroundNotRendered(t *testing.T) {
	t.Parallel()
	const chain = "w-40,h-20,cm-pad_resize,bg-genfill-prompt-sea"
	rendition := apply(t, render.Request{Source: quarters(t, 20, 20), Chain: parse(t, chain)})
	if c := color.NRGBAModel.Convert(decode(t, rendition).At(1, 1)); c != black {
		t.Errorf("the padding is %v, want black", c)
	}
	if rendition.Report.Worst() != render.NotRendered {
		t.Errorf("the report is %q", rendition.Report)
	}
}
