package main

import (
	ub "github.com/openimagekit/imagekit/urlbuilder"
)

// params has an entry for each function of package urlbuilder that returns a Param; a test compares the names.
var params = map[string]func(g *generator) ub.Param{
	"AIChangeBackground":         func(g *generator) ub.Param { return ub.AIChangeBackground(g.text()) },
	"AIDropShadow":               dropShadow,
	"AIEdit":                     func(g *generator) ub.Param { return ub.AIEdit(g.text()) },
	"AIGenerativeFill":           func(g *generator) ub.Param { return ub.AIGenerativeFill(g.text()) },
	"AIRemoveBackground":         func(*generator) ub.Param { return ub.AIRemoveBackground() },
	"AIRemoveBackgroundExternal": func(*generator) ub.Param { return ub.AIRemoveBackgroundExternal() },
	"AIRetouch":                  func(*generator) ub.Param { return ub.AIRetouch() },
	"AIUpscale":                  func(*generator) ub.Param { return ub.AIUpscale() },
	"AIVariation":                func(*generator) ub.Param { return ub.AIVariation() },
	"Alpha":                      func(g *generator) ub.Param { return ub.Alpha(g.number(1, 9)) },
	"AspectRatio": func(g *generator) ub.Param {
		return ub.AspectRatio(g.number(1, 20), g.number(1, 20))
	},
	"AspectRatioExpr":      func(g *generator) ub.Param { return ub.AspectRatioExpr(g.expr("car")) },
	"AudioCodec":           func(g *generator) ub.Param { return ub.AudioCodec(word(g, ub.AudioAAC, ub.NoAudio)) },
	"Background":           func(g *generator) ub.Param { return ub.Background(g.color()) },
	"BackgroundBlurred":    blurred,
	"BackgroundDominant":   func(*generator) ub.Param { return ub.BackgroundDominant() },
	"BackgroundGradient":   func(g *generator) ub.Param { return ub.BackgroundGradient(oneOf(g, 0, 2, 4)) },
	"Blur":                 func(g *generator) ub.Param { return ub.Blur(g.number(1, 100)) },
	"Border":               border,
	"ColorProfile":         func(g *generator) ub.Param { return ub.ColorProfile(g.chance(2)) },
	"ColorReplace":         colorReplace,
	"Colorize":             colorize,
	"ContentCredentials":   func(g *generator) ub.Param { return ub.ContentCredentials(g.chance(2)) },
	"ContrastStretch":      func(*generator) ub.Param { return ub.ContrastStretch() },
	"Crop":                 func(g *generator) ub.Param { return ub.Crop(word(g, ub.CropForce, ub.CropAtMax)) },
	"CropMode":             func(g *generator) ub.Param { return ub.CropMode(word(g, ub.PadResize, ub.Extract)) },
	"DPR":                  dpr,
	"Density":              func(g *generator) ub.Param { return ub.Density(g.number(1, 1200)) },
	"DefaultImage":         func(g *generator) ub.Param { return ub.DefaultImage(g.text()) },
	"DistortArc":           func(g *generator) ub.Param { return ub.DistortArc(g.number(-360, 360)) },
	"DistortPerspective":   perspective,
	"Duration":             func(g *generator) ub.Param { return ub.Duration(g.seconds()) },
	"EndOffset":            func(g *generator) ub.Param { return ub.EndOffset(g.seconds()) },
	"Flip":                 func(g *generator) ub.Param { return ub.Flip(word(g, ub.FlipHorizontal, ub.FlipBoth)) },
	"Focus":                func(g *generator) ub.Param { return ub.Focus(word(g, ub.FocusTopLeft, "face", "car")) },
	"FontColor":            func(g *generator) ub.Param { return ub.FontColor(g.color()) },
	"FontFamily":           func(g *generator) ub.Param { return ub.FontFamily(g.text()) },
	"FontOutline":          func(g *generator) ub.Param { return ub.FontOutline(g.number(0, 9), g.color()) },
	"FontShadow":           func(g *generator) ub.Param { return ub.FontShadow(g.color(), g.number(0, 9)) },
	"FontSize":             func(g *generator) ub.Param { return ub.FontSize(g.expr("bh")) },
	"Format":               func(g *generator) ub.Param { return ub.Format(word(g, ub.FormatAVIF, ub.FormatJPG)) },
	"Gradient":             gradient,
	"Grayscale":            func(*generator) ub.Param { return ub.Grayscale() },
	"Height":               height,
	"ImageLayer":           func(g *generator) ub.Param { return ub.ImageLayer(g.text(), g.layerOptions()) },
	"InnerAlignment":       func(g *generator) ub.Param { return ub.InnerAlignment(word(g, ub.AlignLeft)) },
	"LineHeight":           func(g *generator) ub.Param { return ub.LineHeight(g.expr("bh")) },
	"Lossless":             func(g *generator) ub.Param { return ub.Lossless(g.chance(2)) },
	"Metadata":             func(g *generator) ub.Param { return ub.Metadata(g.chance(2)) },
	"NamedTransformation":  func(g *generator) ub.Param { return ub.NamedTransformation(word(g, "thumb", "Big_2")) },
	"Opacity":              func(g *generator) ub.Param { return ub.Opacity(g.number(0, 100)) },
	"Original":             func(g *generator) ub.Param { return ub.Original(g.chance(2)) },
	"Custom":               func(g *generator) ub.Param { return ub.Custom(word(g, "zz", "e-new"), g.text()) },
	"Padding":              padding,
	"Page":                 func(g *generator) ub.Param { return ub.Page(g.number(1, 9)) },
	"PageNames":            func(g *generator) ub.Param { return ub.PageNames(g.text(), g.text()) },
	"PageRange":            func(g *generator) ub.Param { return ub.PageRange(g.number(1, 5), g.number(5, 9)) },
	"Pages":                func(g *generator) ub.Param { return ub.Pages(g.number(1, 5), g.number(6, 9)) },
	"PagesFrom":            func(g *generator) ub.Param { return ub.PagesFrom(g.number(1, 9)) },
	"Progressive":          func(g *generator) ub.Param { return ub.Progressive(g.chance(2)) },
	"Quality":              func(g *generator) ub.Param { return ub.Quality(g.number(0, 100)) },
	"Radius":               func(g *generator) ub.Param { return ub.Radius(oneOf(g, ub.Max, ub.Px(g.number(0, 99)))) },
	"RadiusCorners":        radiusCorners,
	"RawParam":             raw,
	"Rotation":             func(g *generator) ub.Param { return ub.Rotation(g.number(-400, 400)) },
	"Shadow":               shadow,
	"Sharpen":              func(*generator) ub.Param { return ub.Sharpen() },
	"SharpenBy":            func(g *generator) ub.Param { return ub.SharpenBy(g.number(1, 2000)) },
	"SolidColorLayer":      solidColor,
	"StartOffset":          func(g *generator) ub.Param { return ub.StartOffset(g.seconds()) },
	"StreamingResolutions": func(*generator) ub.Param { return ub.StreamingResolutions(360, 720) },
	"SubtitleLayer":        func(g *generator) ub.Param { return ub.SubtitleLayer(g.text(), g.layerOptions()) },
	"TextLayer":            func(g *generator) ub.Param { return ub.TextLayer(g.text(), g.layerOptions()) },
	"Trim":                 func(g *generator) ub.Param { return ub.Trim(g.number(1, 99)) },
	"Typography":           func(g *generator) ub.Param { return ub.Typography(word(g, ub.Bold, ub.Italic)) },
	"UnsharpMask":          unsharpMask,
	"VideoCodec":           func(g *generator) ub.Param { return ub.VideoCodec(word(g, ub.VideoAV1, ub.NoVideo)) },
	"VideoLayer":           func(g *generator) ub.Param { return ub.VideoLayer(g.text(), g.layerOptions()) },
	"Width":                width,
	"X":                    func(g *generator) ub.Param { return ub.X(g.number(-99, 99)) },
	"XCenter":              func(g *generator) ub.Param { return ub.XCenter(g.expr("bw")) },
	"Y":                    func(g *generator) ub.Param { return ub.Y(g.expr("bh")) },
	"YCenter":              func(g *generator) ub.Param { return ub.YCenter(g.number(0, 99)) },
	"Zoom":                 func(g *generator) ub.Param { return ub.Zoom(g.Float64() + 0.1) },
}

// number returns a number that is usually from lowest to highest.
func (g *generator) number(lowest, highest int) int {
	if g.chance(200) {
		return oneOf(g, -1, 0, 1<<31, 1<<53, 1<<62, -1<<63)
	}
	return lowest + g.IntN(highest-lowest+1)
}

// expr returns a number or an expression with a variable.
func (g *generator) expr(variable string) ub.Expr {
	return word(g, ub.Px(g.number(1, 999)), ub.Expr(variable+"_div_2"), ub.Expr(variable+"_mul_0.5_add_1"))
}

// seconds returns a time in seconds with two decimals.
func (g *generator) seconds() float64 { return float64(g.number(1, 9999)) / 100 }

func (g *generator) color() ub.Color { return word[ub.Color](g, "red", "F0A", "F3F3F3", "FF000040") }

// optional returns nil or a number.
func (g *generator) optional(lowest, highest int) *int {
	if g.chance(2) {
		return nil
	}
	return new(g.number(lowest, highest))
}

func dropShadow(g *generator) ub.Param {
	return ub.AIDropShadow(ub.DropShadowOptions{Azimuth: g.optional(0, 360), Elevation: g.optional(0, 90)})
}

func blurred(g *generator) ub.Param {
	return ub.BackgroundBlurred(ub.BlurredOptions{Intensity: g.optional(0, 100), Brightness: g.number(-255, 255)})
}

func border(g *generator) ub.Param {
	if g.chance(2) {
		return ub.Border(g.number(1, 20), g.color())
	}
	return ub.Border(g.expr("ih"), g.color())
}

func colorReplace(g *generator) ub.Param {
	return ub.ColorReplace(ub.ColorReplaceOptions{To: g.color(), Tolerance: new(g.number(0, 100)), From: g.color()})
}

func colorize(g *generator) ub.Param {
	return ub.Colorize(ub.ColorizeOptions{Color: g.color(), Intensity: g.optional(0, 100)})
}

func dpr(g *generator) ub.Param {
	if g.chance(2) {
		return ub.DPR(oneOf(g, 0.5, 1, 2.25))
	}
	return ub.DPR(ub.Auto)
}

func perspective(g *generator) ub.Param {
	p := func(x, y int) ub.Point { return ub.Point{X: x + g.IntN(50), Y: y + g.IntN(50)} }
	return ub.DistortPerspective(p(-50, -50), p(50, -50), p(50, 50), p(-50, 50))
}

func gradient(g *generator) ub.Param {
	return ub.Gradient(ub.GradientOptions{Direction: word(g, "", ub.ToTop, ub.Degrees(45)), From: g.color()})
}

func height(g *generator) ub.Param {
	if g.chance(2) {
		return ub.Height(g.Float64())
	}
	return ub.Height(g.expr("ih"))
}

func width(g *generator) ub.Param {
	if g.chance(2) {
		return ub.Width(g.number(1, 5000))
	}
	return ub.Width(oneOf(g, ub.Auto, g.expr("iw")))
}

func padding(g *generator) ub.Param {
	if g.chance(2) {
		return ub.Padding(g.number(0, 20), g.number(0, 20))
	}
	return ub.Padding(g.expr("bw"))
}

func radiusCorners(g *generator) ub.Param {
	n := func() ub.Expr { return ub.Px(g.number(0, 50)) }
	return ub.RadiusCorners(n(), n(), n(), ub.Max)
}

// raw returns raw text, which is not encoded. Its decoded text can therefore differ between a query and a path.
func raw(g *generator) ub.Param {
	g.sameText = false
	return ub.RawParam(word(g, "w-1,h-1", "w-1:h-2", "e-contrast", "l-text,i-a%20b,l-end", "n-a/b"))
}

func shadow(g *generator) ub.Param {
	return ub.Shadow(ub.ShadowOptions{Blur: g.optional(0, 15), X: g.optional(-100, 100), Y: g.optional(-100, 100)})
}

func solidColor(g *generator) ub.Param {
	return ub.SolidColorLayer(g.color(), g.layerOptions())
}

func unsharpMask(g *generator) ub.Param {
	n := func() float64 { return float64(1+g.IntN(99)) / 10 }
	return ub.UnsharpMask(ub.UnsharpOptions{Radius: n(), Sigma: n(), Amount: n(), Threshold: n()})
}
