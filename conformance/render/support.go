package render

import (
	"iter"
	"slices"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Support says how this package renders a parameter. The file RENDERING.md is made from all of them.
type Support struct {
	Code        string
	Grade       Grade
	Values      string // which values the grade is for; empty for all
	Note        string // why it is not exact
	Assumptions []string
	Tests       []string // names of tests
}

// supported are the parameters that are rendered. A parameter that is missing is not rendered.
var supported = []Support{
	{Code: "w", Grade: Exact, Tests: []string{"TestRender_Sizes"}, Assumptions: []string{
		"A width alone enlarges a smaller picture.",
		"A fraction is one of the original, also in later steps.",
		"w-auto without the client hint leaves the width open.",
	}},
	{Code: "h", Grade: Exact, Tests: []string{"TestRender_Sizes"}},
	{Code: "ar", Grade: Exact, Tests: []string{"TestRender_Sizes"}},
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
}

// supportOf returns the grade of a parameter and why it is not exact.
func supportOf(p urlbuilder.Param) (Grade, string) {
	i := slices.IndexFunc(supported, func(s Support) bool { return s.Code == p.Name() })
	if i < 0 {
		return NotRendered, ""
	}
	return supported[i].Grade, supported[i].Note
}

// AllSupport yields how each parameter of the transformation language is rendered, in the order of
// [urlbuilder.Parameters].
func AllSupport() iter.Seq[Support] {
	return func(yield func(Support) bool) {
		seen := map[string]bool{}
		for parameter := range urlbuilder.Parameters() {
			if seen[parameter.Code] {
				continue
			}
			seen[parameter.Code] = true
			i := slices.IndexFunc(supported, func(s Support) bool { return s.Code == parameter.Code })
			support := Support{Code: parameter.Code, Grade: NotRendered}
			if i >= 0 {
				support = supported[i]
			}
			if !yield(support) {
				return
			}
		}
	}
}
