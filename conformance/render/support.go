package render

import (
	"iter"
	"slices"

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
var supported = slices.Concat(
	sizeSupport, effectSupport, videoSupport, formatSupport, chainSupport, layerSupport, textSupport,
)

// chainSupport are the parameters that have other chains in them, or stand for the original.
var chainSupport = []Support{
	{Code: "n", Grade: Exact, Tests: []string{"TestRender_Named"}, Assumptions: []string{
		"The other parameters of a step with n are applied after the steps of the named transformation.",
	}},
	{Code: "di", Grade: Exact, Tests: []string{"TestDelivery_Rendition"}, Assumptions: []string{
		"A response with the default image has the status 200.",
	}},
	{Code: "orig", Grade: Exact, Tests: []string{"TestRender_Original"}},
	{
		Code: codeConditional, Values: "a condition", Grade: Exact, Tests: []string{"TestRender_Conditions"},
		Assumptions: []string{"A condition on a GIF file is an error with status 400."},
	},
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
