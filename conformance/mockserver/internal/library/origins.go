package library

import (
	"maps"
	"slices"
)

// newOrigin checks the settings of a request, which are valid by the document.
func newOrigin(id string, settings map[string]any) (Origin, error) {
	settings["id"] = id
	return Origin{ID: id, Settings: settings}, checkTexts(settings)
}

// checkTexts refuses settings that are empty texts, except for the prefix, and the keys if there is a role.
//
// Assumed: settings of an origin cannot be empty texts. Keys and addresses are not tried before they are stored.
func checkTexts(settings map[string]any) error {
	optional := []string{"prefix"}
	if settings["useIAMRole"] == true {
		optional = append(optional, "accessKey", "secretKey")
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if settings[name] == "" && !slices.Contains(optional, name) {
			return invalid(name, "It is empty")
		}
	}
	return nil
}

// Origins returns all origins, oldest first.
func (l *Library) Origins() []Origin { return l.origins.All() }

// Origin returns one origin.
func (l *Library) Origin(id string) (Origin, error) { return l.origins.Get(id) }

// CreateOrigin adds an origin and keeps the settings. It changes no URL endpoint.
//
// Assumed: two origins can have the same name, and so can two saved extensions. An origin that is created through the
// API does not become accessible through the default URL endpoint, as the first one does that is added in the
// dashboard: https://imagekit.io/docs/integration/connect-external-storage.
func (l *Library) CreateOrigin(settings map[string]any) (Origin, error) {
	o, err := newOrigin(l.NewID(), settings)
	if err != nil {
		return Origin{}, err
	}
	return o, l.origins.Create(o.ID, o, nil)
}

// UpdateOrigin replaces all settings of an origin.
func (l *Library) UpdateOrigin(id string, settings map[string]any) (Origin, error) {
	return l.origins.Change(id, func(Origin) (Origin, error) { return newOrigin(id, settings) })
}

// DeleteOrigin deletes an origin that no URL endpoint uses.
func (l *Library) DeleteOrigin(id string) error {
	return l.update(func(t *tx) error {
		if _, err := l.origins.LookUp(id); err != nil {
			return err
		}
		if slices.ContainsFunc(l.endpoints.List(), func(e URLEndpoint) bool { return slices.Contains(e.Origins, id) }) {
			return ErrOriginInUse
		}
		l.origins.Unset(t.Tx, id)
		return nil
	})
}
