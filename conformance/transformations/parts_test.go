package transformations_test

import (
	"math"
	"slices"
	"strconv"
	"strings"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// parts are the functions that take several values.
var parts = []constructor{
	{"AspectRatio", "ar", fixed(
		single(AspectRatio(4, 3), AspectRatio(1.5, 0.001), AspectRatio(1<<53, 1)),
		AspectRatio(0, 1), AspectRatio(4, -3), AspectRatio(math.NaN(), 1), AspectRatio(1, math.Inf(1)),
	)},
	{"RadiusCorners", "r", makeRadiusCorners},
	{"BackgroundBlurred", "bg", makeBlurred},
	{"Border", "b", func(s samples) builtSteps {
		return builtSteps{
			allowed: slices.Concat(single(Border(1, "red"), Border(1<<53, "AAFF0010")), scalar(borders)(s).allowed),
			unverified: slices.Concat(
				single(Border(0, "red"), Border(-1, "red"), Border(5, ""), Border[Expr]("", "5_red")),
				scalar(borders)(s).unverified),
		}
	}},
	{"UnsharpMask", "e-usm", fixed(
		single(UnsharpMask(UnsharpOptions{}),
			UnsharpMask(UnsharpOptions{Radius: 2, Sigma: 2, Amount: 0.8, Threshold: 0.024})),
		UnsharpMask(UnsharpOptions{Radius: 1}),
		UnsharpMask(UnsharpOptions{Radius: 1, Sigma: 1, Amount: -1, Threshold: 1}),
		UnsharpMask(UnsharpOptions{Radius: 1, Sigma: 1, Amount: 1, Threshold: math.Inf(1)}),
	)},
	{"Shadow", "e-shadow", optionalNumbers([][2]int{{0, 15}, {0, 100}, {-100, 100}, {-100, 100}}, func(n []*int) Param {
		return Shadow(ShadowOptions{Blur: n[0], Saturation: n[1], X: n[2], Y: n[3]})
	})},
	{"AIDropShadow", "e-dropshadow", optionalNumbers([][2]int{{0, 360}, {0, 90}, {0, 100}}, func(n []*int) Param {
		return AIDropShadow(DropShadowOptions{Azimuth: n[0], Elevation: n[1], Saturation: n[2]})
	})},
	{"Colorize", "e-colorize", optionalNumbers([][2]int{{0, 100}}, func(n []*int) Param {
		if n[0] != nil && *n[0]%2 == 0 {
			return Colorize(ColorizeOptions{Color: "red", Intensity: n[0]})
		}
		return Colorize(ColorizeOptions{Color: "", Intensity: n[0]})
	})},
	{"ColorReplace", "cr", func(samples) builtSteps {
		two := optionalNumbers([][2]int{{0, 100}}, func(n []*int) Param {
			return ColorReplace(ColorReplaceOptions{To: "red", Tolerance: n[0], From: ""})
		})
		three := optionalNumbers([][2]int{{0, 100}}, func(n []*int) Param {
			return ColorReplace(ColorReplaceOptions{To: "FF0022", Tolerance: n[0], From: "AAFF0010"})
		})
		m := two(samples{})
		m.unverified = slices.Concat(m.unverified, three(samples{}).allowed, three(samples{}).unverified,
			single(ColorReplace(ColorReplaceOptions{To: "", Tolerance: new(100), From: ""}),
				ColorReplace(ColorReplaceOptions{To: "red_5", Tolerance: nil, From: ""})))
		return m
	}},
	{"Gradient", "e-gradient", makeGradient},
	{"DistortPerspective", "e-distort", fixed(
		single(DistortPerspective(point(50, 50), point(150, 50), point(150, 150), point(50, 150)),
			DistortPerspective(point(-9, -9), point(0, 0), point(1<<53, 7), point(-1, 1))),
		DistortPerspective(point(0, 0), point(0, 0), point(0, 0), point(0, 0)),
		DistortPerspective(point(0, 0), point(1<<62, 0), point(1<<62, 1), point(0, 1)),
	)},
	{"StreamingResolutions", "sr", func(s samples) builtSteps {
		return builtSteps{
			single(StreamingResolutions(240), StreamingResolutions(240, 360, 480, 720, 1080, 1440, 2160)),
			single(StreamingResolutions(), StreamingResolutions(1), StreamingResolutions(240, 240)),
		}
	}},
	{"Typography", "tg", func(s samples) builtSteps {
		return builtSteps{
			scalar(texts(func(s string) Param { return Typography(styles(s)...) }))(s).allowed,
			single(Typography(), Typography(Bold, Bold), Typography(""), Typography("bold")),
		}
	}},
	{"Padding", "pa", func(s samples) builtSteps {
		return builtSteps{
			slices.Concat(single(Padding(0), Padding(1, 2), Padding(1, 2, 3), Padding(1, 2, 3, 1<<53)),
				scalar(texts(func(e Expr) Param { return Padding(e) }))(s).allowed),
			single(Padding[int](), Padding(-1), Padding(1, 2, 3, 4, 5), Padding[Expr]("5", "bw_div_2"),
				Padding[Expr]("")),
		}
	}},
	{"FontOutline", "fol", fixed(
		single(FontOutline(0, "blue"), FontOutline(1<<53, "A1CCDD50")),
		FontOutline(-1, "blue"), FontOutline(2, ""), FontOutline(2, "#FFFFFF"),
	)},
	{"FontShadow", "fsh", fixed(
		single(FontShadow("blue", 0), FontShadow("A1CCDD50", 1<<53)),
		FontShadow("blue", -1), FontShadow("", 5), FontShadow("blue_1", 5),
	)},
	{"Page", "pg", scalar(ints(Page))},
	{"Pages", "pg", fixed(single(Pages(1), Pages(1, 3, 5), Pages(1<<53)), Pages(), Pages(0), Pages(1, -2))},
	{"PageRange", "pg", fixed(single(PageRange(1, 1), PageRange(2, 4)), PageRange(0, 1), PageRange(4, 2))},
	{"PagesFrom", "pg", fixed(single(PagesFrom(1), PagesFrom(4)), PagesFrom(0), PagesFrom(-1))},
	{"PageNames", "pg", fixed(
		single(PageNames("Logo"), PageNames("Logo", "Text of é"), PageNames("a_b", "l-end")),
		PageNames(), PageNames(""), PageNames(`a"b`), PageNames("a,b"),
	)},
	{"AIChangeBackground", "e-changebg", prompts(AIChangeBackground)},
	{"AIEdit", "e-edit", prompts(AIEdit)},
	{"AIGenerativeFill", "bg", func(s samples) builtSteps {
		m := prompts(AIGenerativeFill)(s)
		// Without a prompt, the service chooses the content.
		return builtSteps{allowed: append(m.allowed, m.unverified...)}
	}},
	{"Custom", "", fixed(
		single(Custom("w", "5"), Custom("new", "5"), Custom("e-new", "a-b_c"), Custom("new_one", "é ?=&+/%41"),
			Custom("e-contrast", "true"), Custom("e-edit", "prompte-YQ==")),
		Custom("", "5"), Custom("new", ""), Custom("w", "x"), Custom("w-5", "x"), Custom("-", "x"), Custom("-w", "5"),
		Custom("i-am", "new"),
		Custom("e-shadow-bl", "99"), Custom("e-", "upscale"), Custom("oi", "logo.png"), Custom("l-text", "5"),
		Custom("if", "w_gt_1"), Custom("e", "upscale"),
	)},
	{"RawParam", "", fixed(single(RawParam("w-5"), RawParam("e-contrast,rt-90:w-5"), RawParam("l-text,i-a,l-end")))},
}

func point(x, y int) Point { return Point{X: x, Y: y} }

// borders returns a Border for a value as it is written in URLs.
func borders(text string) (Param, bool) {
	i := strings.LastIndexAny(text, "_-")
	if i < 0 {
		return Param{}, false
	}
	return Border(Expr(text[:i]), Color(text[i+1:])), true
}

func styles(text string) []TypographyStyle {
	var all []TypographyStyle
	for style := range strings.SplitSeq(text, "_") {
		all = append(all, TypographyStyle(style))
	}
	return all
}

func makeRadiusCorners(samples) builtSteps {
	var m builtSteps
	corners := []Expr{"0", "20", Max, Px(1 << 53)}
	for _, a := range corners {
		for _, b := range corners {
			m.allowed = append(m.allowed, Step{RadiusCorners(a, b, b, a)})
		}
	}
	for _, wrong := range []Expr{"", "N1", "max_5", "iw_div_2", "1.5"} {
		m.unverified = append(m.unverified,
			single(RadiusCorners(wrong, wrong, wrong, "5"), RadiusCorners("5", "5", "5", wrong))...)
	}
	return m
}

func makeBlurred(samples) builtSteps {
	var m builtSteps
	for _, brightness := range []int{0, -255, 255, 1} {
		m.allowed = append(m.allowed, Step{BackgroundBlurred(BlurredOptions{Intensity: nil, Brightness: brightness})},
			Step{BackgroundBlurred(BlurredOptions{Intensity: new(0), Brightness: brightness})},
			Step{BackgroundBlurred(BlurredOptions{Intensity: new(100), Brightness: brightness})})
		m.unverified = append(m.unverified,
			Step{BackgroundBlurred(BlurredOptions{Intensity: new(101), Brightness: brightness})},
			Step{BackgroundBlurred(BlurredOptions{Intensity: new(-1), Brightness: brightness})})
	}
	m.unverified = append(m.unverified, Step{BackgroundBlurred(BlurredOptions{Intensity: nil, Brightness: 256})},
		Step{BackgroundBlurred(BlurredOptions{Intensity: new(5), Brightness: -256})})
	return m
}

func makeGradient(samples) builtSteps {
	var m builtSteps
	for _, to := range []Color{"", "red", "FF000040"} {
		for _, stop := range []Expr{"", "1", "0.9", "0.01", "200", "ih_div_2"} {
			for _, direction := range []Direction{
				"", ToTop, ToTopRight, ToRight, ToBottomRight, ToBottom, ToBottomLeft, ToLeft, ToTopLeft, Degrees(0),
				Degrees(359),
			} {
				m.allowed = append(m.allowed,
					Step{Gradient(GradientOptions{Direction: direction, From: "white", To: to, StopPoint: stop})})
			}
		}
	}
	m.allowed = append(m.allowed, Step{Gradient(GradientOptions{})})
	m.unverified = single(
		Gradient(GradientOptions{Direction: Degrees(360)}), Gradient(GradientOptions{Direction: Degrees(-1)}),
		Gradient(GradientOptions{Direction: "up"}), Gradient(GradientOptions{From: "red_to"}),
		Gradient(GradientOptions{To: "#FF0000"}), Gradient(GradientOptions{StopPoint: "0.001"}),
		Gradient(GradientOptions{StopPoint: "1.5"}), Gradient(GradientOptions{StopPoint: "N1"}),
		Gradient(GradientOptions{From: "red_sp-5"}), Gradient(GradientOptions{Direction: "top_to-blue"}),
	)
	return m
}

// optionalNumbers calls f with all combinations of numbers that are nil or one of their bounds, and with combinations
// in which one number is out of its bounds.
func optionalNumbers(bounds [][2]int, f func([]*int) Param) func(samples) builtSteps {
	return func(samples) builtSteps {
		var m builtSteps
		for _, numbers := range combinations(bounds) {
			m.allowed = append(m.allowed, Step{f(numbers)})
		}
		for i, b := range bounds {
			for _, wrong := range []int{b[0] - 1, b[1] + 1} {
				numbers := make([]*int, len(bounds))
				numbers[i] = &wrong
				m.unverified = append(m.unverified, Step{f(numbers)})
			}
		}
		return m
	}
}

// combinations returns all lists in which each number is nil or one of its bounds.
func combinations(bounds [][2]int) [][]*int {
	all := [][]*int{nil}
	for _, b := range bounds {
		var longer [][]*int
		for _, numbers := range all {
			for _, n := range []*int{nil, &b[0], &b[1]} {
				longer = append(longer, append(slices.Clone(numbers), n))
			}
		}
		all = longer
	}
	return all
}

func prompts(f func(string) Param) func(samples) builtSteps {
	return fixed(single(f("add a hat"), f("a, b: c; 50% é ?&=+/"), f("l-end"), f("line\nline"), f("-"),
		f(strconv.Itoa(5))),
		f(""))
}
