package urlbuilder

import (
	"fmt"
	"slices"
)

// Property is a property of the picture, which a [Condition] compares with a value. The service reads it when it
// applies the step.
type Property string

// Properties.
const (
	CurrentHeight      Property = "h"   // in pixels, as the steps before have left it
	CurrentWidth       Property = "w"   // likewise
	CurrentAspectRatio Property = "ar"  // width divided by height, likewise
	InitialHeight      Property = "ih"  // in pixels, of the original
	InitialWidth       Property = "iw"  // likewise
	InitialAspectRatio Property = "iar" // width divided by height, of the original
)

// Comparison is how a [Condition] compares.
type Comparison string

// Comparisons.
const (
	EqualTo     Comparison = "eq"
	NotEqualTo  Comparison = "ne"
	GreaterThan Comparison = "gt"
	AtLeast     Comparison = "gte"
	LessThan    Comparison = "lt"
	AtMost      Comparison = "lte"
)

// Condition says when [If] applies a transformation. Make one of a property, and several with [Condition.And] and
// [Condition.Or].
type Condition struct {
	// the condition holds if one of these does; each consists of comparisons with "and" between them
	terms       []string
	comparisons int // in all terms
	problem     string
}

// maxComparisons bounds a condition: written without brackets, a few nested ones become very long.
const maxComparisons = 100

// Is compares the property with a number from 0. In a URL: iw_gt_1000.
//
// See https://imagekit.io/docs/conditional-transformations
func (p Property) Is(c Comparison, value float64) Condition {
	var v parts
	v.number("", "the number", value, 0, maxNumber)
	return p.compare(c, &v)
}

// IsRatio compares an aspect ratio with another, given as width and height above 0. In a URL: ar_lt_4-3.
//
// See https://imagekit.io/docs/conditional-transformations
func (p Property) IsRatio(c Comparison, width, height float64) Condition {
	v := parts{separator: '-'}
	v.positive("width", width)
	v.positive("height", height)
	if p != CurrentAspectRatio && p != InitialAspectRatio {
		v.fail("the property", "must be an aspect ratio")
	}
	return p.compare(c, &v)
}

func (p Property) compare(c Comparison, v *parts) Condition {
	if !slices.Contains([]Property{
		CurrentHeight, CurrentWidth, CurrentAspectRatio, InitialHeight, InitialWidth,
		InitialAspectRatio,
	}, p) {
		v.fail("the property", "must be h, w, ar, ih, iw or iar")
	}
	if !slices.Contains([]Comparison{EqualTo, NotEqualTo, GreaterThan, AtLeast, LessThan, AtMost}, c) {
		v.fail("the comparison", "must be eq, ne, gt, gte, lt or lte")
	}
	return Condition{
		terms: []string{string(p) + "_" + string(c) + "_" + string(v.text)}, comparisons: 1,
		problem: v.problem,
	}
}

// And holds if both do. In a URL: h_gte_100_and_h_lte_400.
//
// Written without brackets, a condition may have 100 comparisons at most.
func (c Condition) And(other Condition) Condition {
	both := Condition{
		comparisons: c.comparisons*len(other.terms) + other.comparisons*len(c.terms),
		problem:     c.firstProblem(other),
	}
	if both.checkLength(); both.problem != "" {
		return both
	}
	for _, one := range c.terms {
		for _, two := range other.terms {
			both.terms = append(both.terms, one+"_and_"+two)
		}
	}
	return both
}

// Or holds if one of them does. In a URL: h_lt_100_or_w_lt_100. The service has no brackets and reads "and" first; a
// condition is written such that it means what it says here. It may have 100 comparisons at most.
func (c Condition) Or(other Condition) Condition {
	either := Condition{comparisons: c.comparisons + other.comparisons, problem: c.firstProblem(other)}
	if either.checkLength(); either.problem != "" {
		return either
	}
	either.terms = slices.Concat(c.terms, other.terms)
	return either
}

func (c *Condition) checkLength() {
	if c.problem == "" && c.comparisons > maxComparisons {
		c.problem = fmt.Sprintf("must have %d comparisons at most, written without brackets", maxComparisons)
	}
}

func (c Condition) firstProblem(other Condition) string {
	for _, each := range []Condition{c, other} {
		switch {
		case each.problem != "":
			return each.problem
		case len(each.terms) == 0:
			return "must not be empty"
		}
	}
	return ""
}

// If is a step that applies one chain if a condition holds, and another one, which may be empty, if not. It is a step
// of its own: the service takes no other parameters beside it. At most 20 conditions and layers can be nested. Not for
// GIF files. In a URL: if-ar_gt_1,w-200,if-else,w-300,if-end.
//
// See https://imagekit.io/docs/conditional-transformations
func If(c Condition, then, otherwise Chain) Step {
	p := Param{name: "if", kind: kindIf, nested: newBranches(then, otherwise)}
	for i, each := range c.terms {
		if i > 0 {
			p.text += "_or_"
		}
		p.text += each
	}
	switch p.problem = c.firstProblem(c); {
	case p.problem != "":
	case p.nested.depth > maxLayers:
		p.problem = tooDeep
	case then.isEmpty():
		p.problem = noThen
	}
	return Step{p}
}

// branches are what a conditional step applies.
type branches struct {
	then, otherwise Chain
	depth           int // 1, and more if there are layers or conditions in it
}

func newBranches(then, otherwise Chain) *branches {
	return &branches{then, otherwise, 1 + max(then.depth(), otherwise.depth())}
}

// append writes both, from if- to if-end; nothing if neither says anything.
func (b *branches) append(out []byte, condition string, place encoding, dialect Dialect) ([]byte, error) {
	start := len(out)
	out = appendDelimiter(appendEncoded(append(out, "if-"...), condition, place), ',', place)
	before := len(out)
	out, err := appendChain(out, b.then, place, dialect)
	if err != nil {
		return nil, err
	}
	end := len(out)
	out = append(appendDelimiter(out, ',', place), "if-else"...)
	out = appendDelimiter(out, ',', place)
	otherwise := len(out)
	if out, err = appendChain(out, b.otherwise, place, dialect); err != nil {
		return nil, err
	}
	switch hasElse := len(out) > otherwise; {
	case end == before && hasElse:
		return nil, &BuildError{Field: transformationField, Param: "if", Value: condition, Reason: noThen}
	case end == before:
		return out[:start], nil
	case !hasElse:
		out = out[:end]
	}
	return append(appendDelimiter(out, ',', place), "if-end"...), nil
}

const noThen = "must have a transformation for when it holds"
