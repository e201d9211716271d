package render_test

import (
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-fonts/dejavu/dejavusans"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/conformance/render/internal/goldentest"
	"github.com/openimagekit/imagekit/internal/race"
)

// fonts is a media library with fonts.
var fonts = fstest.MapFS{
	"fonts/DejaVu Sans.ttf": {Data: dejavusans.TTF},
	"broken.otf":            {Data: []byte("no font")},
}

// renderText applies a chain to a white picture of 400 by 200 pixels.
func renderText(t *testing.T, chain string) (*image.NRGBA, *render.Rendition) {
	t.Helper()
	rendition := apply(t, render.Request{
		Source: encode(t, plainImage(400, 200, color.White)), Chain: parse(t, chain), Files: fonts,
	})
	return asNRGBA(decode(t, rendition)), rendition
}

// drawnArea returns the smallest rectangle with all pixels for which a function returns true.
func drawnArea(m *image.NRGBA, is func(color.NRGBA) bool) image.Rectangle {
	var r image.Rectangle
	for i := 0; i < len(m.Pix); i += 4 {
		if is(color.NRGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3]}) {
			at := image.Pt(i%m.Stride/4, i/m.Stride)
			r = r.Union(image.Rectangle{at, at.Add(image.Pt(1, 1))})
		}
	}
	return r
}

func notWhite(c color.NRGBA) bool { return c != color.NRGBA{255, 255, 255, 255} }

func dark(c color.NRGBA) bool { return c.R < 0x80 && c.G < 0x80 && c.B < 0x80 }

// TestRender_Text compares renditions with the pictures in testdata/golden.
func TestRender_Text(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, chain := range map[string]string{
		"plain":   "l-text,i-Hello World,fs-40,l-end",
		"box":     "l-text,i-Fresh every day,bg-FFE08080,pa-10_20,co-A02020,tg-b,fs-bh_mul_0.15,lfo-bottom,l-end",
		"wrapped": "l-text,i-The quick brown fox jumps over the lazy dog,fs-24,w-bw_div_2,ia-left,lh-40,l-end",
		"arabic": "l-text,ie-" + base64Of("السلام عليكم") +
			",ff-fonts@@DejaVu Sans.ttf,fs-50,tg-i_strikethrough,l-end",
		"two": "l-text,i-one,fs-60,co-red,lfo-top_left,l-end:" +
			"l-text,i-two,fs-60,co-0000FF50,lfo-bottom_right,l-end",
		"alphabet": "l-text,i-ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz,fs-20,w-380,l-end",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := renderText(t, chain)
			goldentest.Picture(t, "text_"+name, got)
		})
	}
}

func base64Of(text string) string { return base64.URLEncoding.EncodeToString([]byte(text)) }

// TestRender_TextSize checks the size of the layer, which its background shows.
func TestRender_TextSize(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	size := func(parameters string) image.Point {
		m, _ := renderText(t, "l-text,i-text,bg-red,"+parameters+",l-end")
		return drawnArea(m, notWhite).Size()
	}
	small := size("fs-20")
	for _, test := range []struct {
		parameters string
		want       image.Point
	}{
		{"fs-20,pa-10", small.Add(image.Pt(20, 20))},
		{"fs-20,pa-10_20", small.Add(image.Pt(40, 20))},
		{"fs-20,pa-10_20_5", small.Add(image.Pt(40, 15))},
		{"fs-20,pa-1_2_3_4", small.Add(image.Pt(6, 4))},
		{"fs-20,pa-bw_div_20", small.Add(image.Pt(40, 40))},
		{"fs-20,w-150", image.Pt(150, small.Y)},
		{"fs-20,w-bw_div_2", image.Pt(200, small.Y)},
		{"fs-20,w-150,pa-5", image.Pt(160, small.Y+10)},
		{"fs-bh_div_10", small},
		{"fs-bw_mul_0.05", small},
		{"fs-20,lh-90", small}, // one line
		{"fs-45", size("ia-left")},
	} {
		if got := size(test.parameters); got != test.want {
			t.Errorf("%s: the layer has the size %v, want %v", test.parameters, got, test.want)
		}
	}
	lines := func(parameters string) int {
		m, _ := renderText(t, "l-text,ie-"+base64Of("z\nz")+",bg-red,"+parameters+",l-end")
		return drawnArea(m, notWhite).Dy()
	}
	if got, want := lines("fs-20,lh-90"), lines("fs-20,lh-30")+60; got != want {
		t.Errorf("two lines with lh-90 are %d pixels high, want %d", got, want)
	}
	if got, want := lines("fs-20,lh-bh_div_4"), lines("fs-20,lh-50"); got != want {
		t.Errorf("two lines with lh-bh_div_4 are %d pixels high, want %d", got, want)
	}
}

func TestRender_TextColor(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for parameters, want := range map[string]color.NRGBA{ // of the background on white
		"bg-FF0000":        {255, 0, 0, 255},
		"bg-00FF00,al-5":   {127, 255, 127, 255},
		"bg-red,al-5":      {255, 0, 0, 255},
		"bg-0000FF50":      {127, 127, 255, 255},
		"bg-0000FF50,al-9": {127, 127, 255, 255},
	} {
		m, _ := renderText(t, "l-text,i-text,pa-20,"+parameters+",l-end")
		area := drawnArea(m, notWhite)
		if got := m.NRGBAAt(area.Min.X+3, area.Min.Y+3); distance(got, want) > 1 {
			t.Errorf("%s: the background is %v, want %v", parameters, got, want)
		}
	}
	for parameters, want := range map[string]color.NRGBA{ // of a letter that is larger than the picture
		"fs-300":                {0, 0, 0, 255},
		"fs-300,al-5":           {127, 127, 127, 255},
		"fs-300,co-FF0000":      {255, 0, 0, 255},
		"fs-300,co-FF0000,al-1": {255, 229, 229, 255},
		"fs-300,co-blue,al-1":   {0, 0, 255, 255},
		"fs-300,co-00FF0050":    {127, 255, 127, 255},
	} {
		m, _ := renderText(t, "l-text,ie-"+base64Of("\u2588")+",ff-fonts@@DejaVu Sans.ttf,"+parameters+",l-end")
		if got := m.NRGBAAt(200, 100); distance(got, want) > 1 {
			t.Errorf("%s: the letter is %v, want %v", parameters, got, want)
		}
	}
}

func TestRender_TextAlignment(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	at := func(parameters string) image.Rectangle {
		m, _ := renderText(t, "l-text,i-text,fs-20,w-300"+parameters+",l-end")
		return drawnArea(m, dark)
	}
	left, center, right := at(",ia-left"), at(",ia-center"), at(",ia-right")
	if left.Min.X > 53 || right.Max.X < 347 || center.Min.X < 170 || center.Max.X > 230 {
		t.Errorf("the text is at %v, %v and %v", left, center, right)
	}
	if got := at(""); got != center {
		t.Errorf("by default the text is at %v, want %v", got, center)
	}
}

func TestRender_TextTypography(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	covered := func(parameters string) (sum int) {
		m, _ := renderText(t, "l-text,i-illicit,fs-60"+parameters+",l-end")
		for i := 0; i < len(m.Pix); i += 4 {
			sum += 255 - int(m.Pix[i])
		}
		return sum
	}
	regular := covered("")
	for _, parameters := range []string{",tg-b", ",tg-strikethrough", ",tg-b_i", ",tg-b_i_strikethrough"} {
		if got := covered(parameters); got < regular*11/10 {
			t.Errorf("%s: the letters cover %d, and %d without it", parameters, got, regular)
		}
	}
	_, rendition := renderText(t, "l-text,i-x,ff-fonts@@DejaVu Sans.ttf,tg-b,l-end")
	if got := rendition.Report.String(); !strings.Contains(got, "tg-b (the font has no such face") {
		t.Errorf("the report is %q", got)
	}
}

func TestRender_TextFont(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	goFont, _ := renderText(t, "l-text,i-Rags,l-end")
	named, rendition := renderText(t, "l-text,i-Rags,ff-Open Sans,l-end")
	if string(goFont.Pix) != string(named.Pix) {
		t.Error("a font that is not at hand is not replaced by the default font")
	}
	if got := rendition.Report.String(); !strings.Contains(got, "ff-Open Sans (this font is not at hand") {
		t.Errorf("the report is %q", got)
	}
	custom, rendition := renderText(t, "l-text,i-Rags,ff-fonts@@DejaVu Sans.ttf,l-end")
	if string(goFont.Pix) == string(custom.Pix) {
		t.Error("a font of the media library has no effect")
	}
	if got := rendition.Report.String(); strings.Contains(got, "not at hand") {
		t.Errorf("the report is %q", got)
	}
	_, rendition = renderText(t, "l-text,i-日本,l-end")
	if got := rendition.Report.String(); !strings.Contains(got, `no font has "日本"`) {
		t.Errorf("the report is %q", got)
	}
}

// TestRender_TextInOtherPlaces draws a text in a picture layer, turned, with round corners, and on an animation.
func TestRender_TextInOtherPlaces(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	box := func(chain string) image.Rectangle {
		m, _ := renderText(t, chain)
		return drawnArea(m, notWhite)
	}
	straight := box("l-text,i-text,bg-red,fs-40,pa-20,l-end")
	for _, test := range []struct {
		chain string
		want  image.Point
	}{
		{"l-text,i-text,bg-red,fs-40,pa-20,rt-90,l-end", image.Pt(straight.Dy(), straight.Dx())},
		{"l-text,i-text,bg-red,fs-40,pa-20:fl-h,l-end", straight.Size()},
		{"l-text,i-text,bg-red,fs-40:pa-20,l-end", straight.Size()},
		{"l-image,i-ik_canvas,bg-white,w-200,h-100,l-text,i-text,bg-red,fs-40,pa-20,l-end,l-end", straight.Size()},
		{"l-text,i-text,bg-red,fs-40,pa-20,l-image,i-ik_canvas,bg-blue,w-bw,h-bh,l-end,l-end", straight.Size()},
	} {
		if got := box(test.chain).Size(); got != test.want {
			t.Errorf("%s: the layer has the size %v, want %v", test.chain, got, test.want)
		}
	}
	m, _ := renderText(t, "l-text,i-text,bg-red,fs-40,pa-20,r-20,l-end")
	if m.NRGBAAt(straight.Min.X, straight.Min.Y) != white || m.NRGBAAt(straight.Min.X+30, straight.Min.Y) != red {
		t.Error("the corners of the box are not round")
	}
	animation := decodeGIF(t, apply(t, render.Request{
		Source: gifOf(t, 100, 50, 3), Chain: parse(t, "l-text,i-x,bg-red,co-red,pa-50,l-end"),
	}).Body)
	for i, frame := range animation.Image {
		if got := color.NRGBAModel.Convert(frame.At(50, 25)).(color.NRGBA); distance(got, red) > 8 {
			t.Errorf("frame %d has the colour %v in the middle", i, got)
		}
	}
}

// TestAnalyze_Fonts lists the fonts that a chain needs.
func TestAnalyze_Fonts(t *testing.T) {
	t.Parallel()
	chain := "l-text,i-a,ff-fonts@@b.ttf,l-end:l-text,i-a,ff-Open Sans,l-end:" +
		"l-image,i-c.png,l-text,i-a:ff-d.OTF,l-end,l-end:ff-f.ttf"
	analysis, err := render.Analyze(parse(t, chain), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"c.png", "d.OTF", "fonts/b.ttf"}; !slices.Equal(analysis.Files, want) {
		t.Errorf("the files are %q, want %q", analysis.Files, want)
	}
}

// TestRender_TextIsCut compares long texts with those to which they are cut.
func TestRender_TextIsCut(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	pixels := func(input string) string {
		m, _ := renderText(t, "l-text,"+input+",fs-2,w-390,l-end")
		return string(m.Pix)
	}
	long := strings.Repeat("é", 3000)
	if pixels("i-"+long) != pixels("i-"+strings.Repeat("é", 2000)) {
		t.Error("a plain text is not cut after 2000 characters")
	}
	if pixels("ie-"+base64Of(long)) != pixels("ie-"+base64Of(strings.Repeat("é", 937))) {
		t.Error("a text in base64 is not cut after 2500 characters of base64")
	}
}

func TestRender_TextErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		parameters, code string
		want             error
	}{
		{"fs-iw_div_2", "fs", nil},
		{"w-cw_div_2", "w", nil},
		{"fs-bw_sub_400", "fs", nil},
		{"lh-bw_sub_800", "lh", nil},
		{"pa-bw_sub_800", "pa", nil},
		{"ff-missing.ttf", "ff", fs.ErrNotExist},
		{"ff-broken.otf", "ff", nil},
		{"fs-bw_mul_1000", "", render.ErrLimit},
		{"fs-5000,w-1", "", render.ErrLimit},
		{"w-bw_mul_50", "", render.ErrLimit},
		{"pa-bw_mul_1000000000", "", render.ErrLimit},
	} {
		_, err := render.New(render.Options{}).Render(t.Context(), render.Request{
			Source: blank(t, 400, 200), Chain: parse(t, "l-text,i-A long text,"+test.parameters+",l-end"), Files: fonts,
		})
		if e, ok := errors.AsType[*render.ParameterError](err); test.code != "" && (!ok || e.Code != test.code) {
			t.Errorf("%s: got %v, want an error of %s", test.parameters, err, test.code)
		}
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.parameters, err, test.want)
		}
	}
}
