package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/openimagekit/imagekit/gen/server"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// maxTransformations is how many named transformations an account can have.
const maxTransformations = 250

// transformationMark is what transformations begin with in paths.
const transformationMark = "tr:"

// namedTransformation returns what n-NAME stands for, without tr: before it; false if there is no such name, or a disabled one.
func (a *api) namedTransformation(name string) (string, bool) {
	all := a.transformations.all()
	i := slices.IndexFunc(all, func(t server.NamedTransformation) bool { return t.Name == name && t.Enabled })
	if i < 0 {
		return "", false
	}
	return strings.TrimPrefix(all[i].Transformation, transformationMark), true
}

// ListNamedTransformations answers with all named transformations, oldest first.
func (a *api) ListNamedTransformations(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(ok(a.transformations.all()))
}

// CreateNamedTransformation gives a transformation a name.
func (a *api) CreateNamedTransformation(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createTransformation))
}

// createTransformation refuses one that is one too many.
//
// Assumed: with status 400; and a named transformation is enabled if the request does not say.
func (a *api) createTransformation(req server.CreateNamedTransformationRequest) (int, any, error) {
	t := server.NamedTransformation{
		ID: a.newID(), Name: req.Name, Transformation: req.Transformation, Enabled: value(req.Enabled, true), CreatedAt: a.store.now(),
	}
	err := a.transformations.create(t.ID, t, func(others []server.NamedTransformation) error {
		if len(others) >= maxTransformations {
			return errTooManyNamed
		}
		return a.checkNamed(t, others)
	})
	return http.StatusCreated, t, err
}

// checkNamed holds a named transformation against all there are.
func (a *api) checkNamed(t server.NamedTransformation, all []server.NamedTransformation) error {
	taken := func(other server.NamedTransformation) bool { return other.ID != t.ID && other.Name == t.Name }
	if slices.ContainsFunc(all, taken) {
		return errTransformationTaken
	}
	return a.checkTransformation(t.Transformation)
}

// checkTransformation accepts what can stand behind tr: in a path. Whether there are such parameters, it does not know.
//
// Assumed: so does the service; and tr: may stand before it, as in the dashboard.
func (a *api) checkTransformation(text string) error {
	text = strings.TrimPrefix(text, transformationMark)
	if i := strings.IndexFunc(text, isForeign); i >= 0 {
		return invalid("transformation", "It has no place for "+text[i:])
	}
	parsed, err := a.place.urls.Parse(a.place.url("/" + transformationMark + text + "/x"))
	if err != nil {
		return invalid("transformation", err.Error())
	}
	if parsed.Path != "/x" || slices.ContainsFunc(parsed.Transformation, func(s urlbuilder.Step) bool { return len(s) == 0 }) {
		return invalid("transformation", "A step of it is empty")
	}
	return nil
}

// isForeign reports whether a character ends the transformation in a URL, or cannot be in one.
func isForeign(c rune) bool {
	return strings.ContainsRune("/?#", c) || unicode.IsSpace(c) || unicode.IsControl(c)
}

// GetNamedTransformation answers with one named transformation.
func (a *api) GetNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	t, err := a.transformations.get(id)
	a.answer(w, r)(http.StatusOK, t, err)
}

// UpdateNamedTransformation changes what the request mentions.
func (a *api) UpdateNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateNamedTransformationRequest) (int, any, error) {
		return a.updateTransformation(id, req)
	}))
}

// updateTransformation never meets a name that is in use: what counts as a use are upload settings of the account, and there are none.
func (a *api) updateTransformation(id string, req server.UpdateNamedTransformationRequest) (int, any, error) {
	t, err := a.transformations.change(id, func(t server.NamedTransformation) (server.NamedTransformation, error) {
		t.Name = value(req.Name, t.Name)
		t.Transformation = value(req.Transformation, t.Transformation)
		t.Enabled = value(req.Enabled, t.Enabled)
		return t, a.checkNamed(t, a.transformations.list())
	})
	return http.StatusOK, t, err
}

// DeleteNamedTransformation deletes one; as to its use see [api.updateTransformation].
func (a *api) DeleteNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.transformations.delete(id))
}
