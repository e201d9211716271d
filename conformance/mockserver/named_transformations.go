package mockserver

import (
	"net/http"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/gen/server"
)

// maxTransformations is how many named transformations an account can have.
const maxTransformations = 250

// thumbnailName is the named transformation that makes the thumbnails of the media library.
const thumbnailName = "ik_ml_thumbnail"

// transformationMark is what transformations begin with in paths.
const transformationMark = "tr:"

// namedTransformation returns what n-NAME stands for, without tr: before it; false if there is no such name, or a
// disabled one.
func (a *api) namedTransformation(name string) (string, bool) {
	all := a.transformations.All()
	i := slices.IndexFunc(all, func(t server.NamedTransformation) bool { return t.Name == name && t.Enabled })
	if i < 0 {
		return "", false
	}
	return strings.TrimPrefix(all[i].Transformation, transformationMark), true
}

// hasNamed reports whether delivery knows a name. The one of thumbnails is the service's own.
func (a *api) hasNamed(name string) bool {
	_, found := a.namedTransformation(name)
	return found || name == thumbnailName
}

// onlyNamed reports whether a transformation consists of named ones.
func onlyNamed(text string) bool {
	for param := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ':' }) {
		if !strings.HasPrefix(param, "n-") {
			return false
		}
	}
	return text != ""
}

// ListNamedTransformations answers with all named transformations, oldest first.
func (a *api) ListNamedTransformations(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(ok(a.transformations.All()))
}

// CreateNamedTransformation gives a transformation a name.
func (a *api) CreateNamedTransformation(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createTransformation))
}

// createTransformation refuses one that is one too many.
//
// Assumed: one named transformation too many is a 400; and a named transformation is enabled if the request does not
// say.
func (a *api) createTransformation(req server.CreateNamedTransformationRequest) (int, any, error) {
	t := server.NamedTransformation{
		ID: a.newID(), Name: req.Name, Transformation: req.Transformation, Enabled: value(req.Enabled, true), CreatedAt: a.lib.now(),
	}
	if err := a.checkNamedText(t.Transformation); err != nil {
		return 0, nil, err
	}
	err := a.transformations.Create(t.ID, t, func(others []server.NamedTransformation) error {
		if len(others) >= maxTransformations {
			return errTooManyNamed
		}
		return checkName(t, others)
	})
	return http.StatusCreated, t, err
}

// checkName holds a named transformation against all there are.
func checkName(t server.NamedTransformation, all []server.NamedTransformation) error {
	taken := func(other server.NamedTransformation) bool { return other.ID != t.ID && other.Name == t.Name }
	if slices.ContainsFunc(all, taken) {
		return errTransformationTaken
	}
	return nil
}

// checkNamedText accepts what delivery does. It must not be called under the lock: a name in the text is looked up.
//
// Assumed: the text of a named transformation may be what delivery understands, and tr: may stand before it, as in the
// dashboard.
func (a *api) checkNamedText(text string) error {
	if _, err := checkTransformation(strings.TrimPrefix(text, transformationMark), a.hasNamed); err != nil {
		return invalid("transformation", err.Error())
	}
	return nil
}

// GetNamedTransformation answers with one named transformation.
func (a *api) GetNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	t, err := a.transformations.Get(id)
	a.answer(w, r)(http.StatusOK, t, err)
}

// UpdateNamedTransformation changes what the request mentions.
func (a *api) UpdateNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateNamedTransformationRequest) (int, any, error) {
		return a.updateTransformation(id, req)
	}))
}

// updateTransformation never meets a name that is in use: what counts as a use are upload settings of the account, and
// there are none.
func (a *api) updateTransformation(id string, req server.UpdateNamedTransformationRequest) (int, any, error) {
	if req.Transformation != nil {
		if err := a.checkNamedText(*req.Transformation); err != nil {
			return 0, nil, err
		}
	}
	t, err := a.transformations.Change(id, func(t server.NamedTransformation) (server.NamedTransformation, error) {
		t.Name = value(req.Name, t.Name)
		t.Transformation = value(req.Transformation, t.Transformation)
		t.Enabled = value(req.Enabled, t.Enabled)
		return t, checkName(t, a.transformations.List())
	})
	return http.StatusOK, t, err
}

// DeleteNamedTransformation deletes one; as to its use see [api.updateTransformation].
func (a *api) DeleteNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.transformations.Remove(id))
}
