package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// ListOrigins responds with all origins, oldest first.
func (a *api) ListOrigins(w http.ResponseWriter, r *http.Request) {
	models, err := checkedModelsOf(a.lib.Origins(), originModel)
	a.answer(w, r)(http.StatusOK, models, err)
}

// CreateOrigin adds an origin.
func (a *api) CreateOrigin(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(settings map[string]any) (int, any, error) {
		return originAnswer(http.StatusCreated)(a.lib.CreateOrigin(settings))
	}))
}

// GetOrigin responds with one origin.
func (a *api) GetOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(originAnswer(http.StatusOK)(a.lib.Origin(id)))
}

// UpdateOrigin replaces all settings of an origin.
func (a *api) UpdateOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(settings map[string]any) (int, any, error) {
		return originAnswer(http.StatusOK)(a.lib.UpdateOrigin(id, settings))
	}))
}

// DeleteOrigin deletes an origin that no URL endpoint uses.
func (a *api) DeleteOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteOrigin(id))
}

// originAnswer returns a function that creates the response with an origin.
func originAnswer(status int) func(library.Origin, error) (int, any, error) {
	return func(o library.Origin, err error) (int, any, error) {
		if err != nil {
			return 0, nil, err
		}
		m, err := originModel(o)
		return status, m, err
	}
}

// originModel returns an origin as the API shows it. The models of responses have no fields for secrets, and set
// defaults for settings that the request does not have.
func originModel(o library.Origin) (any, error) {
	text, err := encode(o.Settings)
	if err != nil {
		return nil, err
	}
	var m server.Origin
	if err := m.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return m.ValueByDiscriminator()
}
