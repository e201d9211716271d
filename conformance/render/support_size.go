package render

import "strings"

// sizeSupport are the parameters for the size and the part of a picture.
var sizeSupport = []Support{
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
}
