package urlbuilder

// Radius rounds the corners: pixels from 0, or [Max]; 0 by default. For images, videos and layers, after resizing;
// after [Crop] and [CropMode] it must be in a step of its own. In a URL: r-20, r-max.
//
// See https://imagekit.io/docs/effects-and-enhancements#radius---r
func Radius[T Pixels](value T) Param { return scalarParam(codeOfRadius, value) }

// RadiusCorners is [Radius] per corner: each [Px] or [Max]. In a URL: r-10_20_max_0.
//
// See https://imagekit.io/docs/effects-and-enhancements#radius---r
func RadiusCorners(topLeft, topRight, bottomRight, bottomLeft Expr) Param {
	var v parts
	v.value("", string(topLeft))
	v.value("", string(topRight))
	v.value("", string(bottomRight))
	v.value("", string(bottomLeft))
	return v.param(codeOfRadius)
}

// Background is the colour of padding, of what is transparent, or behind the text of a layer; black by default where
// something must be seen. For images, videos and layers. In a URL: bg-F3F3F3, bg-FF000040, bg-red.
//
// See https://imagekit.io/docs/effects-and-enhancements#solid-color-background
func Background(color Color) Param { return colorParam(codeOfBackground, color) }

// BlurredOptions say what [BackgroundBlurred] looks like.
type BlurredOptions struct {
	Intensity  *int // of the blur, 0 to 100; by default it follows from width and height
	Brightness int  // -255 is black, 255 white, 0 as in the picture
}

// BackgroundBlurred is padding that shows the picture or the video itself, blurred. It needs [PadResize]. In a URL:
// bg-blurred, bg-blurred_25_N15, bg-blurred_auto_30.
//
// See https://imagekit.io/docs/effects-and-enhancements#blurred-background
func BackgroundBlurred(o BlurredOptions) Param {
	var v parts
	v.startPart("blurred")
	v.optional("", o.Intensity)
	if o.Brightness != 0 {
		if o.Intensity == nil {
			v.startPart("auto")
		}
		v.number("", float64(o.Brightness))
	}
	return v.param(codeOfBackground)
}

// BackgroundDominant is padding in the colour that prevails at the edges of an image. In a URL: bg-dominant.
//
// See https://imagekit.io/docs/effects-and-enhancements#dominant-color-background
func BackgroundDominant() Param { return valueParam(codeOfBackground, "dominant") }

// BackgroundGradient is padding in a gradient of the colours that prevail in an image, 2 or 4 of them; 0 leaves the
// number to the service. In a URL: bg-gradient_dominant, bg-gradient_dominant_4.
//
// See https://imagekit.io/docs/effects-and-enhancements#gradient-background
func BackgroundGradient(colors int) Param {
	var v parts
	v.startPart("gradient_dominant")
	if colors != 0 {
		v.number("", float64(colors))
	}
	return v.param(codeOfBackground)
}

// Border is a border of a width in pixels from 1, or an expression, and of a colour; none by default. For images and
// videos, also in layers. In a URL: b-5_FFF000, b-ih_div_20_red.
//
// See https://imagekit.io/docs/effects-and-enhancements#border---b
func Border[T Pixels](width T, color Color) Param {
	var v parts
	v.value("", pixels(width))
	v.color("", color)
	return v.param(codeOfBorder)
}

// Rotation turns clockwise by degrees, counterclockwise by negative ones; [Auto] turns an image as its camera was held.
// 0 by default. A video takes 0, 90, 180, 270 and 360. For images, videos and layers. In a URL: rt-90, rt-N45, rt-auto.
//
// See https://imagekit.io/docs/effects-and-enhancements#rotate---rt
func Rotation[T int | float64 | Expr](degrees T) Param {
	return scalarParam(codeOfRotation, degrees)
}

// FlipDirection says how [Flip] mirrors.
type FlipDirection string

// Flip directions.
const (
	FlipHorizontal FlipDirection = "h"   // left becomes right
	FlipVertical   FlipDirection = "v"   // top becomes bottom
	FlipBoth       FlipDirection = "h_v" // both
)

// Flip mirrors an image, a video or a layer; it does not by default. In a URL: fl-h.
//
// See https://imagekit.io/docs/effects-and-enhancements#flip---fl
func Flip(direction FlipDirection) Param {
	return valueParam(codeOfFlip, string(direction))
}

// Opacity makes an image transparent, also in layers: in percent from 0, which is invisible, to 100, the default.
// Transparency that is there already adds to it. In a URL: o-50.
//
// See https://imagekit.io/docs/effects-and-enhancements#opacity---o
func Opacity(percent int) Param { return intParam(codeOfOpacity, percent) }

// Trim cuts off the edges of an image as far as they have one colour: true, or with a threshold from 1 to 99, the
// higher the more is taken for that colour. By default that is done with images in layers, which false prevents, and no
// others. In a URL: t-true, t-10.
//
// See https://imagekit.io/docs/effects-and-enhancements#trim-edges---t
func Trim[T bool | int](threshold T) Param {
	switch v := any(threshold).(type) {
	case bool:
		return boolParam(codeOfTrim, v)
	case int:
		return intParam(codeOfTrim, v)
	}
	return Param{}
}

// Blur is the radius of a Gaussian blur, from 1 to 100, the higher the stronger; none by default. For images, also in
// layers. In a URL: bl-10.
//
// See https://imagekit.io/docs/effects-and-enhancements#blur---bl
func Blur(radius int) Param { return intParam(codeOfBlur, radius) }
