package urlbuilder

// Radius rounds the corners with a radius in pixels from 0, or [Max]; 0 by default. It works with images, videos and
// layers, and is applied after resizing. To round the corners of the result of [Crop] or [CropMode], put Radius into a
// later step. In a URL: r-20, r-max.
//
// See https://imagekit.io/docs/effects-and-enhancements#radius---r
func Radius[T Pixels](value T) Param { return scalarParam(codeOfRadius, value) }

// RadiusCorners is like [Radius] with one radius for each corner: the result of [Px], or [Max]. In a URL:
// r-10_20_max_0.
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

// Background sets the colour of padding, of transparent parts, or of the background of a text layer. The default is
// black if a colour is needed. It works with images, videos and layers. In a URL: bg-F3F3F3, bg-FF000040, bg-red.
//
// See https://imagekit.io/docs/effects-and-enhancements#solid-color-background
func Background(color Color) Param { return colorParam(codeOfBackground, color) }

// BlurredOptions are the options of [BackgroundBlurred].
type BlurredOptions struct {
	Intensity  *int // of the blur, 0 to 100; if nil, it depends on width and height
	Brightness int  // from -255 (black) to 255 (white); 0 is as in the picture
}

// BackgroundBlurred fills the padding with a blurred copy of the picture or the video. It needs [PadResize]. In a URL:
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

// BackgroundDominant fills the padding with the dominant colour at the edges of an image. In a URL: bg-dominant.
//
// See https://imagekit.io/docs/effects-and-enhancements#dominant-color-background
func BackgroundDominant() Param { return valueParam(codeOfBackground, "dominant") }

// BackgroundGradient fills the padding with a gradient of the dominant colours of an image. The number of colours is 2
// or 4, or 0 to let the service choose. In a URL: bg-gradient_dominant, bg-gradient_dominant_4.
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

// Border adds a border with a colour and a width, in pixels from 1 or as an expression. It works with images and
// videos, also in layers. In a URL: b-5_FFF000, b-ih_div_20_red.
//
// See https://imagekit.io/docs/effects-and-enhancements#border---b
func Border[T Pixels](width T, color Color) Param {
	var v parts
	v.value("", pixels(width))
	v.color("", color)
	return v.param(codeOfBorder)
}

// Rotation rotates by an angle in degrees, clockwise if it is positive, counterclockwise if it is negative; 0 by
// default. [Auto] rotates an image by the orientation in its EXIF data. Videos allow 0, 90, 180, 270 and 360. It works
// with images, videos and layers. In a URL: rt-90, rt-N45, rt-auto.
//
// See https://imagekit.io/docs/effects-and-enhancements#rotate---rt
func Rotation[T int | float64 | Expr](degrees T) Param {
	return scalarParam(codeOfRotation, degrees)
}

// FlipDirection is the direction of [Flip].
type FlipDirection string

// Flip directions.
const (
	FlipHorizontal FlipDirection = "h"   // swaps left and right
	FlipVertical   FlipDirection = "v"   // swaps top and bottom
	FlipBoth       FlipDirection = "h_v" // both
)

// Flip mirrors an image, a video or a layer. In a URL: fl-h.
//
// See https://imagekit.io/docs/effects-and-enhancements#flip---fl
func Flip(direction FlipDirection) Param {
	return valueParam(codeOfFlip, string(direction))
}

// Opacity sets the opacity of an image in percent, from 0 (invisible) to 100, the default. It is combined with the
// transparency of the image. It can be used in layers. In a URL: o-50.
//
// See https://imagekit.io/docs/effects-and-enhancements#opacity---o
func Opacity(percent int) Param { return intParam(codeOfOpacity, percent) }

// Trim cuts off edges of one colour from an image. The threshold is true, or a number from 1 to 99; with a higher
// number, more colours are treated as the same. By default, the service trims images in layers, but not others; false
// turns trimming off. In a URL: t-true, t-10.
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

// Blur applies a Gaussian blur with a radius from 1 to 100. A larger radius blurs more. It works with images, also in
// layers. In a URL: bl-10.
//
// See https://imagekit.io/docs/effects-and-enhancements#blur---bl
func Blur(radius int) Param { return intParam(codeOfBlur, radius) }
