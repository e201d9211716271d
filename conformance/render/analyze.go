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

// analyzer walks through the steps of a chain and of all that it refers to.
type analyzer struct {
	lookup        func(name string) (urlbuilder.Chain, bool)
	files         map[string]bool
	named         map[string]urlbuilder.Chain
	pending       []string // names that are being walked through, to find circles
	layers        int      // nested
	keepsOriginal bool     // orig-true
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
	}
	return nil
}

func (a *analyzer) param(param urlbuilder.Param) error {
	if layer, ok := param.Layer(); ok {
		return a.layer(layer)
	}
	a.report.add(param.Name(), param.Value())
	if conditional, ok := param.Conditional(); ok {
		return errors.Join(a.chain(conditional.Then), a.chain(conditional.Else))
	}
	switch param.Name() {
	case codeNamed:
		return a.name(param.Value())
	case "ff":
		if isFontPath(param.Value()) {
			a.files[fontPath(param.Value())] = true
		}
	case "orig":
		a.keepsOriginal = a.keepsOriginal || a.layers == 0 && param.Value() == valueTrue
	}
	return nil
}

func (a *analyzer) layer(layer urlbuilder.Layer) error {
	first := len(a.report)
	a.report.addLayer(layer)
	if layer.Kind == urlbuilder.ImageLayerKind && layer.Place() != urlbuilder.InSolidColorLayer {
		a.files[layerPath(layer)] = true
	}
	a.layers++
	defer func() { a.layers-- }()
	err := a.chain(layer.Transformation)
	if !rendersLayer(layer.Kind) {
		a.report[first:].markNotRendered("")
	}
	return err
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
