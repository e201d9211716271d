package render

import "github.com/openimagekit/imagekit/urlbuilder"

// textSupport are the parameters of text layers that are rendered.
var textSupport = []Support{
	{
		Code: codeLayer, Values: "text", Grade: Approximate, Tests: []string{"TestRender_Text"},
		Note: "letters and lines can be some pixels away from where the service has them",
		Assumptions: []string{
			"The space around the letters is cut off; with w, only above and below them.",
			"Letters are black by default, and the font of the service that is the default is not known.",
			"The length at which a text in base64 is cut is that of the base64.",
			"The parameters of all steps of a text layer that say how the text is typeset are put together.",
		},
		matches: func(value string) bool { return value == string(urlbuilder.TextLayerKind) },
	},
	{Code: "fs", Grade: Exact, Tests: []string{"TestRender_TextSize"}, Assumptions: []string{
		"The size is that of an em in pixels.",
	}},
	{
		Code: "ff", Values: "the path of a font", Grade: Exact, Tests: []string{"TestRender_TextFont"},
		matches:     isFontPath,
		Assumptions: []string{"A font whose file does not exist, or cannot be read, is an error."},
	},
	{
		Code: "ff", Values: "the name of a font", Grade: Approximate, Tests: []string{"TestRender_TextFont"},
		Note: "this font is not at hand: the Go fonts are used instead",
	},
	{Code: "co", Grade: Exact, Tests: []string{"TestRender_TextColor"}},
	{Code: "ia", Grade: Exact, Tests: []string{"TestRender_TextAlignment"}},
	{Code: "pa", Grade: Exact, Tests: []string{"TestRender_TextSize"}, Assumptions: []string{
		"The padding makes the layer larger, also if it has w.",
	}},
	{
		Code: codeAlpha, Grade: Exact, Tests: []string{"TestRender_TextColor", "TestRender_SolidLayers"},
		Assumptions: []string{
			"al-N is an opacity of N tenths. In text layers, it is that of the letters and of the background.",
		},
	},
	{Code: "tg", Grade: Exact, Tests: []string{"TestRender_TextTypography"}},
	{Code: "lh", Grade: Exact, Tests: []string{"TestRender_TextSize"}, Assumptions: []string{
		"The distance between baselines is by default what the font says.",
	}},
}
