package urlbuilder

// Height sets the height of the result: a number of pixels if it is at least 1, a fraction of the original height if it
// is below 1, or an expression. By default, it depends on [Width] and the aspect ratio of the original. Videos do not
// allow fractions. In a URL: h-300, h-0.5, h-ih_mul_0.5.
//
// See https://imagekit.io/docs/image-resize-and-crop#height---h
func Height[T Dimension](value T) Param { return scalarParam(codeOfHeight, value) }

// Width sets the width of the result: a number of pixels if it is at least 1, a fraction of the original width if it is
// below 1, an expression, or [Auto] for images. By default, it depends on [Height] and the aspect ratio of the
// original. Videos do not allow fractions. The text of a text layer is wrapped at this width. In a URL: w-300, w-0.4,
// w-bw_div_2.
//
// See https://imagekit.io/docs/image-resize-and-crop#width---w
func Width[T Dimension](value T) Param { return scalarParam(codeOfWidth, value) }

// AspectRatio sets the ratio of the result's width to its height, such as 4 and 3; both must be above 0. It needs
// either [Width] or [Height] in the same step, and has no effect if the step has both. It works with images and videos,
// also in layers. In a URL: ar-4-3.
//
// See https://imagekit.io/docs/image-resize-and-crop#aspect-ratio---ar
func AspectRatio[T int | float64](width, height T) Param {
	v := parts{separator: '-'}
	v.number("", float64(width))
	v.number("", float64(height))
	return v.param(codeOfAspectRatio)
}

// AspectRatioExpr is like [AspectRatio], with one expression for width divided by height. In a URL: ar-iar_div_2.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
func AspectRatioExpr(ratio Expr) Param { return scalarParam(codeOfAspectRatio, ratio) }

// CropStrategy is the way in which [Crop] fits a picture into a width and a height.
type CropStrategy string

// Crop strategies.
const (
	CropForce CropStrategy = "force"  // exactly this size, distorted if the aspect ratio differs
	CropAtMax CropStrategy = "at_max" // the whole picture, at most this size, never enlarged
	// CropAtMaxEnlarge keeps the whole picture, at most this size, and enlarges it if it is smaller.
	CropAtMaxEnlarge CropStrategy = "at_max_enlarge"
	CropAtLeast      CropStrategy = "at_least" // the whole picture, at least this size
	// CropMaintainRatio resizes to exactly this size, and cuts off the parts that do not fit. It is the default.
	CropMaintainRatio          CropStrategy = "maintain_ratio"
	CropMaintainRatioNoEnlarge CropStrategy = "maintain_ratio_no_enlarge" // like CropMaintainRatio, never enlarged
)

// Crop sets how a picture or a video is fitted into [Width] and [Height], if both are set; [CropMaintainRatio] by
// default. It can be used in layers. In a URL: c-at_max.
//
// See https://imagekit.io/docs/image-resize-and-crop#crop-crop-modes--focus
func Crop(strategy CropStrategy) Param {
	return valueParam(codeOfCrop, string(strategy))
}

// CropModeStrategy is the way in which [CropMode] fits a picture into a width and a height.
type CropModeStrategy string

// Crop modes.
const (
	PadResize          CropModeStrategy = "pad_resize"            // the whole picture, with a background around it
	PadResizeNoEnlarge CropModeStrategy = "pad_resize_no_enlarge" // like PadResize, never enlarged
	Extract            CropModeStrategy = "extract"               // a part of this size, not resized
	// PadExtract is like Extract, with a background around a picture that is too small.
	PadExtract         CropModeStrategy = "pad_extract"
	PadExtractNoShrink CropModeStrategy = "pad_extract_no_shrink" // like PadExtract, never smaller than the original
)

// CropMode fits a picture or a video into [Width] and [Height] by adding padding or by cutting out a part; there is no
// default. [Background] sets the colour of the padding, [Focus] the part. It can be used in layers. In a URL:
// cm-pad_resize.
//
// See https://imagekit.io/docs/image-resize-and-crop#crop-crop-modes--focus
func CropMode(strategy CropModeStrategy) Param {
	return valueParam(codeOfCropMode, string(strategy))
}

// FocusArea is the area that [Focus] keeps: one of the constants, or a kind of object that the service recognises in a
// picture. The names of objects are those of the COCO data set in camel case, such as "person", "dog" or
// "trafficLight". Several names are joined by underscores, such as "person_car". [LayerPosition] accepts only the nine
// places.
type FocusArea string

// Focus areas. The nine places from FocusCenter to FocusBottomRight also work on videos.
const (
	FocusCenter      FocusArea = "center"
	FocusTop         FocusArea = "top"
	FocusLeft        FocusArea = "left"
	FocusBottom      FocusArea = "bottom"
	FocusRight       FocusArea = "right"
	FocusTopLeft     FocusArea = "top_left"
	FocusTopRight    FocusArea = "top_right"
	FocusBottomLeft  FocusArea = "bottom_left"
	FocusBottomRight FocusArea = "bottom_right"
	FocusAuto        FocusArea = "auto"   // the most important part, which the service detects
	FocusFace        FocusArea = "face"   // the faces
	FocusCustom      FocusArea = "custom" // the area that is set in the media library or in the upload
	// FocusAutoCustomOverride is like FocusCustom if such an area is set, otherwise like FocusAuto.
	FocusAutoCustomOverride FocusArea = "auto-custom_override"
)

// Focus sets which part of a picture or a video is kept when it is cropped, or on which side of the padding it is
// placed; [FocusCenter] by default. Videos allow only the nine places. Without [Width] and [Height], the result
// contains only the recognised object. In a URL: fo-bottom_right, fo-face, fo-person_car.
//
// See https://imagekit.io/docs/image-resize-and-crop#focus---fo
func Focus(area FocusArea) Param { return valueParam(codeOfFocus, string(area)) }

// X sets the left edge of the part that [Extract] cuts out, in pixels from the left edge of the picture, or as an
// expression; by default, the part in the middle is cut out. In a URL: x-100, x-iw_mul_0.4.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func X[T Pixels](value T) Param { return scalarParam(codeOfX, value) }

// Y sets the top edge of the part that [Extract] cuts out, in pixels from the top edge of the picture, or as an
// expression; by default, the part in the middle is cut out. In a URL: y-300, y-ih_mul_0.4.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func Y[T Pixels](value T) Param { return scalarParam(codeOfY, value) }

// XCenter sets the centre of the part that [Extract] cuts out, in pixels from the left edge of the picture, or as an
// expression. The part must lie within the picture. In a URL: xc-300, xc-iw_div_3.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func XCenter[T Pixels](value T) Param { return scalarParam(codeOfXCenter, value) }

// YCenter sets the centre of the part that [Extract] cuts out, in pixels from the top edge of the picture, or as an
// expression. The part must lie within the picture. In a URL: yc-500, yc-ih_div_2.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func YCenter[T Pixels](value T) Param { return scalarParam(codeOfYCenter, value) }

// Zoom sets how closely a picture is cropped around the face or the object of [Focus]: a factor above 0; 1 by default.
// A factor below 1 shows more of the surroundings, a factor above 1 shows less. In a URL: z-0.5.
//
// See https://imagekit.io/docs/image-resize-and-crop#zoom---z
func Zoom(factor float64) Param { return scalarParam(codeOfZoom, factor) }

// DPR sets the device pixel ratio, by which [Width] or [Height] of an image is multiplied: 0.1 to 5, an expression, or
// [Auto]; 1 by default. The service ignores it if a side of the result would be below 1 or above 5000 pixels. In a URL:
// dpr-2.
//
// See https://imagekit.io/docs/image-resize-and-crop#dpr---dpr
func DPR[T Dimension](ratio T) Param { return scalarParam(codeOfDPR, ratio) }
