package render

// effectSupport are the parameters that change how a picture looks.
var effectSupport = []Support{
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
}
