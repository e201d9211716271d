package library

import (
	"fmt"
)

// maxSavedExtensions is how many saved extensions an account can have.
const maxSavedExtensions = 100

// SavedExtensions returns all saved extensions, oldest first.
func (l *Library) SavedExtensions() []SavedExtension { return l.savedExtensions.All() }

// SavedExtension returns one saved extension.
func (l *Library) SavedExtension(id string) (SavedExtension, error) { return l.savedExtensions.Get(id) }

// CreateSavedExtension saves an extension and sets its id and dates.
func (l *Library) CreateSavedExtension(e SavedExtension) (SavedExtension, error) {
	e.CreatedAt = l.Now()
	e.ID, e.UpdatedAt = l.NewID(), e.CreatedAt
	return e, l.savedExtensions.Create(e.ID, e, func(others []SavedExtension) error {
		if len(others) >= maxSavedExtensions {
			return ErrSavedExtensionLimit
		}
		return nil
	})
}

// UpdateSavedExtension changes a saved extension with edit.
func (l *Library) UpdateSavedExtension(id string, edit func(*SavedExtension)) (SavedExtension, error) {
	return l.savedExtensions.Change(id, func(e SavedExtension) (SavedExtension, error) {
		edit(&e)
		e.UpdatedAt = l.Now()
		return e, nil
	})
}

// DeleteSavedExtension deletes a saved extension. The extension is never in use, because the mock server has no path
// policies.
func (l *Library) DeleteSavedExtension(id string) error { return l.savedExtensions.Remove(id) }

// Extension is an extension that a request asks to run.
type Extension struct {
	Kind    string // such as remove-bg
	SavedID string // id of a saved extension, whose kind counts; empty for other extensions
}

// ExtensionKinds returns the kinds of the extensions of a request, in its order. It returns an error if a saved
// extension does not exist.
func (l *Library) ExtensionKinds(extensions []Extension) ([]string, error) {
	var kinds []string
	for i, e := range extensions {
		if e.SavedID != "" {
			saved, err := l.savedExtensions.Get(e.SavedID)
			if err != nil {
				return nil, invalid(fmt.Sprintf("extensions.%d.id", i), "There is no saved extension with this id")
			}
			e.Kind = saved.Kind
		}
		kinds = append(kinds, e.Kind)
	}
	return kinds, nil
}
