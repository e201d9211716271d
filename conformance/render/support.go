package render

import (
	"iter"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Support says how this package renders a parameter. The table in RENDERING.md is made from all of them.
type Support struct {
	Code        string
	Values      string // which values this is for, in words; empty for all others
	Grade       Grade
	Note        string   // why it is not exact
	Assumptions []string // what no source says
	Tests       []string // names of tests
	// NotForImages is true for parameters that change only videos and documents with pages. They have no examples.
	NotForImages bool
	// Examples are chains that show the parameter. If an entry of the table has none, they are made of the examples in
	// openapi.yaml.
	Examples []string
	matches  func(value string) bool
}

// supported are the parameters that are rendered. The first entry that matches a value counts; a value without one is
// not rendered.
var supported = append([]Support{
	{Code: "w", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"A width alone enlarges a smaller picture.",
		"A fraction is one of the original, also in later steps.",
		"w-auto without the client hint leaves the width open.",
	}},
	{Code: "h", Grade: Exact, Tests: []string{"TestRender_Sizes"}},
	{Code: "ar", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"A ratio that would make the other side larger than 65,535 pixels is ignored.",
	}},
	{Code: "dpr", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"dpr-auto without the client hint is 1.",
	}},
	{Code: "c", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"c-at_least enlarges a smaller picture.",
		"c-maintain_ratio_no_enlarge crops to the aspect ratio, without scaling, if the picture would be enlarged.",
	}},
	{Code: "cm", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"If the padding is an odd number of pixels, the right or the bottom has one more.",
		"A part that is larger than the picture is made smaller by cm-extract.",
		"cm-pad_extract_no_shrink is cm-pad_extract with a size not below that of the picture.",
		"cm-pad_resize_no_enlarge has exactly the size that is asked for.",
	}},
	{Code: "x", Grade: Exact, Tests: []string{"TestRender_Parts"}, Assumptions: []string{
		"A part that is not within the picture is an error with status 400, as for xc.",
	}},
	{Code: "y", Grade: Exact, Tests: []string{"TestRender_Parts"}},
	{Code: "xc", Grade: Exact, Tests: []string{"TestRender_Parts"}},
	{Code: "yc", Grade: Exact, Tests: []string{"TestRender_Parts"}},
	{
		Code: "fo", Values: "the nine places, custom", Grade: Exact, Tests: []string{"TestRender_Parts"},
		matches: isPlace,
		Assumptions: []string{
			"The part for fo-custom has its centre in that of the stored area, or as near to it as the picture allows.",
		},
	},
	{
		Code: "fo", Values: "auto, face, auto-custom_override", Grade: Approximate,
		Tests:   []string{"TestRender_Focus", "TestRender_FocusOverride"},
		Note:    "the part with the most edges and colour",
		matches: func(value string) bool { return strings.HasPrefix(value, focusAuto) || value == focusFace },
	},
	{
		Code: "fo", Values: "objects", Grade: Approximate, Tests: []string{"TestRender_FocusObject"},
		Note:        "objects are not detected: the part with the most edges and colour",
		matches:     isObject,
		Assumptions: []string{"Without w and h, where the service keeps the object alone, nothing is cut off."},
	},
	{
		Code: "z", Grade: Approximate, Tests: []string{"TestRender_Zoom"},
		Note: "faces and objects are not detected",
		Assumptions: []string{
			"The width and the height of the part that is kept are divided by the factor. It is never larger than " +
				"the picture.",
		},
	},
	{
		Code: "bg", Values: "blurred", Grade: Approximate, Tests: []string{"TestRender_BlurredBackground"},
		Note: "blur and brightness as measured in pictures of the documentation",
		Assumptions: []string{
			"The intensity for auto is 2 percent of the shorter side of the result.",
			"bg-blurred has no effect without cm-pad_resize, w and h.",
		},
		matches: isBackground(blurredBackground),
	},
	{
		Code: "bg", Values: "dominant, gradient_dominant", Grade: Approximate,
		Tests: []string{"TestRender_DominantBackground"}, Note: "the commonest of 4,096 ranges of colours",
		Assumptions: []string{
			"A gradient of two colours goes from the top to the bottom, one of four clockwise from the top left.",
		},
		matches: isBackground(dominantBackground, gradientBackground),
	},
	{
		Code: "bg", Values: "a colour", Grade: Exact,
		Tests: []string{"TestRender_Background", "TestRender_FilledBackground"}, matches: isBackground(plainBackground),
		Assumptions: []string{
			"The background fills what the other parameters of the step made transparent, and is below a shadow.",
		},
	},
	{
		Code: "r", Grade: Exact, Tests: []string{"TestRender_Radius"}, Assumptions: []string{
			"Radii that together are longer than a side become smaller by the same factor, as in CSS.",
			"A JPEG file with rounded corners becomes PNG or WebP. With f-jpg the corners are black.",
		},
	},
	{
		Code: "b", Grade: Exact, Tests: []string{"TestRender_Border"}, Assumptions: []string{
			"The border makes the picture larger on all sides.",
			"r in the same step is the radius of the outer edge; that of the inner edge is smaller by the width.",
		},
	},
	{Code: "rt", Grade: Exact, Tests: []string{"TestRender_Rotation"}, Assumptions: []string{
		"The picture grows to the smallest rectangle around the turned one, whose corners are transparent.",
		"rt-auto is the default: the orientation in the metadata is always applied.",
	}},
	{Code: "fl", Grade: Exact, Tests: []string{"TestRender_Flip"}},
	{Code: "o", Grade: Exact, Tests: []string{"TestRender_Opacity"}},
	{
		Code: "t", Grade: Approximate, Tests: []string{"TestRender_Trim"},
		Note: "the service's measure of differences is unknown",
		Assumptions: []string{
			"The edges that are cut off have the colour of the top left pixel.",
			"The threshold is the largest difference in red, green, blue or alpha; it is 10 for t-true.",
		},
	},
	{
		Code: "e-distort", Grade: Approximate, Tests: []string{"TestRender_Distortion"},
		Note: "the service's geometry is unknown",
		Assumptions: []string{
			"A picture in perspective keeps its size.",
			"An arc has the size of the smallest rectangle around it, and keeps the length of its middle line.",
		},
	},
	{
		Code: "f", Values: "mp4, webm: videos, with ffmpeg", NotForImages: true, Grade: Exact,
		Tests: []string{"TestRender_VideoFormats"}, matches: isVideoFormat,
		Assumptions: []string{
			"f-auto is the format with the codecs of vc and ac, else WebM if Accept names video/webm, else MP4.",
			"An odd width or height of a video becomes even by cutting off the last column or row.",
		},
	},
	{Code: "f", Grade: Exact, Tests: []string{"TestRender_Formats"}, Assumptions: []string{
		"f-auto never takes AVIF, which is off by default in an account.",
		"f-gif keeps the format of a picture that is not a GIF.",
		"The size of an SVG file is that of its attributes width and height, or else that of its view box.",
	}},
	{Code: "q", Grade: Exact, Tests: []string{"TestRender_Formats"}},
	{Code: "lo", Grade: Exact, Tests: []string{"TestRender_Formats"}},
	{Code: "md", Grade: Exact, Tests: []string{"TestRender_Metadata"}},
	{Code: "cp", Grade: Exact, Tests: []string{"TestRender_Metadata"}},
	{
		Code: "dn", Values: "a number", Grade: Exact, Tests: []string{"TestRender_Density", "TestRender_Vector"},
		matches: isNumber, Assumptions: []string{"An SVG file has its size at dn-72."},
	},
	{Code: "pr", Grade: Exact, Tests: []string{"TestRender_Progressive"}},
	{
		Code: "bl", Grade: Approximate, Tests: []string{"TestRender_Blur"},
		Note:        "the kernel of the service is unknown",
		Assumptions: []string{"The radius is the standard deviation of the Gaussian."},
	},
	{
		Code: "cr", Grade: Approximate, Tests: []string{"TestRender_Colors"},
		Note: "the measure of similarity is unknown",
		Assumptions: []string{
			"The tolerance is in percent of the difference of black and white.",
			"Without a tolerance, it is 35, as in the vendor's editor.",
			"Darker, lighter and paler shades of the old colour become those of the new one.",
		},
	},
	{
		Code: "e-colorize", Grade: Approximate, Tests: []string{"TestRender_Colors"}, Note: "the formula is unknown",
		Assumptions: []string{"The picture keeps its brightness, so that gray removes the colours."},
	},
	{
		Code: "e-contrast", Grade: Approximate, Tests: []string{"TestRender_Colors"}, Note: "the formula is unknown",
		Assumptions: []string{
			"The brightness is stretched, not each channel.",
			"The darkest and the lightest percent of the pixels become black and white.",
		},
	},
	{
		Code: "e-gradient", Grade: Exact, Tests: []string{"TestRender_Gradient"},
		Assumptions: []string{
			"The first and the last colour are at the farthest corners or edges in the direction of the gradient.",
			"Colours are interpolated multiplied by their alpha, between the centres of pixels.",
		},
	},
	{
		Code: "e-grayscale", Grade: Approximate, Tests: []string{"TestRender_Colors"},
		Note:        "the weights of the service are unknown",
		Assumptions: []string{"The weights of red, green and blue are 0.299, 0.587 and 0.114."},
	},
	{
		Code: "e-shadow", Grade: Approximate, Tests: []string{"TestRender_Shadow"}, Note: "the formula is unknown",
		Assumptions: []string{
			"The shadow is black, with `bl` as the standard deviation of its blur and `st` as its opacity.",
			"The picture keeps its size.",
			"A picture without transparent parts does not change.",
		},
	},
	{
		Code: "e-sharpen", Grade: Approximate, Tests: []string{"TestRender_Sharpening"}, Note: "the kernel is unknown",
		Assumptions: []string{
			"The number is the standard deviation of a blur whose difference from the picture is added.",
		},
	},
	{
		Code: "e-usm", Grade: Approximate, Tests: []string{"TestRender_Sharpening"}, Note: "the kernel is unknown",
		Assumptions: []string{
			"The four numbers mean what they mean in ImageMagick.",
			"Without a value, the mask is 2-2-0.8-0.024.",
		},
	},
	{Code: "n", Grade: Exact, Tests: []string{"TestRender_Named"}, Assumptions: []string{
		"The other parameters of a step with n are applied after the steps of the named transformation.",
	}},
	{Code: "di", Grade: Exact, Tests: []string{"TestDelivery_Rendition"}, Assumptions: []string{
		"A response with the default image has the status 200.",
	}},
	{Code: "orig", Grade: Exact, Tests: []string{"TestRender_Original"}},
	{
		Code: "so", Values: withFFmpeg, NotForImages: true, Grade: Exact,
		Tests: []string{"TestRender_VideoTrim", "TestRender_VideoThumbnail"},
		Assumptions: []string{
			"In a later step, times are counted from the start of the part that the steps before it have kept.",
			"A start that is not before the end of the video is an error with status 400.",
		},
	},
	{
		Code: "eo", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoTrim"},
		Assumptions: []string{"A part that ends after the video ends with it.", "With du, the earlier end counts."},
	},
	{Code: "du", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoTrim"}},
	{
		Code: "vc", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoFormats"},
		Assumptions: []string{
			"A codec that the format cannot have is an error with status 400.",
			"vc-none for a video without sound is an error with status 400.",
		},
	},
	{Code: "ac", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoFormats"}},
	{
		Code: codePage, Values: "a number, for ik-thumbnail.jpg", NotForImages: true, Grade: Exact,
		Tests:   []string{"TestRender_Page"},
		matches: isPage,
		Assumptions: []string{
			"A thumbnail is a JPEG file unless f says otherwise or parts of it are transparent.",
			"A page behind the last one is an error with status 400.",
		},
	},
	{
		Code: codeConditional, Values: "a condition", Grade: Exact, Tests: []string{"TestRender_Conditions"},
		Assumptions: []string{"A condition on a GIF file is an error with status 400."},
	},
}, slices.Concat(layerSupport, textSupport)...)

// withFFmpeg are the values of parameters that only videos have.
const withFFmpeg = "videos, with ffmpeg"

// isPlace reports whether a focus is one of the nine places, or the area that is stored with the file.
func isPlace(value string) bool {
	_, ok := gravities[value]
	return ok || value == focusCustom
}

// supportOf returns how a parameter with a value is rendered.
func supportOf(code, value string) Support {
	for _, s := range supported {
		if s.Code == code && (s.matches == nil || s.matches(value)) {
			return s
		}
	}
	return Support{Code: code, Grade: NotRendered}
}

// AllSupport yields how each parameter of the transformation language is rendered, in the order of
// [urlbuilder.Parameters]. The entries of conditional steps and of layers are the last ones.
func AllSupport() iter.Seq[Support] {
	return func(yield func(Support) bool) {
		for _, code := range allCodes() {
			for _, s := range supportOfCode(code) {
				s.Examples = s.examples()
				if !yield(s) {
					return
				}
			}
		}
	}
}

// allCodes returns the codes of all parameters, and of conditional steps and layers, which are no parameters.
func allCodes() []string {
	var codes []string
	for parameter := range urlbuilder.Parameters() {
		if !slices.Contains(codes, parameter.Code) {
			codes = append(codes, parameter.Code)
		}
	}
	return append(codes, codeConditional, codeLayer)
}

// supportOfCode returns the entries of a code, and one for its values that are not rendered.
func supportOfCode(code string) []Support {
	var entries []Support
	for _, s := range supported {
		if s.Code == code {
			entries = append(entries, s)
		}
	}
	if len(entries) == 0 || entries[len(entries)-1].matches != nil {
		entries = append(entries, Support{Code: code, Grade: NotRendered})
	}
	return entries
}
