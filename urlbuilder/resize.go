package urlbuilder

// Height is the height of the result: pixels from 1, a fraction of the original below 1, or an expression. By default
// it follows from [Width] and the original's aspect ratio. A video takes no fractions. In a URL: h-300, h-0.5,
// h-ih_mul_0.5.
//
// See https://imagekit.io/docs/image-resize-and-crop#height---h
func Height[T Dimension](value T) Param { return scalarParam(codeOfHeight, value) }

// Width is the width of the result: pixels from 1, a fraction of the original below 1, an expression, or [Auto] for
// images. By default it follows from [Height] and the original's aspect ratio. A video takes no fractions. Text of a
// layer is wrapped at this width. In a URL: w-300, w-0.4, w-bw_div_2.
//
// See https://imagekit.io/docs/image-resize-and-crop#width---w
func Width[T Dimension](value T) Param { return scalarParam(codeOfWidth, value) }

// AspectRatio is the ratio of the result's width to its height, such as 4, 3, both above 0. It needs [Width] or
// [Height] beside it and does nothing beside both. For images and videos, also in layers. In a URL: ar-4-3.
//
// See https://imagekit.io/docs/image-resize-and-crop#aspect-ratio---ar
func AspectRatio[T int | float64](width, height T) Param {
	v := parts{separator: '-'}
	v.number("", float64(width))
	v.number("", float64(height))
	return v.param(codeOfAspectRatio)
}

// AspectRatioExpr is [AspectRatio] as one expression for width divided by height. In a URL: ar-iar_div_2.
//
// See https://imagekit.io/docs/arithmetic-expressions-in-transformations
func AspectRatioExpr(ratio Expr) Param { return scalarParam(codeOfAspectRatio, ratio) }

// CropStrategy says how [Crop] fits the picture into a width and a height.
type CropStrategy string

// Crop strategies.
const (
	CropForce CropStrategy = "force"  // exactly that size, squeezed into it
	CropAtMax CropStrategy = "at_max" // whole, at most that size, never enlarged
	// whole, at most that size, enlarged if need be
	CropAtMaxEnlarge CropStrategy = "at_max_enlarge"
	CropAtLeast      CropStrategy = "at_least" // whole, at least that size
	// exactly that size, what sticks out cut off; the default
	CropMaintainRatio          CropStrategy = "maintain_ratio"
	CropMaintainRatioNoEnlarge CropStrategy = "maintain_ratio_no_enlarge" // likewise, but never enlarged
)

// Crop says how to fit a picture or a video, or one in a layer, if both [Width] and [Height] are given;
// [CropMaintainRatio] by default. In a URL: c-at_max.
//
// See https://imagekit.io/docs/image-resize-and-crop#crop-crop-modes--focus
func Crop(strategy CropStrategy) Param {
	return valueParam(codeOfCrop, string(strategy))
}

// CropModeStrategy says how [CropMode] fits the picture into a width and a height.
type CropModeStrategy string

// Crop modes.
const (
	PadResize          CropModeStrategy = "pad_resize"            // whole, with a background around it
	PadResizeNoEnlarge CropModeStrategy = "pad_resize_no_enlarge" // likewise, but never enlarged
	Extract            CropModeStrategy = "extract"               // a part of that size, not resized
	// likewise, with a background around what is too small
	PadExtract         CropModeStrategy = "pad_extract"
	PadExtractNoShrink CropModeStrategy = "pad_extract_no_shrink" // likewise, but never smaller than the original
)

// CropMode says how to fit a picture or a video, or one in a layer, by padding it or by cutting a part out; none by
// default. [Background] is the padding, [Focus] the part. In a URL: cm-pad_resize.
//
// See https://imagekit.io/docs/image-resize-and-crop#crop-crop-modes--focus
func CropMode(strategy CropModeStrategy) Param {
	return valueParam(codeOfCropMode, string(strategy))
}

// FocusArea is what [Focus] keeps: one of the constants, or what the service recognizes in a picture, named as in the
// COCO data set in camel case, such as "person", "dog" or "trafficLight"; several are joined by underscores, such as
// "person_car". [LayerPosition] takes the nine places.
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
	FocusAuto        FocusArea = "auto"   // what matters most, found by the service
	FocusFace        FocusArea = "face"   // the faces
	FocusCustom      FocusArea = "custom" // the area set in the media library or at the upload
	// FocusAutoCustomOverride is the area set in the media library or at the upload, for a picture that has one, else
	// FocusAuto.
	FocusAutoCustomOverride FocusArea = "auto-custom_override"
)

// Focus says which part of a picture or a video stays when it is cropped, or on which side of its padding it lies;
// [FocusCenter] by default. A video takes the nine places. A recognized object without [Width] and [Height] is cut out
// tightly. In a URL: fo-bottom_right, fo-face, fo-person_car.
//
// See https://imagekit.io/docs/image-resize-and-crop#focus---fo
func Focus(area FocusArea) Param { return valueParam(codeOfFocus, string(area)) }

// X is where the part that [Extract] cuts out begins, in pixels from the left of a picture, or an expression; the
// middle part by default. In a URL: x-100, x-iw_mul_0.4.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func X[T Pixels](value T) Param { return scalarParam(codeOfX, value) }

// Y is where the part that [Extract] cuts out begins, in pixels from the top of a picture, or an expression; the middle
// part by default. In a URL: y-300, y-ih_mul_0.4.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func Y[T Pixels](value T) Param { return scalarParam(codeOfY, value) }

// XCenter is where the middle of the part that [Extract] cuts out lies, in pixels from the left of a picture, or an
// expression. The part must not reach beyond the picture. In a URL: xc-300, xc-iw_div_3.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func XCenter[T Pixels](value T) Param { return scalarParam(codeOfXCenter, value) }

// YCenter is where the middle of the part that [Extract] cuts out lies, in pixels from the top of a picture, or an
// expression. The part must not reach beyond the picture. In a URL: yc-500, yc-ih_div_2.
//
// See https://imagekit.io/docs/image-resize-and-crop#example---focus-using-cropped-image-coordinates
func YCenter[T Pixels](value T) Param { return scalarParam(codeOfYCenter, value) }

// Zoom is how near the crop of a picture comes to the face or the object of [Focus]: a factor above 0, 1 by default.
// Below 1 more of the surroundings is seen, above 1 less. In a URL: z-0.5.
//
// See https://imagekit.io/docs/image-resize-and-crop#zoom---z
func Zoom(factor float64) Param { return scalarParam(codeOfZoom, factor) }

// DPR is the device pixel ratio by which [Width] or [Height] of an image is multiplied: 0.1 to 5, an expression, or
// [Auto]; 1 by default. The service ignores it if a side came out below 1 or above 5000 pixels. In a URL: dpr-2.
//
// See https://imagekit.io/docs/image-resize-and-crop#dpr---dpr
func DPR[T Dimension](ratio T) Param { return scalarParam(codeOfDPR, ratio) }
