package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// savedExtensionKind is the name of an extension in a request that refers to a saved extension.
const savedExtensionKind = "saved-extension"

// ListSavedExtensions responds with all saved extensions, oldest first.
func (a *api) ListSavedExtensions(w http.ResponseWriter, r *http.Request) {
	models, err := checkedModelsOf(a.lib.SavedExtensions(), savedExtensionModel)
	a.answer(w, r)(http.StatusOK, models, err)
}

// CreateSavedExtension saves an extension.
func (a *api) CreateSavedExtension(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CreateSavedExtensionRequest) (int, any, error) {
		e := library.SavedExtension{Name: req.Name, Description: req.Description}
		if err := setExtension(&e, req.Config); err != nil {
			return 0, nil, err
		}
		return savedExtensionAnswer(http.StatusCreated)(a.lib.CreateSavedExtension(e))
	}))
}

// GetSavedExtension responds with one saved extension.
func (a *api) GetSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(savedExtensionAnswer(http.StatusOK)(a.lib.SavedExtension(id)))
}

// UpdateSavedExtension updates the fields that are in the request.
func (a *api) UpdateSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateSavedExtensionRequest) (int, any, error) {
		var next library.SavedExtension
		if req.Config != nil {
			if err := setExtension(&next, *req.Config); err != nil {
				return 0, nil, err
			}
		}
		return savedExtensionAnswer(http.StatusOK)(a.lib.UpdateSavedExtension(id, func(e *library.SavedExtension) {
			e.Name, e.Description = value(req.Name, e.Name), value(req.Description, e.Description)
			if req.Config != nil {
				e.Kind, e.Config = next.Kind, next.Config
			}
		}))
	}))
}

// DeleteSavedExtension deletes a saved extension.
func (a *api) DeleteSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteSavedExtension(id))
}

// setExtension sets the configuration of an extension. It stores numbers as validation has read them: 1e-400, which
// validation reads as the integer 0, is stored as 0.
func setExtension(e *library.SavedExtension, config server.ExtensionConfig) (err error) {
	if e.Kind, err = config.Discriminator(); err != nil {
		return err
	}
	text, err := config.MarshalJSON()
	if err != nil {
		return err
	}
	var checked any
	if err := decode(text, &checked); err != nil {
		return err
	}
	e.Config, err = encode(checked)
	return err
}

// savedExtensionAnswer returns a function that creates the response with a saved extension.
func savedExtensionAnswer(status int) func(library.SavedExtension, error) (int, any, error) {
	return func(e library.SavedExtension, err error) (int, any, error) {
		if err != nil {
			return 0, nil, err
		}
		m, err := savedExtensionModel(e)
		return status, m, err
	}
}

func savedExtensionModel(e library.SavedExtension) (server.SavedExtension, error) {
	m := server.SavedExtension{
		ID: &e.ID, Name: &e.Name, Description: &e.Description, Config: &server.ExtensionConfig{},
		CreatedAt: &e.CreatedAt, UpdatedAt: &e.UpdatedAt,
	}
	return m, decode(e.Config, m.Config)
}

// extensionKinds returns the names of the extensions that a request asks for, in order.
func (a *api) extensionKinds(extensions *server.Extensions) ([]string, error) {
	var wanted []library.Extension
	for _, e := range value(extensions, nil) {
		kind, err := e.Discriminator()
		if err != nil {
			return nil, err
		}
		next := library.Extension{Kind: kind}
		if kind == savedExtensionKind {
			reference, err := e.AsSavedExtensionReference()
			if err != nil {
				return nil, err
			}
			next.SavedID = reference.ID
		}
		wanted = append(wanted, next)
	}
	return a.lib.ExtensionKinds(wanted)
}
