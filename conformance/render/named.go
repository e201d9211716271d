package render

import (
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeNamed is the parameter that refers to a named transformation.
const codeNamed = "n"

// maxNamedDepth is how deep named transformations can refer to others.
const maxNamedDepth = 8

// maxSteps is how many steps a chain with named transformations can have. It bounds the memory: names that refer
// several times to other names multiply the steps.
const maxSteps = 10_000

// Expand replaces the named transformations in a chain by their steps. Conditions and layers stay as they are, since
// they are not rendered. lookup returns the chain of a name. The error is an [ErrTransformation] if there is no such
// name, if names refer to each other in a circle, or if the names in a chain have more than 10,000 steps.
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
			named, err := stepsOf(param.Value(), lookup, depth)
			if err != nil {
				return nil, err
			}
			if expanded = append(expanded, named...); len(expanded) > maxSteps {
				err := fmt.Errorf("there are more than %d steps", maxSteps)
				return nil, &ParameterError{codeNamed, param.Value(), err}
			}
		}
		if len(rest) > 0 {
			expanded = append(expanded, rest)
		}
	}
	return expanded, nil
}

// stepsOf returns the expanded steps of a named transformation.
func stepsOf(name string, lookup func(string) (urlbuilder.Chain, bool), depth int) (urlbuilder.Chain, error) {
	named, found := lookup(name)
	if !found {
		return nil, &ParameterError{codeNamed, name, errors.New("there is no such named transformation")}
	}
	if depth == maxNamedDepth {
		return nil, &ParameterError{codeNamed, name, errors.New("the name refers to itself")}
	}
	return expand(named, lookup, depth+1)
}
