package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// ListNamedTransformations responds with all named transformations, oldest first.
func (a *api) ListNamedTransformations(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(ok(modelsOf(a.lib.NamedTransformations(), namedTransformationModel)))
}

// CreateNamedTransformation creates a named transformation.
//
// Assumed: a named transformation or a webhook endpoint is enabled unless the request that creates it sets enabled to
// false.
func (a *api) CreateNamedTransformation(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CreateNamedTransformationRequest) (int, any, error) {
		n, err := a.lib.CreateNamedTransformation(library.NamedTransformation{
			Name: req.Name, Transformation: req.Transformation, Enabled: value(req.Enabled, true),
		})
		return http.StatusCreated, namedTransformationModel(n), err
	}))
}

// GetNamedTransformation responds with one named transformation.
func (a *api) GetNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	n, err := a.lib.NamedTransformation(id)
	a.answer(w, r)(http.StatusOK, namedTransformationModel(n), err)
}

// UpdateNamedTransformation updates the fields that are in the request.
func (a *api) UpdateNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateNamedTransformationRequest) (int, any, error) {
		n, err := a.lib.UpdateNamedTransformation(id, library.NamedTransformationUpdate{
			Name: req.Name, Transformation: req.Transformation, Enabled: req.Enabled,
		})
		return http.StatusOK, namedTransformationModel(n), err
	}))
}

// DeleteNamedTransformation deletes a named transformation.
func (a *api) DeleteNamedTransformation(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteNamedTransformation(id))
}

func namedTransformationModel(n library.NamedTransformation) server.NamedTransformation {
	return server.NamedTransformation(n)
}
