package library

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// maxUnknown is how many unknown parameters are reported: a URL of a megabyte can have 200,000.
const maxUnknown = 100

// Remarks are what a transformation has that is not wrong, but perhaps not what was meant.
type Remarks struct {
	Unknown   []string // names of parameters that are in no documentation: they may be new, or misspelt
	Elsewhere []string // parameters that are not documented where they stand, such as "q in the text layer"
}

// transformation is a transformation that has been read.
type transformation struct {
	chain   urlbuilder.Chain
	remarks Remarks
	named   []string // the named transformations in it
	only    bool     // there is nothing else in it
}

// parseTransformation reads the text of a transformation. It returns an error if the service refuses the text.
//
// Assumed: every transformation that is malformed is a 400. The documentation says so of unknown named transformations
// and of the old syntax of overlays; it calls invalid what stands beside a condition and a second AI transformation in
// a step, and allows three levels of layers.
//
// Assumed: a value that the documentation does not have for a parameter is a 400: a number out of its range or with
// decimals where whole numbers are documented, another word, a part or an item of a list that comes twice. A parameter
// that the table of the language does not have is ignored, and so is one in a place for which it is not documented,
// unless the documentation says that it cannot stand there.
//
// Assumed: some spellings that the documentation does not have are understood, because SDKs write them: a minus sign
// for the N of a negative number, 1 or true behind a code that stands alone, such as e-grayscale-true, and a parameter
// that comes twice in a step.
//
// Assumed: any word in lower case is a colour, and RGB is one as well as RRGGBB; the vendor's editor takes it too.
// Variables of expressions are not checked against the place: text layers have bw, bh and bar alone by the
// documentation, and ih there is no error.
//
// Assumed: parameters that need others, such as anchorPoint, zoom and genfill, are no error without them.
//
// Contradiction: the documentation of 2024 has topleft among the directions of e-gradient, and the vendor's editor has
// top_left; the documentation has a hyphen between the width and the colour of a border, and an underscore in its
// examples. All of these are understood.
//
// Contradiction: the crop mode resize is in no documentation, and the vendor's SDKs for Android and iOS write it in
// each responsive URL. It is understood.
//
// Contradiction: the types of the SDKs have 4:3 as an aspect ratio, but a colon ends the step. It is refused.
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

// checkTransformation returns what is remarkable about the text of a transformation, and an error if the service
// refuses it. hasNamed reports whether a named transformation exists.
func checkTransformation(text string, hasNamed func(name string) bool) (Remarks, error) {
	t, err := parseTransformation(text)
	if err != nil {
		return Remarks{}, err
	}
	for _, name := range t.named {
		if !hasNamed(name) {
			return Remarks{}, fmt.Errorf("malformed transformation: there is no named transformation %q", name)
		}
	}
	return t.remarks, nil
}

// walk looks at the parameters of a chain that stands in a place.
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
			t.look(param, place)
		}
	}
}

// look looks at a parameter that is neither a layer nor a condition.
func (t *transformation) look(param urlbuilder.Param, place urlbuilder.Places) {
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

// defaultImage returns the path of the default image of the transformation, or nothing. Slashes in it are written as
// @@. https://imagekit.io/docs/image-transformation
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
