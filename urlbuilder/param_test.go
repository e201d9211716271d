package urlbuilder_test

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// demoBuilder returns a builder without a private key for https://ik.imagekit.io/demo.
func demoBuilder(t testing.TB, position TransformationPosition, dialect Dialect) *Builder {
	t.Helper()
	b, err := New(Config{
		URLEndpoint: "https://ik.imagekit.io/demo", TransformationPosition: position,
		Dialect: dialect,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// paramCase is a parameter and its text in URLs.
type paramCase struct {
	param Param
	path  string // in the path, in both dialects
	query string // in the query, in the classic dialect; the same as in the path if empty
}

func TestParam_Constructors(t *testing.T) {
	path, query, readable := demoBuilder(t, PathPosition, Classic), demoBuilder(t, QueryPosition, Classic),
		demoBuilder(t, PathPosition, Current)
	for _, test := range slices.Concat(resizing, formats, styles, effects, ai, videos, texts) {
		t.Run(test.path, func(t *testing.T) {
			o := Options{Path: "a.jpg", Transformation: Chain{{test.param}}}
			for b, want := range map[*Builder]string{
				path:     "/tr:" + test.path + "/a.jpg",
				readable: "/tr:" + test.path + "/a.jpg",
				query:    "/a.jpg?tr=" + cmp.Or(test.query, test.path),
			} {
				got, err := b.URL(o)
				if want = "https://ik.imagekit.io/demo" + want; err != nil || got != want {
					t.Errorf("got  %s, %v\nwant %s", got, err, want)
				}
			}
		})
	}
}

var styles = []paramCase{
	{Radius(20), "r-20", ""},
	{Radius(Max), "r-max", ""},
	{Radius(0), "r-0", ""},
	{Radius(Px(5)), "r-5", ""},
	{RadiusCorners(Px(10), Px(20), Max, Px(0)), "r-10_20_max_0", ""},
	{Background("F3F3F3"), "bg-F3F3F3", ""},
	{Background("ff000080"), "bg-ff000080", ""},
	{Background("lightgreen"), "bg-lightgreen", ""},
	{BackgroundBlurred(BlurredOptions{}), "bg-blurred", ""},
	{BackgroundBlurred(BlurredOptions{Intensity: new(0)}), "bg-blurred_0", ""},
	{BackgroundBlurred(BlurredOptions{Intensity: new(25), Brightness: -15}), "bg-blurred_25_N15", ""},
	{BackgroundBlurred(BlurredOptions{Brightness: 255}), "bg-blurred_auto_255", ""},
	{BackgroundDominant(), "bg-dominant", ""},
	{BackgroundGradient(0), "bg-gradient_dominant", ""},
	{BackgroundGradient(4), "bg-gradient_dominant_4", ""},
	{Border(5, "FFF000"), "b-5_FFF000", ""},
	{Border(Expr("ih_div_20"), "red"), "b-ih_div_20_red", ""},
	{Rotation(90), "rt-90", ""},
	{Rotation(-45), "rt-N45", ""},
	{Rotation(-0.5), "rt-N0.5", ""},
	{Rotation(Auto), "rt-auto", ""},
	{Rotation(Expr("N40")), "rt-N40", ""},
	{Flip(FlipHorizontal), "fl-h", ""},
	{Flip(FlipVertical), "fl-v", ""},
	{Flip(FlipBoth), "fl-h_v", ""},
	{Flip("v_h"), "fl-v_h", ""},
	{Opacity(0), "o-0", ""},
	{Opacity(100), "o-100", ""},
	{Trim(true), "t-true", ""},
	{Trim(false), "t-false", ""},
	{Trim(99), "t-99", ""},
	{Blur(1), "bl-1", ""},
	{Blur(100), "bl-100", ""},
}

var effects = []paramCase{
	{Grayscale(), "e-grayscale", ""},
	{ContrastStretch(), "e-contrast", ""},
	{Sharpen(), "e-sharpen", ""},
	{SharpenBy(10), "e-sharpen-10", ""},
	{SharpenBy(2000), "e-sharpen-2000", ""},
	{UnsharpMask(UnsharpOptions{}), "e-usm", ""},
	{UnsharpMask(UnsharpOptions{2, 2, 0.8, 0.024}), "e-usm-2-2-0.8-0.024", ""},
	{Shadow(ShadowOptions{}), "e-shadow", ""},
	{Shadow(ShadowOptions{Saturation: new(0)}), "e-shadow-st-0", ""},
	{Shadow(ShadowOptions{new(15), new(40), new(10), new(-5)}), "e-shadow-bl-15_st-40_x-10_y-N5", ""},
	{Gradient(GradientOptions{}), "e-gradient", ""},
	{Gradient(GradientOptions{From: "red", To: "white"}), "e-gradient-from-red_to-white", ""},
	{
		Gradient(GradientOptions{ToTopRight, "FF000040", "00FF0040", "0.9"}),
		"e-gradient-ld-top_right_from-FF000040_to-00FF0040_sp-0.9", "",
	},
	{Gradient(GradientOptions{Direction: Degrees(359), StopPoint: "ih_div_2"}), "e-gradient-ld-359_sp-ih_div_2", ""},
	{ColorReplace(ColorReplaceOptions{To: "FF0022"}), "cr-FF0022", ""},
	{ColorReplace(ColorReplaceOptions{To: "red", Tolerance: new(0)}), "cr-red_0", ""},
	{ColorReplace(ColorReplaceOptions{"FF0000", new(50), "00FF00"}), "cr-FF0000_50_00FF00", ""},
	{Colorize(ColorizeOptions{}), "e-colorize", ""},
	{Colorize(ColorizeOptions{"red", new(15)}), "e-colorize-co-red_in-15", ""},
	{
		DistortPerspective(Point{50, 50}, Point{150, 50}, Point{150, 150}, Point{50, 150}),
		"e-distort-p-50_50_150_50_150_150_50_150", "",
	},
	{
		DistortPerspective(Point{-5, -6}, Point{15, 0}, Point{15, 20}, Point{0, 20}),
		"e-distort-p-N5_N6_15_0_15_20_0_20", "",
	},
	{DistortArc(45), "e-distort-a-45", ""},
	{DistortArc(-45), "e-distort-a-N45", ""},
}

var ai = []paramCase{
	{AIRemoveBackground(), "e-bgremove", ""},
	{AIRemoveBackgroundExternal(), "e-removedotbg", ""},
	{AIUpscale(), "e-upscale", ""},
	{AIRetouch(), "e-retouch", ""},
	{AIVariation(), "e-genvar", ""},
	{AIDropShadow(DropShadowOptions{}), "e-dropshadow", ""},
	{AIDropShadow(DropShadowOptions{Azimuth: new(45)}), "e-dropshadow-az-45", ""},
	{AIDropShadow(DropShadowOptions{new(360), new(90), new(60)}), "e-dropshadow-az-360_el-90_st-60", ""},
	{AIChangeBackground("snow road"), "e-changebg-prompt-snow%20road", "e-changebg-prompt-snow+road"},
	{AIEdit("make-it vintage"), "e-edit-prompt-make-it%20vintage", "e-edit-prompt-make-it+vintage"},
	{AIEdit("red, not blue"), "e-edit-prompte-cmVkLCBub3QgYmx1ZQ%3D%3D", ""},
	{AIEdit("50%25\n??>"), "e-edit-prompte-NTAlMjUKPz8%2B", ""},
	{AIChangeBackground("été"), "e-changebg-prompte-w6l0w6k%3D", ""},
	{AIGenerativeFill(""), "bg-genfill", ""},
	{AIGenerativeFill("flowers"), "bg-genfill-prompt-flowers", ""},
	{AIGenerativeFill("a/b"), "bg-genfill-prompte-YS9i", ""},
}

var videos = []paramCase{
	{VideoCodec(VideoH264), "vc-h264", ""},
	{VideoCodec(NoVideo), "vc-none", ""},
	{AudioCodec(AudioOpus), "ac-opus", ""},
	{AudioCodec(NoAudio), "ac-none", ""},
	{StartOffset(0), "so-0", ""},
	{StartOffset(10.55), "so-10.55", ""},
	{StartOffset(Expr("idu_div_2")), "so-idu_div_2", ""},
	{EndOffset(15), "eo-15", ""},
	{Duration(10.5), "du-10.5", ""},
	{Duration(Expr("20.50")), "du-20.50", ""},
	{StreamingResolutions(240, 480, 2160), "sr-240_480_2160", ""},
}

var texts = []paramCase{
	{FontSize(32), "fs-32", ""},
	{FontSize(Expr("bh_div_20")), "fs-bh_div_20", ""},
	{FontFamily("Open Sans"), "ff-Open%20Sans", "ff-Open+Sans"},
	{FontFamily("/fonts/Roboto.ttf"), "ff-fonts@@Roboto.ttf", "ff-fonts%40%40Roboto.ttf"},
	{FontColor("FF0000"), "co-FF0000", ""},
	{InnerAlignment(AlignLeft), "ia-left", ""},
	{Padding(10), "pa-10", ""},
	{Padding(5, 10), "pa-5_10", ""},
	{Padding(1, 2, 3, 0), "pa-1_2_3_0", ""},
	{Padding(Expr("bw_div_20")), "pa-bw_div_20", ""},
	{Alpha(7), "al-7", ""},
	{Typography(Bold), "tg-b", ""},
	{Typography(Bold, Italic, Strikethrough), "tg-b_i_strikethrough", ""},
	{LineHeight(20), "lh-20", ""},
	{FontOutline(2, "blue"), "fol-2_blue", ""},
	{FontShadow("A1CCDD", 3), "fsh-A1CCDD_3", ""},
}

func TestParam_InvalidValues(t *testing.T) {
	b := demoBuilder(t, PathPosition, Classic)
	for name, list := range invalidValues {
		for _, p := range list {
			for _, chain := range []Chain{
				{{p}},
				{{ImageLayer("a.png", LayerOptions{Transformation: Chain{{p}}})}},
				{If(CurrentWidth.Is(AtLeast, 1), Chain{{p}}, nil)},
			} {
				got, err := b.URL(Options{Path: "a.jpg", Transformation: chain})
				var problem *BuildError
				if !errors.As(err, &problem) || problem.Field != "Transformation" || problem.Step != 1 ||
					problem.Param != name || problem.Reason == "" || got != "" {
					t.Errorf("%s: %q, %v", name, got, err)
				}
			}
		}
	}
}

var invalidValues = map[string][]Param{
	"w": {
		Width(0), Width(-1), Width(math.NaN()), Width(math.Inf(1)), Width(-0.5), Width(1e18), Width(Expr("")),
		Width(Expr("iw_div")),
		Width(Expr("iw_by_2")), Width(Expr("iw div 2")), Width(Expr("-5")), Width(Px(-5)), Width(Max),
		Width(Expr("1,h-2")), Width(Expr("1.")),
		Width(Expr("_")), Width(Expr("div_2")), Width(Expr(strings.Repeat("9", 400))),
	},
	"h":  {Height(0), Height(Auto)},
	"ar": {AspectRatio(0, 1), AspectRatio(1, -1), AspectRatio(math.NaN(), 1), AspectRatioExpr("4-3-2")},
	"c":  {Crop(""), Crop("pad_resize"), Crop("at_max,w-1")}, "cm": {CropMode(""), CropMode("force")},
	"fo": {Focus(""), Focus("a car"), Focus("a,b"), Focus("auto-custom")}, "x": {X(Expr("left")[:0])},
	"y":  {Y(Expr("top-1"))},
	"xc": {XCenter(Max)}, "yc": {YCenter(Auto)}, "z": {Zoom(0), Zoom(-1), Zoom(math.Inf(1))},
	"dpr": {DPR(0), DPR(5.1), DPR(Px(6)), DPR(Max)},
	"f":   {Format(""), Format("bmp")}, "q": {Quality(-1), Quality(101)},
	"pg": {
		Page(0), Pages(), Pages(1, 0), PageRange(0, 2), PageRange(3, 2), PagesFrom(0), PageNames(),
		PageNames("a", ""), PageNames(`a"`), PageNames("a\n"), PageNames("a", "b, c"),
	},
	"di": {
		DefaultImage(""), DefaultImage("/"), DefaultImage("a\nb"), DefaultImage("a,b.jpg"),
		DefaultImage("a%3ab.jpg"),
	}, "n": {
		NamedTransformation(""), NamedTransformation("a\x00"),
		NamedTransformation("a,w-1"), NamedTransformation("a%25252Cw-1"), NamedTransformation("a;b"),
	},
	"r": {
		Radius(-1), Radius(Auto), Radius(Px(-1)), Radius(Expr("iw_div_2")), RadiusCorners(Max, "", Max, Max),
		RadiusCorners(Max, Max, Max, Px(-1)),
	},
	"bg": {
		Background(""), Background("#FF0000"), Background("FF00"), Background("FF0000FF"), Background("Red"),
		Background("red,w-1"),
		BackgroundBlurred(BlurredOptions{Intensity: new(101)}), BackgroundBlurred(BlurredOptions{Brightness: 256}),
		BackgroundGradient(3), BackgroundGradient(-1),
	},
	"b":  {Border(0, "red"), Border(5, ""), Border(5, "#FFF"), Border(Auto, "red")},
	"rt": {Rotation(math.NaN()), Rotation(Max), Rotation(Expr("iw_div_2")), Rotation(Expr("-40"))},
	"fl": {Flip(""), Flip("x")}, "o": {Opacity(-1), Opacity(101)}, "t": {Trim(0), Trim(100)},
	"bl":        {Blur(0), Blur(101)},
	"e-sharpen": {SharpenBy(-1)}, "e-usm": {
		UnsharpMask(UnsharpOptions{Radius: 2}),
		UnsharpMask(UnsharpOptions{1, 1, math.NaN(), 1}),
	},
	"e-shadow": {
		Shadow(ShadowOptions{Blur: new(16)}), Shadow(ShadowOptions{Saturation: new(-1)}),
		Shadow(ShadowOptions{X: new(101)}), Shadow(ShadowOptions{Y: new(-101)}),
	},
	"e-gradient": {
		Gradient(GradientOptions{Direction: Degrees(360)}), Gradient(GradientOptions{Direction: Degrees(-1)}),
		Gradient(GradientOptions{Direction: "up"}),
		Gradient(GradientOptions{From: "#fff"}), Gradient(GradientOptions{To: "a_b"}),
		Gradient(GradientOptions{StopPoint: "0"}), Gradient(GradientOptions{StopPoint: "50%"}),
	},
	"cr": {
		ColorReplace(ColorReplaceOptions{}), ColorReplace(ColorReplaceOptions{To: "red", From: "blue"}),
		ColorReplace(ColorReplaceOptions{To: "red", Tolerance: new(101)}),
	},
	"e-colorize": {Colorize(ColorizeOptions{Color: "#red"}), Colorize(ColorizeOptions{Intensity: new(101)})},
	"e-distort": {
		DistortPerspective(Point{}, Point{}, Point{}, Point{}),
		DistortPerspective(Point{0, 0}, Point{0, 9}, Point{9, 9}, Point{9, 0}), DistortArc(0), DistortArc(361),
	},
	"e-dropshadow": {
		AIDropShadow(DropShadowOptions{Azimuth: new(361)}), AIDropShadow(DropShadowOptions{Elevation: new(91)}),
		AIDropShadow(DropShadowOptions{Saturation: new(-1)}),
	},
	"e-changebg": {AIChangeBackground("")}, "e-edit": {AIEdit("")},
	"vc": {VideoCodec(""), VideoCodec("h265")}, "ac": {AudioCodec("mp3")},
	"so": {StartOffset(-1), StartOffset(Px(-1)), StartOffset(1.234), StartOffset(Expr("1.234")), StartOffset(Auto)},
	"eo": {EndOffset(0)}, "du": {Duration(0), Duration(-0.5)},
	"sr": {StreamingResolutions(), StreamingResolutions(241), StreamingResolutions(240, 240)},
	"fs": {FontSize(0), FontSize(Auto)}, "ff": {FontFamily(""), FontFamily("/"), FontFamily("Roboto:700")},
	"co": {FontColor("#000000")}, "ia": {InnerAlignment("top")},
	"pa": {Padding[int](), Padding(-1), Padding(1, 2, 3, 4, 5), Padding(Px(1), "bw_div_2"), Padding(Auto)},
	"al": {Alpha(0), Alpha(10)},
	"tg": {Typography(), Typography("bold"), Typography(Bold, Bold)}, "lh": {LineHeight(0)},
	"fol": {FontOutline(-1, "red"), FontOutline(1, "")}, "fsh": {FontShadow("", 1), FontShadow("red", -1)},
}

// FuzzParam creates parameters with arbitrary texts. Each must remain one parameter of one step, in the path and in the
// query of a URL.
func FuzzParam(f *testing.F) {
	for _, seed := range []string{
		"a", "a,w-1:h-2/../b?c#d&e=f%2Cg", "été %", "%2", "@@", "iw_div_2", "red", "a\x00",
		"\"", "if-end,l-end",
	} {
		f.Add(seed)
	}
	path, query := demoBuilder(f, PathPosition, Classic), demoBuilder(f, QueryPosition, Classic)
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range []Param{
			NamedTransformation(text), DefaultImage(text), FontFamily(text), PageNames(text), AIEdit(text),
			AIGenerativeFill(text), Focus(FocusArea(text)),
			Width(Expr(text)), Rotation(Expr(text)), Background(Color(text)), Border(1, Color(text)),
			Crop(CropStrategy(text)), RadiusCorners(Expr(text), "1", "1", "1"),
			Gradient(GradientOptions{Direction(text), Color(text), Color(text), Expr(text)}),
			Typography(TypographyStyle(text)),
		} {
			o := Options{Path: "a.jpg", Transformation: Chain{{p, Blur(1)}, {Blur(2)}}}
			inPath, err := path.URL(o)
			inQuery, queryErr := query.URL(o)
			if err == nil && queryErr == nil {
				checkOneParam(t, text, inPath, inQuery)
				continue
			}
			if !isBuildError(err, "Transformation") || !isBuildError(queryErr, "Transformation") {
				t.Errorf("%q: %v, %v", text, err, queryErr)
			}
		}
	})
}

// checkOneParam checks that the parameter with text, followed by ,bl-1:bl-2, is one parameter in both URLs.
func checkOneParam(t *testing.T, text, inPath, inQuery string) {
	t.Helper()
	value, ok := strings.CutPrefix(inPath, "https://ik.imagekit.io/demo/tr:")
	value, suffix := strings.CutSuffix(value, ",bl-1:bl-2/a.jpg")
	if !ok || !suffix || strings.ContainsAny(value, ",:/?# ") {
		t.Errorf("%q became %s", text, inPath)
	}
	u, err := url.Parse(inQuery)
	if err != nil {
		t.Fatal(err)
	}
	tr, suffix := strings.CutSuffix(u.Query().Get("tr"), ",bl-1:bl-2")
	if !suffix || strings.ContainsAny(tr, ",:") || len(u.Query()) != 1 || u.Fragment != "" {
		t.Errorf("%q became %s", text, inQuery)
	}
}

func TestCustom_EmptyName(t *testing.T) {
	t.Parallel()
	checkRefused(t, "no name", Custom("", "1"))
	checkRefused(t, "no name and no value", Custom("", ""))
}

func TestCustom_PartiallyEncodedSeparators(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"%25%32%43", "%%32C", "%2%35%32%43", "a%25253%41b", "%%33%62"} {
		checkRefused(t, value, Custom("zz", value))
		checkRefused(t, value, TextLayer(value, LayerOptions{Encoding: PlainEncoding}))
	}
	for _, value := range []string{"%", "100%25", "%2", "%%2D", "2C"} {
		if _, err := buildAll(t, Chain{{Custom("zz", value)}}); err != nil {
			t.Errorf("%s: %v", value, err)
		}
	}
}
