package urlbuilder

import (
	"fmt"
	"slices"
	"strings"
)

// Property is a property of the picture that a [Condition] compares with a value. The service evaluates it when it
// applies the step.
type Property string

// Properties.
const (
	CurrentHeight      Property = "h"   // in pixels, after the steps before this one
	CurrentWidth       Property = "w"   // in pixels, after the steps before this one
	CurrentAspectRatio Property = "ar"  // width divided by height, after the steps before this one
	InitialHeight      Property = "ih"  // in pixels, of the original
	InitialWidth       Property = "iw"  // in pixels, of the original
	InitialAspectRatio Property = "iar" // width divided by height, of the original
)

// Comparison is the operator with which a [Condition] compares.
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

// Condition is the condition under which [If] applies a transformation. [Property.Is] and [Property.IsRatio] make one;
// [Condition.And] and [Condition.Or] combine two.
type Condition struct {
	// The condition holds if at least one term holds. A term consists of comparisons joined by "and".
	terms       []string
	comparisons int // in all terms
	problem     string
}

// maxComparisons limits the length of a condition, because a few nested conditions become very long without brackets.
const maxComparisons = 100

// Is returns a condition that compares the property with a number, which must not be negative. In a URL: iw_gt_1000.
//
// See https://imagekit.io/docs/conditional-transformations
func (p Property) Is(c Comparison, value float64) Condition {
	return comparison(string(p) + "_" + string(c) + "_" + string(appendNumber(nil, value)))
}

// IsRatio returns a condition that compares an aspect ratio with the ratio of width to height, both above 0. In a URL:
// ar_lt_4-3.
//
// See https://imagekit.io/docs/conditional-transformations
func (p Property) IsRatio(c Comparison, width, height float64) Condition {
	value := append(appendNumber(nil, width), '-')
	return comparison(string(p) + "_" + string(c) + "_" + string(appendNumber(value, height)))
}

func comparison(text string) Condition {
	return Condition{terms: []string{text}, comparisons: 1, problem: comparisonProblem(text)}
}

// conditionProblem returns the reason why a text is not a condition, or "" if it is one.
func conditionProblem(text string) string {
	for term := range strings.SplitSeq(text, "_or_") {
		for comparison := range strings.SplitSeq(term, "_and_") {
			if problem := comparisonProblem(comparison); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// comparisonProblem returns the reason why a text is not a comparison such as ar_lt_4-3, or "" if it is one.
func comparisonProblem(text string) string {
	property, rest, _ := strings.Cut(text, "_")
	operator, value, _ := strings.Cut(rest, "_")
	switch {
	case !slices.Contains(conditionProperties, property):
		return fmt.Sprintf("is invalid: property %q must be %s", property, join(conditionProperties, "or"))
	case !slices.Contains(conditionComparisons, operator):
		return fmt.Sprintf("is invalid: comparison %q must be %s", operator, join(conditionComparisons, "or"))
	case isDecimal(value):
		return ""
	}
	width, height, isRatio := strings.Cut(value, "-")
	switch {
	case !isRatio || !isDecimal(width) || !isDecimal(height):
		return fmt.Sprintf("is invalid: %q must be a number from 0, or a ratio such as 4-3", value)
	case !strings.HasSuffix(property, string(CurrentAspectRatio)):
		return fmt.Sprintf("is invalid: property %q must be an aspect ratio", property)
	case strings.Trim(width, "0.") == "" || strings.Trim(height, "0.") == "":
		return fmt.Sprintf("is invalid: %q must have numbers greater than 0", value)
	}
	return ""
}

// And returns a condition that holds if both conditions hold. In a URL: h_gte_100_and_h_lte_400.
//
// Written without brackets, a condition may have at most 100 comparisons.
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

// Or returns a condition that holds if at least one of the two holds. In a URL: h_lt_100_or_w_lt_100. The service
// supports no brackets, and "and" has a higher precedence than "or". A nested condition is expanded to keep its
// meaning. Written without brackets, a condition may have at most 100 comparisons.
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
		c.problem = fmt.Sprintf("must have at most %d comparisons when it is written without brackets", maxComparisons)
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

// If returns a step that applies the chain then if the condition holds, and the chain otherwise, which may be empty, if
// it does not hold. The service allows no other parameters in this step, and no [Page] in the two chains. The nesting
// depth is limited to 20 conditions and layers, of which at most three are layers. GIF files are not supported. In a
// URL: if-ar_gt_1,w-200,if-else,w-300,if-end.
//
// See https://imagekit.io/docs/conditional-transformations
func If(c Condition, then, otherwise Chain) Step {
	p := newConditional("", newBranches(then, otherwise))
	for i, each := range c.terms {
		if i > 0 {
			p.text += "_or_"
		}
		p.text += each
	}
	p.fail(c.firstProblem(c))
	switch {
	case !p.ok():
	case p.info().details.nested.depth > maxNested:
		p.fail(tooDeep)
	case then.isEmpty():
		p.fail(noThen)
	default:
		p.failInside(p.misplaced(InCondition))
	}
	return Step{p}
}

// Conditional is a conditional step. [Param.Conditional] returns it.
type Conditional struct {
	Condition string // as in URLs, such as "ar_gt_1"
	Then      Chain  // applied if the condition holds
	Else      Chain  // applied if it does not; can be empty
}

// Conditional returns the conditional step, if the parameter is one. Otherwise ok is false.
func (p Param) Conditional() (c Conditional, ok bool) {
	if p.info().kind != kindIf {
		return Conditional{}, false
	}
	nested := p.info().details.nested
	return Conditional{Condition: p.text, Then: nested.then, Else: nested.otherwise}, true
}

// branches contains the two chains of a conditional step.
type branches struct {
	then, otherwise Chain
	depth           int // 1, or more if the branches contain layers or conditions
}

func newConditional(condition string, nested *branches) Param {
	return newParam(paramInfo{name: "if", kind: kindIf, details: &details{nested: nested}}, condition)
}

func newBranches(then, otherwise Chain) *branches {
	return &branches{then, otherwise, 1 + max(then.depth(), otherwise.depth())}
}

// append writes the condition and both chains, from if- to if-end. It writes nothing if both chains are empty.
func (b *branches) append(out []byte, condition string, place encoding, dialect Dialect) ([]byte, error) {
	start := len(out)
	out = appendDelimiter(appendEncoded(append(out, "if-"...), condition, place.text()), ',', place)
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

const noThen = "must have at least one step to apply if it is true"
