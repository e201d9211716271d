package render

import (
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// layerSupport are the parameters of layers that are rendered.
var layerSupport = []Support{
	{
		Code: codeLayer, Values: "image, with a picture or a solid colour", Grade: Exact,
		Tests: []string{
			"TestRender_ImageLayers", "TestRender_TrimmedLayers", "TestRender_VectorLayers", "TestRender_SolidLayers",
			"TestRender_GoldenLayers",
		},
		matches: isImageLayer,
		Assumptions: []string{
			"The edges of a picture that have one colour are cut off, unless a step of the layer has the parameter t.",
			"A layer that is larger than its base is cut.",
			"Of an animation, a layer has the first frame. An SVG file is drawn at its size before it is scaled.",
			"Of a step with several layers, each one is drawn on the ones before it.",
			"A solid colour block without w or h is as wide or as high as the base. A fraction is one of the base.",
			"A solid colour block without a colour is transparent, so that only its gradient is seen.",
		},
	},
	{Code: "i", Grade: Exact, Tests: []string{"TestRender_LayerErrors"}, Assumptions: []string{
		"A layer whose file does not exist, or is no picture, is an error.",
	}},
	{Code: "ie", Grade: Exact, Tests: []string{"TestRender_ImageLayers"}},
	{
		Code: "lm", Values: "multiply, cutout, cutter", Grade: Exact, Tests: []string{"TestRender_LayerModes"},
		matches: func(value string) bool { return value != string(urlbuilder.ModeDisplace) }, Assumptions: []string{
			"A half transparent pixel has half the effect.",
			"After cutter, the base keeps its size.",
		},
	},
	{
		Code: "lm", Values: "displace", Grade: Approximate, Tests: []string{"TestRender_LayerModes"},
		Note: "a value of 128 moves nothing", Assumptions: []string{
			"lx and ly, or x and y without them, are how far pixels are moved at most. lfo alone places the layer.",
			"A displacement without them is an error with status 400.",
		},
	},
	positive("lx",
		"If one of lx and ly, or of lxc and lyc, is given, the other one is 0.",
		"A layer that would be all beyond an edge is moved to that edge. One that is partly beyond it is cut.",
		"A negative result of an expression is to the left of the base or above it.",
	),
	negative("lx",
		"lx-N20 leaves 20 pixels between the right edges of the layer and of the base, unless lap is not at the left.",
	),
	positive("ly"), negative("ly"), positive("lxc"), negative("lxc"), positive("lyc"), negative("lyc"),
	{Code: "lap", Grade: Exact, Tests: []string{"TestRender_LayerPositions"}, Assumptions: []string{
		"From a point that is not at the left or at the top, N20 is 20 pixels to the left or upwards.",
	}},
	{Code: "lfo", Grade: Exact, Tests: []string{"TestRender_LayerPositions"}, Assumptions: []string{
		"A layer whose centre would be between two pixels is nearer to the left or to the top.",
	}},
}

// positive is the entry of a parameter for a position with a value without a minus sign.
func positive(code string, assumptions ...string) Support {
	return Support{
		Code: code, Values: "positive", Grade: Exact, Tests: []string{"TestRender_LayerPositions"},
		Assumptions: assumptions, matches: func(value string) bool { return !expression.IsNegative(value) },
	}
}

// negative is the entry of a parameter for a position with a value with a minus sign.
func negative(code string, assumptions ...string) Support {
	return Support{
		Code: code, Values: "negative", Grade: Approximate, Tests: []string{"TestRender_LayerPositions"},
		Note: "from which edge it counts is unknown", Assumptions: assumptions, matches: expression.IsNegative,
	}
}

// isImageLayer reports whether a kind of layer is one with a picture or a solid colour.
func isImageLayer(kind string) bool { return kind == string(urlbuilder.ImageLayerKind) }
