package render

import (
	"errors"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeNamed is the parameter that refers to a named transformation.
const codeNamed = "n"

// maxNamedDepth is how deep named transformations can refer to others.
const maxNamedDepth = 8

// Expand replaces the named transformations in a chain, also those in conditions, by their steps. lookup returns the
// chain of a name. The error is an [ErrTransformation] if there is no such name, or if names refer to each other in a
// circle.
//
// Assumed: the other parameters of a step with n are applied after the steps of the named transformation.
func Expand(chain urlbuilder.Chain, lookup func(name string) (urlbuilder.Chain, bool)) (urlbuilder.Chain, error) {
	return expand(chain, lookup, 0)
}

func expand(chain urlbuilder.Chain, lookup func(string) (urlbuilder.Chain, bool), depth int) (urlbuilder.Chain, error) {
	var expanded urlbuilder.Chain
	for _, step := range chain {
		var rest urlbuilder.Step
		for _, param := range step {
			if param.Name() != codeNamed {
				rest = append(rest, param)
				continue
			}
			named, err := expandName(param.Value(), lookup, depth)
			if err != nil {
				return nil, &ParameterError{codeNamed, param.Value(), err}
			}
			expanded = append(expanded, named...)
		}
		if len(rest) > 0 {
			expanded = append(expanded, rest)
		}
	}
	return expanded, nil
}

// expandName returns the steps of a named transformation.
func expandName(name string, lookup func(string) (urlbuilder.Chain, bool), depth int) (urlbuilder.Chain, error) {
	chain, found := lookup(name)
	switch {
	case !found:
		return nil, errors.New("there is no such named transformation")
	case depth == maxNamedDepth:
		return nil, errors.New("named transformations refer to each other in a circle")
	}
	return expand(chain, lookup, depth+1)
}
