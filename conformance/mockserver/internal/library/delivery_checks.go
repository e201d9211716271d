package library

import (
	"fmt"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// CheckType returns an error if a target asks for something that the service does not make of a file of this type.
//
// Assumed: a suffix such as ik-gif-video.mp4 after a file of another type fails with 400. The documentation lists the
// types of files for each suffix.
func CheckType(a Asset, t Target) error {
	kind, fits := a.Kind(), true
	switch t.Suffix {
	case Thumbnail:
		fits = kind == "video" || kind == "image" || a.isDocument()
	case GIFVideo:
		fits = a.MediaType == "image/gif"
	case Video, HLS, DASH:
		fits = kind == "video"
	}
	if !fits {
		return fmt.Errorf("%s is not available for a file of type %s", t.Suffix, a.MediaType)
	}
	return nil
}

// SignsContent reports whether the transformation of a target has c2pa, which needs an add-on of the account.
func (l *Library) SignsContent(t Target) bool {
	return l.uses(t, func(p urlbuilder.Param, _ urlbuilder.Places) bool { return p.Name() == "c2pa" })
}

// UsesAI reports whether the transformation of a target has an operation of an AI model that takes time.
func (l *Library) UsesAI(t Target) bool { return l.uses(t, isAI) }

// groupAI is the group of AI operations in the table of parameters.
const groupAI = "ai"

func isAI(p urlbuilder.Param, place urlbuilder.Places) bool {
	entry, known := urlbuilder.LookupParameter(p.Name(), place)
	if !known {
		return false
	}
	if entry.ExclusiveGroup == groupAI {
		return true
	}
	for _, form := range entry.Forms { // such as bg-genfill
		if form.ExclusiveGroup == groupAI && strings.HasPrefix(p.Value(), form.Prefix) {
			return true
		}
	}
	return false
}

// uses reports whether the transformation of a target has a parameter that is searched for, also in layers, conditions
// and named transformations.
func (l *Library) uses(t Target, is func(urlbuilder.Param, urlbuilder.Places) bool) bool {
	s := paramSearch{is: is, named: l.NamedChain, seen: map[string]bool{}}
	return s.chain(t.Chain(), 0)
}

// paramSearch searches chains for a parameter.
type paramSearch struct {
	is    func(urlbuilder.Param, urlbuilder.Places) bool
	named func(name string) (urlbuilder.Chain, bool)
	seen  map[string]bool // names of named transformations; they can refer to each other
}

func (s *paramSearch) chain(chain urlbuilder.Chain, place urlbuilder.Places) bool {
	for _, step := range chain {
		for _, param := range step {
			if s.is(param, place) || s.nested(param, place) {
				return true
			}
		}
	}
	return false
}

// nested searches the chains in a parameter.
func (s *paramSearch) nested(param urlbuilder.Param, place urlbuilder.Places) bool {
	if layer, ok := param.Layer(); ok {
		return s.chain(layer.Transformation, layer.Place())
	}
	if c, ok := param.Conditional(); ok {
		return s.chain(c.Then, place) || s.chain(c.Else, place)
	}
	if name := param.Value(); param.Name() == "n" && !s.seen[name] {
		s.seen[name] = true
		chain, _ := s.named(name)
		return s.chain(chain, place)
	}
	return false
}
