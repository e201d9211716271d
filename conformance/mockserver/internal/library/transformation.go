package library

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// maxUnknown is the maximum length of a list of [Remarks]. A URL of one megabyte can have 200,000 unknown parameters.
const maxUnknown = 100

// Remarks are parts of a transformation that are not errors, but may be mistakes.
type Remarks struct {
	Unknown   []string // names of undocumented parameters, which may be new or misspelt
	Elsewhere []string // parameters that are not documented for their place, such as "q in the text layer"
}

// transformation is a parsed transformation.
type transformation struct {
	chain   urlbuilder.Chain
	remarks Remarks
	named   []string // names of the named transformations in it
	only    bool     // it consists of named transformations only
}

// parseTransformation parses a transformation. It returns an error if the service refuses the transformation.
//
// Assumed: every malformed transformation fails with 400. The documentation says this only about unknown named
// transformations and the old syntax of overlays. It describes parameters next to a condition and a second AI
// transformation in a step as invalid, and allows three levels of layers.
//
// Assumed: a value that is not documented for a parameter fails with 400: a number that is out of range or has decimals
// where whole numbers are documented, an unknown word, a part or a list item that occurs twice. A parameter that is not
// documented at all is ignored, and so is one that is not documented for its place, unless the documentation forbids
// the parameter there.
//
// Assumed: some undocumented spellings are accepted, because SDKs write them: a minus sign instead of the N of a
// negative number, 1 or true after a code that has no value, such as e-grayscale-true, and a parameter that occurs
// twice in a step.
//
// Assumed: every word in lower case is accepted as a colour. Hexadecimal colours can be RGB as well as RRGGBB, as in
// the vendor's editor. Variables of expressions are accepted in all places: according to the documentation, text layers
// have only bw, bh and bar, but ih is not an error there.
//
// Assumed: parameters that need other parameters, such as anchorPoint, zoom and genfill, are not an error without them.
//
// Contradiction: the documentation of 2024 writes topleft for a direction of e-gradient, but the vendor's editor writes
// top_left. Between the width and the colour of a border, the documentation has a hyphen, but its examples have an
// underscore. The mock server accepts all of these.
//
// Contradiction: the crop mode resize is not documented, but the vendor's SDKs for Android and iOS write it in every
// responsive URL. The mock server accepts it.
//
// Contradiction: the types of the SDKs have 4:3 as an aspect ratio, but a colon ends the step. The mock server rejects
// it.
func parseTransformation(text string) (*transformation, error) {
	chain, err := urlbuilder.ParseChain(text)
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "urlbuilder: Transformation")
		return nil, fmt.Errorf("malformed transformation: %s", strings.TrimLeft(text, ": "))
	}
	t := &transformation{chain: chain, only: true}
	t.walk(chain, 0)
	return t, nil
}

// checkTransformation returns remarks on a transformation, or an error if the service refuses it. hasNamed reports
// whether a named transformation exists.
func checkTransformation(text string, hasNamed func(name string) bool) (Remarks, error) {
	t, err := parseTransformation(text)
	if err != nil {
		return Remarks{}, err
	}
	return t.check(hasNamed)
}

// check returns the remarks, or an error if a named transformation does not exist.
func (t *transformation) check(hasNamed func(name string) bool) (Remarks, error) {
	for _, name := range t.named {
		if !hasNamed(name) {
			return Remarks{}, fmt.Errorf("malformed transformation: there is no named transformation %q", name)
		}
	}
	return t.remarks, nil
}

// walk visits the parameters of a chain. The place of the outermost chain is 0.
func (t *transformation) walk(chain urlbuilder.Chain, place urlbuilder.Places) {
	for _, step := range chain {
		for _, param := range step {
			if layer, ok := param.Layer(); ok {
				t.only = false
				t.walk(layer.Transformation, layer.Place())
				continue
			}
			if c, ok := param.Conditional(); ok {
				t.only = false
				t.walk(c.Then, place)
				t.walk(c.Else, place)
				continue
			}
			t.visit(param, place)
		}
	}
}

// visit records a parameter that is neither a layer nor a condition.
func (t *transformation) visit(param urlbuilder.Param, place urlbuilder.Places) {
	name := param.Name()
	if name == "n" {
		t.named = append(t.named, param.Value())
		return
	}
	t.only = false
	switch entry, known := urlbuilder.LookupParameter(name, place); {
	case !known:
		t.remarks.Unknown = add(t.remarks.Unknown, name)
	case place == 0 && entry.Places&(urlbuilder.OnImage|urlbuilder.OnVideo) == 0:
		t.remarks.Elsewhere = add(t.remarks.Elsewhere, name+" outside of a layer")
	case place != 0 && !entry.Places.Has(place):
		t.remarks.Elsewhere = add(t.remarks.Elsewhere, name+" in the "+place.String())
	}
}

func add(remarks []string, remark string) []string {
	if len(remarks) >= maxUnknown || slices.Contains(remarks, remark) {
		return remarks
	}
	return append(remarks, remark)
}

// defaultImage returns the path of the default image of a transformation, or an empty string. The transformation has @@
// for each slash of the path. https://imagekit.io/docs/image-transformation
func defaultImage(chain urlbuilder.Chain) string {
	for _, step := range chain {
		for _, param := range step {
			if c, ok := param.Conditional(); ok {
				if image := defaultImage(slices.Concat(c.Then, c.Else)); image != "" {
					return image
				}
			}
			if param.Name() == "di" {
				return path.Clean("/" + strings.ReplaceAll(param.Value(), "@@", "/"))
			}
		}
	}
	return ""
}
