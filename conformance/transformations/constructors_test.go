package transformations_test

import (
	"strconv"
	"strings"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// constructor is a function of urlbuilder that returns a parameter or a step.
type constructor struct {
	name string // name of the function
	code string // code of the parameter in the table of urlbuilder; empty if it has none
	// build calls the function with sample values, and returns the results.
	build func(samples) builtSteps
}

// builtSteps has the steps that a constructor has built from sample values. The builder must allow those in allowed. It
// may allow or refuse those in unverified.
type builtSteps struct{ allowed, unverified []Step }

// single returns steps with one parameter each.
func single(params ...Param) []Step {
	steps := make([]Step, len(params))
	for i, p := range params {
		steps[i] = Step{p}
	}
	return steps
}

// fixed returns given steps, which do not depend on the sample values.
func fixed(allowed []Step, others ...Param) func(samples) builtSteps {
	return func(samples) builtSteps { return builtSteps{allowed, single(others...)} }
}

// scalar calls functions of one value with each sample value. It skips values that a function cannot take because of
// its type.
func scalar(of ...func(text string) (Param, bool)) func(samples) builtSteps {
	each := func(texts []string) (steps []Step) {
		for _, text := range texts {
			for _, f := range of {
				if p, ok := f(text); ok {
					steps = append(steps, Step{p})
				}
			}
		}
		return steps
	}
	return func(s samples) builtSteps { return builtSteps{each(s.allowed), each(s.unverified)} }
}

// texts adapts a function that takes a string.
func texts[T ~string](f func(T) Param) func(string) (Param, bool) {
	return func(text string) (Param, bool) { return f(T(text)), true }
}

func ints(f func(int) Param) func(string) (Param, bool) {
	return func(text string) (Param, bool) {
		n, err := strconv.Atoi(strings.Replace(text, "N", "-", 1))
		return f(n), err == nil
	}
}

func floats(f func(float64) Param) func(string) (Param, bool) {
	return func(text string) (Param, bool) {
		n, err := strconv.ParseFloat(strings.Replace(text, "N", "-", 1), 64)
		return f(n), err == nil
	}
}

func bools(f func(bool) Param) func(string) (Param, bool) {
	return func(text string) (Param, bool) { return f(text == "true"), text == "true" || text == "false" }
}

// prefixed removes a prefix from values that have it, and skips other values.
func prefixed(prefix string, f func(string) (Param, bool)) func(string) (Param, bool) {
	return func(text string) (Param, bool) {
		after, ok := strings.CutPrefix(text, prefix)
		if !ok {
			return Param{}, false
		}
		return f(after)
	}
}

// paths adapts a function that takes a path.
func paths(f func(string) Param) func(string) (Param, bool) {
	return func(text string) (Param, bool) { return f("/" + strings.ReplaceAll(text, "@@", "/")), true }
}

// scalars are the functions that take one value.
var scalars = []constructor{
	{"Height", "h", scalar(ints(Height[int]), floats(Height[float64]), texts(Height[Expr]))},
	{"Width", "w", scalar(ints(Width[int]), floats(Width[float64]), texts(Width[Expr]))},
	{"AspectRatioExpr", "ar", scalar(texts(AspectRatioExpr))},
	{"Crop", "c", scalar(texts(Crop))},
	{"CropMode", "cm", scalar(texts(CropMode))},
	{"Focus", "fo", scalar(texts(Focus))},
	{"X", "x", scalar(ints(X[int]), texts(X[Expr]))},
	{"Y", "y", scalar(ints(Y[int]), texts(Y[Expr]))},
	{"XCenter", "xc", scalar(ints(XCenter[int]), texts(XCenter[Expr]))},
	{"YCenter", "yc", scalar(ints(YCenter[int]), texts(YCenter[Expr]))},
	{"Zoom", "z", scalar(floats(Zoom))},
	{"DPR", "dpr", scalar(ints(DPR[int]), floats(DPR[float64]), texts(DPR[Expr]))},
	{"Format", "f", scalar(texts(Format))},
	{"Quality", "q", scalar(ints(Quality))},
	{"Progressive", "pr", scalar(bools(Progressive))},
	{"Lossless", "lo", scalar(bools(Lossless))},
	{"Metadata", "md", scalar(bools(Metadata))},
	{"ColorProfile", "cp", scalar(bools(ColorProfile))},
	{"Density", "dn", scalar(ints(Density[int]), texts(Density[Expr]))},
	{"ContentCredentials", "c2pa", scalar(bools(ContentCredentials))},
	{"Original", "orig", scalar(bools(Original))},
	{"DefaultImage", "di", scalar(paths(DefaultImage))},
	{"NamedTransformation", "n", scalar(texts(NamedTransformation))},
	{"Radius", "r", scalar(ints(Radius[int]), texts(Radius[Expr]))},
	{"Rotation", "rt", scalar(ints(Rotation[int]), floats(Rotation[float64]), texts(Rotation[Expr]))},
	{"Flip", "fl", scalar(texts(Flip))},
	{"Opacity", "o", scalar(ints(Opacity))},
	{"Trim", "t", scalar(bools(Trim[bool]), ints(Trim[int]))},
	{"Blur", "bl", scalar(ints(Blur))},
	{"FontSize", "fs", scalar(ints(FontSize[int]), texts(FontSize[Expr]))},
	{"FontFamily", "ff", scalar(paths(FontFamily))},
	{"FontColor", "co", scalar(texts(FontColor))},
	{"InnerAlignment", "ia", scalar(texts(InnerAlignment))},
	{"Alpha", "al", scalar(ints(Alpha))},
	{"LineHeight", "lh", scalar(ints(LineHeight[int]), texts(LineHeight[Expr]))},
	{"VideoCodec", "vc", scalar(texts(VideoCodec))},
	{"AudioCodec", "ac", scalar(texts(AudioCodec))},
	{"StartOffset", "so", scalar(ints(StartOffset[int]), floats(StartOffset[float64]), texts(StartOffset[Expr]))},
	{"EndOffset", "eo", scalar(ints(EndOffset[int]), floats(EndOffset[float64]), texts(EndOffset[Expr]))},
	{"Duration", "du", scalar(ints(Duration[int]), floats(Duration[float64]), texts(Duration[Expr]))},
	{"SharpenBy", "e-sharpen", scalar(ints(SharpenBy))},
	{"DistortArc", "e-distort", scalar(prefixed("a-", ints(DistortArc)))},
	{"BackgroundGradient", "bg", scalar(prefixed("gradient_dominant_", ints(BackgroundGradient)))},
	{"Background", "bg", fixed(
		[]Step{{Background("red")}, {Background("F3F3F3")}, {Background("ABC")}, {Background("AAFF0010")}},
		Background(""), Background("blurred_"), Background("#FF0000"), Background("AAFF00FF"),
	)},
}

// flags are the functions that take no value.
var flags = []constructor{
	{"AIRemoveBackground", "e-bgremove", fixed(single(AIRemoveBackground()))},
	{"AIRemoveBackgroundExternal", "e-removedotbg", fixed(single(AIRemoveBackgroundExternal()))},
	{"AIUpscale", "e-upscale", fixed(single(AIUpscale()))},
	{"AIRetouch", "e-retouch", fixed(single(AIRetouch()))},
	{"AIVariation", "e-genvar", fixed(single(AIVariation()))},
	{"Grayscale", "e-grayscale", fixed(single(Grayscale()))},
	{"ContrastStretch", "e-contrast", fixed(single(ContrastStretch()))},
	{"Sharpen", "e-sharpen", fixed(single(Sharpen()))},
	{"BackgroundDominant", "bg", fixed(single(BackgroundDominant()))},
}
