package library

import (
	"slices"
	"strings"
)

// maxTransformations is how many named transformations an account can have.
const maxTransformations = 250

// ThumbnailName is the named transformation that makes the thumbnails of the media library.
const ThumbnailName = "ik_ml_thumbnail"

// TransformationMark begins a transformation in a path.
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

// NamedTransformationUpdate is a change of a named transformation. Nil keeps the old value.
type NamedTransformationUpdate struct {
	Name, Transformation *string
	Enabled              *bool
}

// UpdateNamedTransformation changes a named transformation. In the service, a name that is used by upload settings of
// the account cannot be changed or deleted. Here there are no such settings.
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

// DeleteNamedTransformation deletes a named transformation. As to its use see [Library.UpdateNamedTransformation].
func (l *Library) DeleteNamedTransformation(id string) error { return l.transformations.Remove(id) }

// checkName refuses a name that another named transformation has.
func checkName(n NamedTransformation, all []NamedTransformation) error {
	taken := func(other NamedTransformation) bool { return other.ID != n.ID && other.Name == n.Name }
	if slices.ContainsFunc(all, taken) {
		return ErrTransformationNameTaken
	}
	return nil
}

// checkNamedText accepts the text of a transformation that delivery accepts. It must not be called under the lock,
// because it looks up names in the text.
//
// The text may be what delivery understands, with or without tr: in front: the documentation of the dashboard has it,
// the examples of the API do not. https://imagekit.io/docs/transformations#named-transformations
func (l *Library) checkNamedText(text string) error {
	if err := l.CheckText(strings.TrimPrefix(text, TransformationMark)); err != nil {
		return invalid("transformation", err.Error())
	}
	return nil
}

// CheckText returns an error if the text of a transformation is one that delivery refuses.
func (l *Library) CheckText(text string) error {
	_, err := checkTransformation(text, l.hasNamed)
	return err
}

// hasNamed reports whether a URL can have a name: that of a transformation that is enabled, or that of thumbnails,
// which every account has.
func (l *Library) hasNamed(name string) bool {
	enabled := func(n NamedTransformation) bool { return n.Name == name && n.Enabled }
	return name == ThumbnailName || slices.ContainsFunc(l.transformations.All(), enabled)
}

// onlyNamed reports whether a transformation consists of named ones.
func onlyNamed(text string) bool {
	t, err := parseTransformation(text)
	return err == nil && t.only
}
