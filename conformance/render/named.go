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
			named, found := lookup(param.Value())
			if !found {
				return nil, &ParameterError{codeNamed, param.Value(), errors.New("there is no such named transformation")}
			}
			if depth == maxNamedDepth {
				return nil, &ParameterError{codeNamed, param.Value(), errors.New("the name refers to itself")}
			}
			named, err := expand(named, lookup, depth+1)
			if err != nil {
				return nil, err
			}
			expanded = append(expanded, named...)
		}
		if len(rest) > 0 {
			expanded = append(expanded, rest)
		}
	}
	return expanded, nil
}
