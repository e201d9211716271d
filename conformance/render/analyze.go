package render

import (
	"errors"
	"maps"
	"slices"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// codeNamed is the parameter that refers to a named transformation.
const codeNamed = "n"

// Analysis is what is known of a transformation before the file is read.
type Analysis struct {
	// Files are the paths of the files of the media library that the transformation needs, sorted.
	Files []string
	// Named has the named transformations to which it refers, directly or in each other, for [Request].
	Named map[string]urlbuilder.Chain
	// ChangesFile reports whether a parameter is rendered. Otherwise the result is the file as it is.
	ChangesFile bool
	// Report says how each parameter is rendered. It has the parameters of both branches of a condition.
	Report Report

	keepsOriginal bool // it has orig-true
}

// Analyze finds out what a transformation needs. lookup returns the chain of a named transformation; it can be nil
// if there are none. The error is an [ErrTransformation] if there is no such name, or if names refer to each other in a
// circle.
func Analyze(chain urlbuilder.Chain, lookup func(name string) (urlbuilder.Chain, bool)) (*Analysis, error) {
	a := newAnalyzer(lookup)
	if err := a.chain(chain); err != nil {
		return nil, err
	}
	return &Analysis{
		Files: slices.Sorted(maps.Keys(a.files)), Named: a.named, Report: a.report,
		ChangesFile: !a.keepsOriginal && a.report.changesFile(), keepsOriginal: a.keepsOriginal,
	}, nil
}

// codeOriginal is the parameter with which the service delivers the file as it is.
const codeOriginal = "orig"

// keepsOriginal reports whether a step has orig-true.
func keepsOriginal(step urlbuilder.Step) bool {
	value, _ := params{step: step}.value(codeOriginal)
	return value == valueTrue
}

// analyzer walks through the steps of a chain and of all that it refers to.
type analyzer struct {
	lookup        func(name string) (urlbuilder.Chain, bool)
	files         map[string]bool
	named         map[string]urlbuilder.Chain
	pending       []string // names that are being walked through, to find circles
	layers        int      // nested
	conditions    int      // nested
	keepsOriginal bool     // orig-true, which no condition can prevent
	report        Report
}

func newAnalyzer(lookup func(name string) (urlbuilder.Chain, bool)) *analyzer {
	if lookup == nil {
		lookup = func(string) (urlbuilder.Chain, bool) { return nil, false }
	}
	return &analyzer{lookup: lookup, files: map[string]bool{}, named: map[string]urlbuilder.Chain{}}
}

func (a *analyzer) chain(chain urlbuilder.Chain) error {
	for _, step := range chain {
		from := len(a.report)
		for _, param := range step {
			if err := a.param(param); err != nil {
				return err
			}
		}
		a.report.markUnused(from, paramsOf(step))
		a.keepsOriginal = a.keepsOriginal || a.layers+a.conditions == 0 && keepsOriginal(step)
	}
	return nil
}

func (a *analyzer) param(param urlbuilder.Param) error {
	if layer, ok := param.Layer(); ok {
		return a.layer(layer)
	}
	a.report.add(param.Name(), param.Value())
	if a.layers == 0 {
		a.report[len(a.report)-1:].markMisplaced(false)
	}
	if conditional, ok := param.Conditional(); ok {
		a.conditions++
		defer func() { a.conditions-- }()
		return errors.Join(a.chain(conditional.Then), a.chain(conditional.Else))
	}
	if param.Name() == codeNamed {
		return a.name(param.Value())
	}
	return nil
}

func (a *analyzer) layer(layer urlbuilder.Layer) error {
	first := len(a.report)
	a.report.addLayer(layer)
	if layer.Kind == urlbuilder.ImageLayerKind && layer.Place() != urlbuilder.InSolidColorLayer {
		a.files[layerPath(layer)] = true
	}
	if layer.Kind == urlbuilder.TextLayerKind {
		a.fonts(layer)
	}
	a.layers++
	defer func() { a.layers-- }()
	err := a.chain(layer.Transformation)
	if !rendersLayer(layer.Kind) {
		a.report[first:].markNotRendered("")
	}
	return err
}

// fonts adds the files of the fonts of a text layer.
func (a *analyzer) fonts(layer urlbuilder.Layer) {
	typesetting, _ := splitTextSteps(layer.Transformation)
	for _, param := range typesetting {
		if param.Name() == "ff" && isFontPath(param.Value()) {
			a.files[fontPath(param.Value())] = true
		}
	}
}

// name walks through a named transformation, once.
func (a *analyzer) name(name string) error {
	if slices.Contains(a.pending, name) {
		return &ParameterError{codeNamed, name, errors.New("the name refers to itself")}
	}
	if _, ok := a.named[name]; ok {
		return nil
	}
	chain, ok := a.lookup(name)
	if !ok {
		return &ParameterError{codeNamed, name, errors.New("there is no such named transformation")}
	}
	a.pending = append(a.pending, name)
	defer func() { a.pending = a.pending[:len(a.pending)-1] }()
	err := a.chain(chain)
	a.named[name] = chain
	return err
}
