package render

import "github.com/openimagekit/imagekit/conformance/render/internal/expression"

// formatSupport are the parameters for the file that is written.
var formatSupport = []Support{
	{Code: "f", Grade: Exact, Tests: []string{"TestRender_Formats"}, Assumptions: []string{
		"f-auto never takes AVIF, which is off by default in an account.",
		"WebP and AVIF files have only the first frame of an animation. So has what is made of an animated one.",
		"f-gif keeps the format of a picture that is not a GIF.",
		"The size of an SVG file is that of its attributes width and height, or else that of its view box.",
	}},
	{Code: "q", Grade: Exact, Tests: []string{"TestRender_Formats"}},
	{Code: "lo", Grade: Exact, Tests: []string{"TestRender_Formats"}},
	{Code: "md", Grade: Exact, Tests: []string{"TestRender_Metadata"}},
	{Code: "cp", Grade: Exact, Tests: []string{"TestRender_Metadata"}, Assumptions: []string{
		"Colours are not converted if their profile is dropped, nor with the profile from CMYK to RGB.",
	}},
	{
		Code: "dn", Values: "a number", Grade: Exact, Tests: []string{"TestRender_Density", "TestRender_Vector"},
		matches: expression.IsUnsigned, Assumptions: []string{"An SVG file has its size at dn-72."},
	},
	{Code: "pr", Grade: Exact, Tests: []string{"TestRender_Progressive"}},
	{
		Code: codePage, Values: "a number, for ik-thumbnail.jpg", NotForImages: true, Grade: Exact,
		Tests:   []string{"TestRender_Page"},
		matches: isPage,
		Assumptions: []string{
			"A thumbnail is a JPEG file unless f says otherwise or parts of it are transparent.",
			"A page behind the last one is an error with status 400.",
		},
	},
}
