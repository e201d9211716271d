package render_test

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

var (
	red         = color.NRGBA{255, 0, 0, 255}
	green       = color.NRGBA{0, 255, 0, 255}
	blue        = color.NRGBA{0, 0, 255, 255}
	yellow      = color.NRGBA{255, 240, 0, 255}
	white       = color.NRGBA{255, 255, 255, 255}
	black       = color.NRGBA{0, 0, 0, 255}
	transparent = color.NRGBA{}
)

// quarters is a PNG file whose quarters are red, green, white and blue, clockwise from the top left.
func quarters(t *testing.T, width, height int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetNRGBA(x, y, [2][2]color.NRGBA{{red, green}, {blue, white}}[y*2/height][x*2/width])
		}
	}
	return encode(t, m)
}

type pixels = map[image.Point]color.NRGBA

func TestRender_Flip(t *testing.T) {
	t.Parallel()
	size := image.Pt(40, 20)
	checkResults(t, quarters(t, 40, 20), map[string]result{
		"fl-h":        {size, pixels{{0, 0}: green, {39, 0}: red, {0, 19}: white, {39, 19}: blue}},
		"fl-v":        {size, pixels{{0, 0}: blue, {39, 0}: white, {0, 19}: red, {39, 19}: green}},
		"fl-h_v":      {size, pixels{{0, 0}: white, {39, 0}: blue, {0, 19}: green, {39, 19}: red}},
		"fl-v_h":      {size, pixels{{0, 0}: white, {39, 19}: red}},
		"rt-90,fl-h":  {image.Pt(20, 40), pixels{{0, 0}: white, {19, 0}: green, {0, 39}: blue}}, // fl first
		"fl-h,w-20":   {image.Pt(20, 10), pixels{{0, 0}: green, {19, 0}: red}},
		"fl-h:fl-h_v": {size, pixels{{0, 0}: blue}},
	})
}

func TestRender_Rotation(t *testing.T) {
	t.Parallel()
	checkResults(t, quarters(t, 40, 20), map[string]result{
		"rt-90":      {image.Pt(20, 40), pixels{{0, 0}: blue, {19, 0}: red, {0, 39}: white, {19, 39}: green}},
		"rt-N90":     {image.Pt(20, 40), pixels{{0, 0}: green, {19, 0}: white, {0, 39}: red, {19, 39}: blue}},
		"rt-180":     {image.Pt(40, 20), pixels{{0, 0}: white, {39, 19}: red}},
		"rt-450":     {image.Pt(20, 40), pixels{{0, 0}: blue}},
		"rt-0":       {image.Pt(40, 20), pixels{{0, 0}: red}},
		"rt-360":     {image.Pt(40, 20), pixels{{0, 0}: red}},
		"rt-auto":    {image.Pt(40, 20), pixels{{0, 0}: red}},
		"rt-45":      {image.Pt(42, 42), pixels{{0, 0}: transparent, {41, 0}: transparent, {17, 10}: red}},
		"rt-N45":     {image.Pt(42, 42), pixels{{0, 0}: transparent, {24, 10}: green, {17, 31}: blue}},
		"rt-22.5":    {image.Pt(45, 34), pixels{{0, 0}: transparent}},
		"w-20,rt-90": {image.Pt(10, 20), pixels{{0, 0}: blue}}, // w is the width before the turn
		"rt-90:w-10": {image.Pt(10, 20), pixels{{0, 0}: blue}},
		"rt-45,bg-0000FF": {
			image.Pt(42, 42), pixels{{0, 0}: blue, {41, 0}: blue, {17, 10}: red},
		},
		"rt-45,bg-00FF0050": {image.Pt(42, 42), pixels{{0, 0}: {0, 255, 0, 128}, {17, 10}: red}},
	})
}

func TestRender_Distortion(t *testing.T) {
	t.Parallel()
	checkResults(t, quarters(t, 60, 40), map[string]result{
		"e-distort-p-10_10_50_10_50_30_10_30": {
			image.Pt(60, 40), pixels{{8, 8}: transparent, {12, 12}: red, {48, 12}: green, {48, 28}: white},
		},
		"e-distort-p-N60_N40_60_N40_60_40_N60_40": { // the last quarter of a larger picture
			image.Pt(60, 40), pixels{{2, 2}: white, {57, 37}: white},
		},
		"e-distort-a-180":  {image.Pt(80, 40), pixels{{0, 0}: transparent, {35, 2}: red, {44, 2}: green, {5, 38}: red}},
		"e-distort-a-N180": {image.Pt(80, 40), pixels{{0, 39}: transparent, {35, 37}: blue, {44, 37}: white}},
		"w-30,e-distort-a-360,bg-blue": {
			image.Pt(30, 30), pixels{{0, 0}: blue, {8, 4}: red, {21, 4}: green},
		},
	})
}

func TestRender_Trim(t *testing.T) {
	t.Parallel()
	m := plainImage(60, 40, color.White)
	for y := 10; y < 30; y++ {
		for x := 10; x < 40; x++ {
			m.SetNRGBA(x, y, color.NRGBA{240, 240, 240, 255}) // 15 from white
			if x >= 20 && y >= 20 {
				m.SetNRGBA(x, y, red)
			}
		}
	}
	checkResults(t, encode(t, m), map[string]result{
		"t-true":  {image.Pt(30, 20), pixels{{0, 0}: {240, 240, 240, 255}, {29, 19}: red}},
		"t-14":    {image.Pt(30, 20), pixels{{0, 0}: {240, 240, 240, 255}}},
		"t-15":    {image.Pt(20, 10), pixels{{0, 0}: red, {19, 9}: red}},
		"t-99":    {image.Pt(20, 10), pixels{{0, 0}: red}},
		"t-false": {image.Pt(60, 40), pixels{{0, 0}: white}},
		"t-15,w-40,h-20,b-iw_div_60_blue": { // the size is that of what is left
			image.Pt(42, 22), pixels{{0, 0}: blue, {1, 1}: red, {40, 20}: red},
		},
		"t-15,w-cw": {image.Pt(20, 10), pixels{{0, 0}: red}},
	})
	checkResults(t, encode(t, plainImage(5, 5, color.White)), map[string]result{
		"t-true": {image.Pt(5, 5), pixels{{0, 0}: white}},
	})
	clear := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	clear.SetNRGBA(5, 6, black)
	clear.SetNRGBA(7, 9, black)
	checkResults(t, encode(t, clear), map[string]result{"t-50": {image.Pt(3, 4), pixels{{0, 0}: black}}})
}

// TestRender_TransparentJPEG checks the formats of pictures that become transparent.
func TestRender_TransparentJPEG(t *testing.T) {
	t.Parallel()
	source := jpegOf(t, 60, 40)
	for chain, want := range map[string]struct {
		contentType string
		corner      color.NRGBA
	}{
		"r-20":              {"image/png", transparent},
		"rt-45,f-auto":      {"image/png", transparent},
		"r-20,f-jpg":        {"image/jpeg", black},
		"r-20,f-orig":       {"image/jpeg", black},
		"r-20,bg-red":       {"image/jpeg", red},
		"r-20,f-jpg,bg-red": {"image/jpeg", red},
		"rt-90":             {"image/jpeg", color.NRGBA{0, 255, 0, 255}},
	} {
		got := apply(t, render.Request{Source: source, Chain: parse(t, chain)})
		if got.ContentType != want.contentType {
			t.Errorf("%s: %s, want %s", chain, got.ContentType, want.contentType)
		}
		corner := color.NRGBAModel.Convert(decode(t, got).At(0, 0)).(color.NRGBA)
		if chain != "rt-90" && distance(corner, want.corner) > 20 {
			t.Errorf("%s: the corner is %v, want %v", chain, corner, want.corner)
		}
	}
}

// TestRender_AnimatedShapes checks that all frames of an animation change.
func TestRender_AnimatedShapes(t *testing.T) {
	t.Parallel()
	const chain = "t-true,fl-h,rt-90,e-distort-a-90,b-2_red,r-max,o-90,bg-white"
	got := apply(t, render.Request{Source: gifOf(t, 30, 20, 3), Chain: parse(t, chain)})
	animation := decodeGIF(t, got.Body)
	if len(animation.Image) != 3 || animation.Config.Width != got.Width || animation.Config.Height != got.Height {
		t.Errorf("%d frames of %dx%d, the rendition has %dx%d", len(animation.Image), animation.Config.Width,
			animation.Config.Height, got.Width, got.Height)
	}
}

// TestRender_ShapeErrors has values that are malformed.
func TestRender_ShapeErrors(t *testing.T) {
	t.Parallel()
	source := quarters(t, 60, 40)
	for code, values := range map[string][]string{
		"t":  {"0", "100", "x", "1.5", ""},
		"fl": {"x", "h_h", ""},
		"rt": {"x", "", "N", "1e3"},
		"r":  {"x", "N5", "1_2", "1_2_3_4_5", "1_2_3_x", "", "max_"},
		"b":  {"5", "5_nocolour", "x_red", "N5_red", "_red", "99999_red", "iw_div_0_red", ""},
		"o":  {"101", "N1", "x", "0.5", ""},
		"e-distort": {
			"p-1_2_3", "p-a_b_c_d_e_f_g_h", "p-0_0_0_0_0_0_0_0", "p-0_0_0_40_60_40_60_0", "p-0_0_99999_0_60_40_0_40",
			"a-361", "a-x", "x", "a", "p", "",
		},
	} {
		for _, value := range values {
			chain := urlbuilder.Chain{{urlbuilder.Custom(code, value)}}
			_, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: source, Chain: chain})
			parameter, ok := errors.AsType[*render.ParameterError](err)
			if !ok || parameter.Code != code || parameter.Value != value || !errors.Is(err, render.ErrTransformation) {
				t.Errorf("%s-%s: %v, want a ParameterError for it", code, value, err)
			}
		}
	}
}

// TestRender_ShapeLimits has results that are too large.
func TestRender_ShapeLimits(t *testing.T) {
	t.Parallel()
	renderer := render.New(render.Options{MaxPixels: 3000})
	for _, chain := range []string{"b-10_red", "rt-45", "e-distort-a-180", "b-6000_red"} {
		request := render.Request{Source: quarters(t, 60, 40), Chain: parse(t, chain)}
		if _, err := renderer.Render(t.Context(), request); !errors.Is(err, render.ErrLimit) {
			t.Errorf("%s: %v, want ErrLimit", chain, err)
		}
	}
}
