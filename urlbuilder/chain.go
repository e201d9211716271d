package urlbuilder

import (
	"cmp"
	"fmt"
)

// Chain is a transformation: steps that the service applies one after the other.
type Chain []Step

// Step is a list of parameters that the service applies together. Their order does not affect the result, but it is
// part of the URL.
type Step []Param

// appendChain appends the steps, separated by colons. Empty steps are left out.
func appendChain(out []byte, chain Chain, place encoding, dialect Dialect) ([]byte, error) {
	first := true
	for i, step := range chain {
		before := len(out)
		if !first {
			out = appendDelimiter(out, ':', place)
		}
		start := len(out)
		var err error
		if out, err = appendStep(out, step, place, dialect); err != nil {
			return nil, inStep(err, i)
		}
		if len(out) == start {
			out = out[:before]
			continue
		}
		first = false
	}
	return out, nil
}

// appendStep appends the parameters, separated by commas. Empty parameters are left out. It fails if two parameters
// exclude each other. It checks only parameters from the functions of this package.
func appendStep(out []byte, step Step, place encoding, dialect Dialect) ([]byte, error) {
	var seen seenCodes
	rare := 0 // parameters that checkGroups must check
	start := len(out)
	for i := range step {
		p := &step[i]
		before := len(out)
		if before > start {
			out = appendDelimiter(out, ',', place)
		}
		info := p.info()
		if info.flags&isPlain != 0 && !seen.add(info.code) {
			out = p.appendPlain(out, info)
			continue
		}
		if info.isTyped() && (info.code == 0 || info.flags&isExclusive != 0) {
			rare++
		}
		if err := step.check(i, &seen); err != nil {
			return nil, err
		}
		var err error
		if out, err = p.appendAfter(out, before, place, dialect); err != nil {
			return nil, err
		}
	}
	if rare > 1 {
		return out, step.checkGroups()
	}
	return out, nil
}

// appendAfter appends the parameter after a delimiter. If the parameter is empty, it removes the delimiter: what it
// returns ends at before.
func (p *Param) appendAfter(out []byte, before int, place encoding, dialect Dialect) ([]byte, error) {
	written, err := p.append(out, place, dialect)
	if err == nil && len(written) == len(out) {
		return written[:before], nil
	}
	return written, err
}

// check returns an error if parameter i cannot be written or conflicts with one of the seen parameters.
func (s Step) check(i int, seen *seenCodes) error {
	switch p := &s[i]; {
	case !p.ok():
		return p.err()
	case p.isTyped() && seen.add(p.info().code):
		return p.because(repeated)
	case p.info().kind == kindIf && s.hasBeside(i):
		return p.because(notAlone)
	}
	return nil
}

// seenCodes has a bit for each code.
type seenCodes [2]uint64

var _ [64*len(seenCodes{}) - len(codes)]struct{} // fails to compile if there are too few bits

// add adds a code, and reports whether it had been added before. Codes that the table does not have are ignored.
func (s *seenCodes) add(code codeID) (again bool) {
	word, bit := &s[code>>6&1], uint64(1)<<(code&63)
	again = *word&bit != 0 && code != 0
	*word |= bit
	return again
}

// checkGroups returns an error if the step has two parameters of an exclusive group, or has a parameter twice that is
// not in the table.
func (s Step) checkGroups() error {
	if err := s.checkExclusive(); err != nil {
		return err
	}
	return s.checkUnknown()
}

// checkExclusive returns an error if the step has two parameters of an exclusive group.
func (s Step) checkExclusive() error {
	var groups exclusiveGroups
	for i := range s {
		p := &s[i]
		if !p.isTyped() || !p.has(isExclusive) {
			continue
		}
		if problem := groups.add(p.group(), p.info().name); problem != "" {
			return p.because(problem)
		}
	}
	return nil
}

// group returns the exclusive group of a parameter that a function of this package has made, or "" if it is not in a
// group.
func (p *Param) group() string {
	form, _ := p.info().code.entry().match(p.Value())
	if form == nil {
		return p.info().code.entry().ExclusiveGroup
	}
	return cmp.Or(p.info().code.entry().ExclusiveGroup, form.ExclusiveGroup)
}

// exclusiveGroups contains the exclusive groups of the parameters in a step, each with the name of its parameter.
type exclusiveGroups []struct{ group, name string }

// add adds a parameter. It returns the reason why the step cannot contain it, or "" if it can.
func (g *exclusiveGroups) add(group, name string) (problem string) {
	for _, other := range *g {
		switch {
		case other.group == group && other.name == name && group != aiGroup:
			return repeated
		case other.group == group:
			return exclusiveProblem(group, other.name)
		}
	}
	*g = append(*g, struct{ group, name string }{group, name})
	return ""
}

// checkUnknown returns an error if the step has a parameter twice that is not in the table.
func (s Step) checkUnknown() error {
	names := make(map[string]bool, len(s))
	for i := range s {
		p := &s[i]
		if !p.isTyped() || p.info().code != 0 {
			continue
		}
		if names[p.info().name] {
			return p.because(repeated)
		}
		names[p.info().name] = true
	}
	return nil
}

// hasBeside reports whether the step has a parameter that is not empty, apart from parameter i.
func (s Step) hasBeside(i int) bool { return !Chain{s[:i], s[i+1:]}.isEmpty() }

const (
	notAlone = "must be in a separate step"
	repeated = "is given twice in one step"
)

// exclusiveProblem returns the reason of the error for a second parameter of an exclusive group.
func exclusiveProblem(group, other string) string {
	problem := "is not allowed in the same step as " + other
	if group == aiGroup {
		problem += ", because a step can have only one AI transformation"
	}
	return problem
}

// aiGroup is the group of the AI transformations in the table.
const aiGroup = "ai"

func appendDelimiter(out []byte, c byte, place encoding) []byte {
	if place == inForm {
		return append(out, '%', upperHex[c>>4], upperHex[c&15])
	}
	return append(out, c)
}

// forms are the texts of a transformation in both dialects and positions.
type forms [4]string

func (c Chain) forms() (f forms, err error) {
	for i, form := range [...]struct {
		place   encoding
		dialect Dialect
	}{{inPath, Classic}, {inForm, Classic}, {inPath, Current}, {inReadable, Current}} {
		text, err := appendChain(nil, c, form.place, form.dialect)
		if err != nil {
			return forms{}, err
		}
		f[i] = string(text)
	}
	return f, nil
}

// Equal reports whether two chains are written identically in URLs, in both dialects and in both positions. The chains
// may come from the functions of this package, from JSON or from [Builder.Parse]. A chain that cannot be built is not
// equal to any chain.
func (c Chain) Equal(other Chain) bool {
	f, err := c.forms()
	if err != nil {
		return false
	}
	g, err := other.forms()
	return err == nil && f == g
}

// String returns the text of the transformation, such as w-400,h-300:rt-90, without percent-encoding. Names from JSON
// are resolved as in the classic dialect. For a chain that cannot be built, String returns the text of the error.
func (c Chain) String() string {
	text, err := appendChain(nil, c, verbatim, Classic)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// String returns the parameter as [Chain.String] does, such as w-400.
func (p Param) String() string { return Chain{{p}}.String() }

const (
	// maxLayers is the maximum nesting depth of layers in the service.
	//
	// See https://imagekit.io/docs/transformations#overlay-using-layers
	maxLayers = 3
	// maxNested is the maximum nesting depth of layers and conditions in chains that are not checked.
	maxNested = 20
)

var (
	tooManyLayers = fmt.Sprintf("must not nest more than %d layers", maxLayers)
	tooDeep       = fmt.Sprintf("must not nest more than %d layers and conditions", maxNested)
)

// depth returns the nesting depth of layers and conditions in the chain.
func (c Chain) depth() int {
	deepest := 0
	for _, step := range c {
		for i := range step {
			switch p := &step[i]; {
			case p.info().kind == kindLayer:
				deepest = max(deepest, p.info().details.layer.depth)
			case p.info().kind == kindIf:
				deepest = max(deepest, p.info().details.nested.depth)
			}
		}
	}
	return deepest
}

// layers returns the nesting depth of layers in the chain.
func (c Chain) layers() int {
	deepest := 0
	for _, step := range c {
		for i := range step {
			switch p := &step[i]; {
			case p.info().kind == kindLayer:
				deepest = max(deepest, p.info().details.layer.layers)
			case p.info().kind == kindIf:
				nested := p.info().details.nested
				deepest = max(deepest, nested.then.layers(), nested.otherwise.layers())
			}
		}
	}
	return deepest
}

// misplaced returns an error for the first parameter that is forbidden in the place, which is a layer or a conditional
// step. It checks only parameters from the functions of this package.
func (c Chain) misplaced(place Places) *BuildError {
	for _, step := range c {
		for i := range step {
			if err := step[i].misplaced(place); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Param) misplaced(place Places) *BuildError {
	if p.info().kind == kindIf {
		for _, branch := range []Chain{p.info().details.nested.then, p.info().details.nested.otherwise} {
			if err := branch.misplaced(place); err != nil {
				return err
			}
		}
	}
	if !p.isTyped() || p.info().code == 0 || !p.ok() {
		return nil
	}
	if forbidden := p.info().forbidden & place; forbidden != 0 {
		return p.because(forbiddenProblem(forbidden))
	}
	if p.info().code.in(place) != p.info().code.entry() {
		if _, reason := p.info().code.check(p.Value(), place); reason != "" {
			return p.because(reason + " in " + place.withArticle())
		}
	}
	return nil
}

// forbiddenProblem returns the reason of the error for a parameter that is forbidden in the first of the places.
func forbiddenProblem(places Places) string {
	return "is not allowed in " + places.withArticle()
}

// isEmpty reports whether nothing is written for the chain.
func (c Chain) isEmpty() bool {
	for _, step := range c {
		for i := range step {
			if p := &step[i]; p.info().kind != kindNone && (p.info().kind != kindRaw || p.text != "") {
				return false
			}
		}
	}
	return true
}
