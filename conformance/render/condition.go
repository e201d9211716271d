package render

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeConditional is the name of a conditional step.
const codeConditional = "if"

// applyConditional applies one of the two chains of a conditional step.
//
// Assumed: a condition on a GIF file, which the documentation says is not supported, is an error.
//
// See https://imagekit.io/docs/conditional-transformations
func (j *job) applyConditional(ctx context.Context, s *subject, c urlbuilder.Conditional) error {
	if s.Format == codec.GIF {
		return &ParameterError{codeConditional, c.Condition, errors.New("conditions are not supported for GIF files")}
	}
	holds, err := s.frame().holds(c.Condition)
	if err != nil {
		return &ParameterError{codeConditional, c.Condition, err}
	}
	if holds {
		return j.applyChain(ctx, s, c.Then)
	}
	return j.applyChain(ctx, s, c.Else)
}

// holds reports whether a condition, such as ar_gt_1_and_w_lt_300_or_ih_eq_iw, is true. "and" binds more strongly than
// "or".
func (f frame) holds(condition string) (bool, error) {
	isAny := false
	for term := range strings.SplitSeq(condition, "_or_") {
		isEach := true
		for comparison := range strings.SplitSeq(term, "_and_") {
			isTrue, err := f.compare(comparison)
			if err != nil {
				return false, err
			}
			isEach = isEach && isTrue
		}
		isAny = isAny || isEach
	}
	return isAny, nil
}

// comparisons are the operators of conditions.
var comparisons = map[string]func(x, y float64) bool{
	"eq":  func(x, y float64) bool { return x == y },
	"ne":  func(x, y float64) bool { return x != y },
	"gt":  func(x, y float64) bool { return x > y },
	"gte": func(x, y float64) bool { return x >= y },
	"lt":  func(x, y float64) bool { return x < y },
	"lte": func(x, y float64) bool { return x <= y },
}

// compare evaluates a comparison such as ar_lt_4-3.
func (f frame) compare(comparison string) (bool, error) {
	property, rest, _ := strings.Cut(comparison, "_")
	operator, value, _ := strings.Cut(rest, "_")
	compare, ok := comparisons[operator]
	left, isKnown := f.properties()[property]
	if !ok || !isKnown {
		return false, fmt.Errorf("unknown comparison %q", comparison)
	}
	right, err := f.ratio(value)
	if err != nil {
		return false, err
	}
	return compare(left, right), nil
}

// properties are the values of the names that conditions can have: those of the picture before the step, and those of
// the original.
func (f frame) properties() expression.Variables {
	v := f.variables()
	v["w"], v["h"], v["ar"] = v["cw"], v["ch"], v["car"]
	return v
}
