package mockserver

import (
	"fmt"
	"net/http"

	"github.com/openimagekit/imagekit/gen/server"
)

// maxSavedExtensions is how many an account can have.
const maxSavedExtensions = 100

// savedExtensionName stands in a request for the extension that was saved.
const savedExtensionName = "saved-extension"

// ListSavedExtensions answers with all saved extensions, oldest first.
func (a *api) ListSavedExtensions(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(ok(a.savedExtensions.All()))
}

// CreateSavedExtension saves an extension.
func (a *api) CreateSavedExtension(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createSavedExtension))
}

// createSavedExtension refuses one that is one too many.
//
// Assumed: one saved extension too many is a 400; and two can have the same name, since it is for people.
func (a *api) createSavedExtension(req server.CreateSavedExtensionRequest) (int, any, error) {
	now := a.lib.now()
	e := server.SavedExtension{
		ID: new(a.newID()), Name: &req.Name, Description: &req.Description, Config: &req.Config, CreatedAt: &now, UpdatedAt: &now,
	}
	err := a.savedExtensions.Create(*e.ID, e, func(others []server.SavedExtension) error {
		if len(others) >= maxSavedExtensions {
			return errTooManySaved
		}
		return nil
	})
	return http.StatusCreated, e, err
}

// GetSavedExtension answers with one saved extension.
func (a *api) GetSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	e, err := a.savedExtensions.Get(id)
	a.answer(w, r)(http.StatusOK, e, err)
}

// UpdateSavedExtension changes what the request mentions.
func (a *api) UpdateSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateSavedExtensionRequest) (int, any, error) {
		return a.updateSavedExtension(id, req)
	}))
}

func (a *api) updateSavedExtension(id string, req server.UpdateSavedExtensionRequest) (int, any, error) {
	e, err := a.savedExtensions.Change(id, func(e server.SavedExtension) (server.SavedExtension, error) {
		e.Name, e.Description, e.Config = or(req.Name, e.Name), or(req.Description, e.Description), or(req.Config, e.Config)
		e.UpdatedAt = new(a.lib.now())
		return e, nil
	})
	return http.StatusOK, e, err
}

// or returns the first of two that is there.
func or[T any](p, q *T) *T {
	if p == nil {
		return q
	}
	return p
}

// DeleteSavedExtension deletes one.
//
// Assumed: a saved extension can always be deleted, since path policies, which could use it, are not there.
func (a *api) DeleteSavedExtension(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.savedExtensions.Remove(id))
}

// extensionNames returns what a request wants to run, in its order. A saved extension, which must exist, counts as what
// was saved.
func (a *api) extensionNames(extensions *server.Extensions) ([]string, error) {
	var names []string
	for i, e := range value(extensions, nil) {
		name, err := e.Discriminator()
		if name == savedExtensionName && err == nil {
			name, err = a.savedExtensionName(i, e)
		}
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// savedExtensionName returns what element i of a request's extensions refers to.
func (a *api) savedExtensionName(i int, e server.Extension) (string, error) {
	reference, err := e.AsSavedExtensionReference()
	if err != nil {
		return "", err
	}
	saved, err := a.savedExtensions.Get(reference.ID)
	if err != nil {
		return "", invalid(fmt.Sprintf("extensions.%d.id", i), "There is no such saved extension")
	}
	return saved.Config.Discriminator()
}
