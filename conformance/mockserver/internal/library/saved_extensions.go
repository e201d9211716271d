package library

import (
	"fmt"
)

// maxSavedExtensions is how many an account can have.
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

// UpdateSavedExtension replaces a saved extension by what edit makes of it.
func (l *Library) UpdateSavedExtension(id string, edit func(*SavedExtension)) (SavedExtension, error) {
	return l.savedExtensions.Change(id, func(e SavedExtension) (SavedExtension, error) {
		edit(&e)
		e.UpdatedAt = l.Now()
		return e, nil
	})
}

// DeleteSavedExtension deletes a saved extension. It succeeds if there is one: the mock has no path policies, which
// could use it.
func (l *Library) DeleteSavedExtension(id string) error { return l.savedExtensions.Remove(id) }

// Extension is an extension that a request wants to run.
type Extension struct {
	Kind    string // as in remove-bg
	SavedID string // if it was saved, in place of the kind
}

// ExtensionKinds returns the kinds of the extensions of a request, in its order. A saved extension must exist and has
// the kind that was saved.
func (l *Library) ExtensionKinds(extensions []Extension) ([]string, error) {
	var kinds []string
	for i, e := range extensions {
		if e.SavedID != "" {
			saved, err := l.savedExtensions.Get(e.SavedID)
			if err != nil {
				return nil, invalid(fmt.Sprintf("extensions.%d.id", i), "There is no such saved extension")
			}
			e.Kind = saved.Kind
		}
		kinds = append(kinds, e.Kind)
	}
	return kinds, nil
}
