package urlbuilder

import "strconv"

// Grayscale removes the colours of an image. It can be used in layers. In a URL: e-grayscale.
//
// See https://imagekit.io/docs/effects-and-enhancements#grayscale---e-grayscale
func Grayscale() Param { return flagParam(codeOfGrayscale) }

// ContrastStretch increases the contrast of an image until it uses the whole range from dark to light. It can be used
// in layers. In a URL: e-contrast.
//
// See https://imagekit.io/docs/effects-and-enhancements#contrast-stretch---e-contrast
func ContrastStretch() Param { return flagParam(codeOfContrastStretch) }

// Sharpen makes edges and details of an image clearer, with a strength that the service chooses. It can be used in
// layers. In a URL: e-sharpen.
//
// See https://imagekit.io/docs/effects-and-enhancements#sharpen---e-sharpen
func Sharpen() Param { return flagParam(codeOfSharpen) }

// SharpenBy is like [Sharpen] with the given strength, 0 or more. In a URL: e-sharpen-10.
//
// Assumed: the strength of e-sharpen has no upper limit. The documentation does not mention a limit, and the vendor's
// programs write 200 and 2000.
//
// See https://imagekit.io/docs/effects-and-enhancements#sharpen---e-sharpen
func SharpenBy(strength int) Param { return intParam(codeOfSharpen, strength) }

// UnsharpOptions are the options of [UnsharpMask]. If all are zero, the service chooses the values; otherwise, all must
// be above 0.
type UnsharpOptions struct {
	Radius    float64 // radius of the blur, in pixels
	Sigma     float64 // standard deviation of the blur, in pixels
	Amount    float64 // fraction of the difference that is added
	Threshold float64 // smallest difference that is added, as a fraction of the whole range
}

// UnsharpMask sharpens an image by adding its difference from a blurred copy. The result is usually better than with
// [Sharpen]. It can be used in layers. In a URL: e-usm, e-usm-2-2-0.8-0.024.
//
// See https://imagekit.io/docs/effects-and-enhancements#unsharp-mask---e-usm
func UnsharpMask(o UnsharpOptions) Param {
	v := parts{separator: '-'}
	if o != (UnsharpOptions{}) {
		v.number("", o.Radius)
		v.number("", o.Sigma)
		v.number("", o.Amount)
		v.number("", o.Threshold)
	}
	return v.param(codeOfUnsharpMask)
}

// ShadowOptions describe the shadow of [Shadow]. The service chooses the values of nil fields.
type ShadowOptions struct {
	Blur       *int // 0 to 15; 10 by default
	Saturation *int // how dark, in percent from 0 to 100; 30 by default
	X          *int // offset to the right in percent of the width, -100 to 100; 2 by default
	Y          *int // offset downwards in percent of the height, -100 to 100; 2 by default
}

// Shadow adds a shadow to the parts of an image that are not transparent. The image can have at most 2 megapixels. It
// can be used in layers. In a URL: e-shadow, e-shadow-bl-15_st-40_x-10_y-N5.
//
// See https://imagekit.io/docs/effects-and-enhancements#shadow---e-shadow
func Shadow(o ShadowOptions) Param {
	var v parts
	v.optional("bl-", o.Blur)
	v.optional("st-", o.Saturation)
	v.optional("x-", o.X)
	v.optional("y-", o.Y)
	return v.param(codeOfShadow)
}

// Direction is the direction of a gradient: one of the constants, or the result of [Degrees].
type Direction string

// Directions.
const (
	ToTop         Direction = "top"
	ToTopRight    Direction = "top_right"
	ToRight       Direction = "right"
	ToBottomRight Direction = "bottom_right"
	ToBottom      Direction = "bottom"
	ToBottomLeft  Direction = "bottom_left"
	ToLeft        Direction = "left"
	ToTopLeft     Direction = "top_left"
)

// Degrees returns the direction at an angle from 0 to 359 degrees, clockwise from the top.
func Degrees(clockwise int) Direction { return Direction(strconv.Itoa(clockwise)) }

// GradientOptions describe the gradient of [Gradient]. The service chooses the values of empty fields.
type GradientOptions struct {
	Direction Direction // [ToBottom] by default
	From      Color     // at the beginning; FFFFFF by default
	To        Color     // at the stop point; 00000000, which is transparent, by default
	// StopPoint is where To is reached: a fraction of the way if it is at most 1, a number of pixels if it is above 1,
	// or an expression; 1 by default.
	StopPoint Expr
}

// Gradient lays a linear gradient of two colours over an image. It can be used in image layers and solid colour layers.
// In a URL: e-gradient, e-gradient-ld-top_right_from-FF000040_to-00FF0040_sp-0.9.
//
// See https://imagekit.io/docs/effects-and-enhancements#gradient---e-gradient
func Gradient(o GradientOptions) Param {
	var v parts
	if o.Direction != "" {
		v.labelled(codeOfGradient, "ld-", string(o.Direction))
	}
	if o.From != "" {
		v.color("from-", o.From)
	}
	if o.To != "" {
		v.color("to-", o.To)
	}
	if o.StopPoint != "" {
		v.labelled(codeOfGradient, "sp-", string(o.StopPoint))
	}
	return v.param(codeOfGradient)
}

// ColorReplaceOptions are the options of [ColorReplace].
type ColorReplaceOptions struct {
	To        Color // the new colour
	Tolerance *int  // how far other colours may differ from From, from 0 to 100; if nil, the service chooses
	From      Color // the old colour, which needs a Tolerance; the dominant colour if empty
}

// ColorReplace replaces a colour of an image and similar colours. Light and shade are kept. In a URL: cr-FF0022,
// cr-FF0000_50_00FF00.
//
// See https://imagekit.io/docs/effects-and-enhancements#color-replace---cr
func ColorReplace(o ColorReplaceOptions) Param {
	var v parts
	v.color("", o.To)
	v.optional("", o.Tolerance)
	if o.From != "" {
		v.color("", o.From)
	}
	p := v.param(codeOfColorReplace)
	if o.From != "" && o.Tolerance == nil {
		p.fail("must have a Tolerance if From is set")
	}
	return p
}

// ColorizeOptions are the options of [Colorize]. The service chooses the values of empty fields.
type ColorizeOptions struct {
	Color     Color // gray by default
	Intensity *int  // in percent from 0 to 100; 100 by default
}

// Colorize tints an image. In a URL: e-colorize, e-colorize-co-red_in-15.
//
// See https://imagekit.io/docs/effects-and-enhancements#colorize---e-colorize
func Colorize(o ColorizeOptions) Param {
	var v parts
	if o.Color != "" {
		v.color("co-", o.Color)
	}
	v.optional("in-", o.Intensity)
	return v.param(codeOfColorize)
}

// Point is a position in an image, in pixels from its top left corner.
type Point struct{ X, Y int }

// DistortPerspective moves the corners of an image to four points, as if it were seen at an angle. The left corners
// must stay left of the right ones, and the upper ones above the lower ones. It can be used in layers. In a URL:
// e-distort-p-50_50_150_50_150_150_50_150.
//
// See https://imagekit.io/docs/effects-and-enhancements#distort---e-distort
func DistortPerspective(topLeft, topRight, bottomRight, bottomLeft Point) Param {
	var v parts
	label := "p-"
	for _, point := range [...]Point{topLeft, topRight, bottomRight, bottomLeft} {
		v.number(label, float64(point.X))
		v.number("", float64(point.Y))
		label = ""
	}
	p := v.param(codeOfDistort)
	if p.ok() && (max(topLeft.X, bottomLeft.X) >= min(topRight.X, bottomRight.X) ||
		max(topLeft.Y, topRight.Y) >= min(bottomLeft.Y, bottomRight.Y)) {
		p.fail("must have its corners in the order top left, top right, bottom right, bottom left")
	}
	return p
}

// DistortArc bends an image into an arc of up to 360 degrees: upwards if degrees is positive, downwards if it is
// negative. It can be used in layers. In a URL: e-distort-a-45, e-distort-a-N45.
//
// See https://imagekit.io/docs/effects-and-enhancements#distort---e-distort
func DistortArc(degrees int) Param {
	var v parts
	v.number("a-", float64(degrees))
	p := v.param(codeOfDistort)
	if degrees == 0 {
		p.fail("must not be an angle of 0")
	}
	return p
}
