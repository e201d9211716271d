package library

import (
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// maxTransformations is how many named transformations an account can have.
const maxTransformations = 250

// ThumbnailName is the named transformation that makes the thumbnails of the media library.
const ThumbnailName = "ik_ml_thumbnail"

// TransformationMark is the prefix of a transformation in a path.
const TransformationMark = "tr:"

// NamedTransformations returns all named transformations, oldest first.
func (l *Library) NamedTransformations() []NamedTransformation { return l.transformations.All() }

// NamedTransformation returns one named transformation.
func (l *Library) NamedTransformation(id string) (NamedTransformation, error) {
	return l.transformations.Get(id)
}

// CreateNamedTransformation adds a named transformation and sets its id and date.
func (l *Library) CreateNamedTransformation(n NamedTransformation) (NamedTransformation, error) {
	n.ID, n.CreatedAt = l.NewID(), l.Now()
	if err := l.checkNamedText(n.Transformation); err != nil {
		return NamedTransformation{}, err
	}
	return n, l.transformations.Create(n.ID, n, func(others []NamedTransformation) error {
		if len(others) >= maxTransformations {
			return ErrTransformationLimit
		}
		return checkName(n, others)
	})
}

// NamedTransformationUpdate is a change of a named transformation. Nil fields change nothing.
type NamedTransformationUpdate struct {
	Name, Transformation *string
	Enabled              *bool
}

// UpdateNamedTransformation changes a named transformation. In the service, a named transformation that upload settings
// of the account use cannot be renamed or deleted. The mock server has no such settings.
func (l *Library) UpdateNamedTransformation(id string, u NamedTransformationUpdate) (NamedTransformation, error) {
	if u.Transformation != nil {
		if err := l.checkNamedText(*u.Transformation); err != nil {
			return NamedTransformation{}, err
		}
	}
	return l.transformations.Change(id, func(n NamedTransformation) (NamedTransformation, error) {
		n.Name = value(u.Name, n.Name)
		n.Transformation = value(u.Transformation, n.Transformation)
		n.Enabled = value(u.Enabled, n.Enabled)
		return n, checkName(n, l.transformations.List())
	})
}

// DeleteNamedTransformation deletes a named transformation. No upload settings use it; see
// [Library.UpdateNamedTransformation].
func (l *Library) DeleteNamedTransformation(id string) error { return l.transformations.Remove(id) }

// checkName returns an error if another named transformation has the same name.
func checkName(n NamedTransformation, all []NamedTransformation) error {
	taken := func(other NamedTransformation) bool { return other.ID != n.ID && other.Name == n.Name }
	if slices.ContainsFunc(all, taken) {
		return ErrTransformationNameTaken
	}
	return nil
}

// checkNamedText returns an error if delivery refuses the text of a named transformation. It must not be called under
// the lock, because it looks up the named transformations in the text.
//
// The text can begin with tr:, as in the documentation of the dashboard, or not, as in the examples of the API.
// https://imagekit.io/docs/transformations#named-transformations
func (l *Library) checkNamedText(text string) error {
	if err := l.CheckText(strings.TrimPrefix(text, TransformationMark)); err != nil {
		return invalid("transformation", err.Error())
	}
	return nil
}

// CheckText returns an error if delivery refuses the text of a transformation.
func (l *Library) CheckText(text string) error {
	_, err := checkTransformation(text, l.hasNamed)
	return err
}

// hasNamed reports whether a URL can use a named transformation: an enabled one, or [ThumbnailName], which every
// account has.
func (l *Library) hasNamed(name string) bool {
	enabled := func(n NamedTransformation) bool { return n.Name == name && n.Enabled }
	return name == ThumbnailName || slices.ContainsFunc(l.transformations.All(), enabled)
}

// NamedChain returns the chain of a named transformation that URLs can use.
//
// Assumed: [ThumbnailName] makes the picture fit into 400 by 300 pixels. No source has its parameters.
func (l *Library) NamedChain(name string) (urlbuilder.Chain, bool) {
	for _, n := range l.transformations.All() {
		if n.Name == name && n.Enabled {
			chain, err := urlbuilder.ParseChain(strings.TrimPrefix(n.Transformation, TransformationMark))
			return chain, err == nil
		}
	}
	if name == ThumbnailName {
		return urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Height(300), urlbuilder.Crop(urlbuilder.CropAtMax)}},
			true
	}
	return nil, false
}
