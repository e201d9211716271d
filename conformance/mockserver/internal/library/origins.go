package library

import (
	"maps"
	"slices"
)

// newOrigin returns an origin with settings that the caller has checked with the API document.
func newOrigin(id string, settings map[string]any) (Origin, error) {
	settings["id"] = id
	return Origin{ID: id, Settings: settings}, checkTexts(settings)
}

// checkTexts refuses settings that are empty texts, except the prefix and, if an IAM role is used, the keys.
//
// Assumed: settings of an origin cannot be empty texts. The service stores keys and addresses without testing them.
func checkTexts(settings map[string]any) error {
	optional := []string{"prefix"}
	if settings["useIAMRole"] == true {
		optional = append(optional, "accessKey", "secretKey")
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if settings[name] == "" && !slices.Contains(optional, name) {
			return invalid(name, "It must not be empty")
		}
	}
	return nil
}

// Origins returns all origins, oldest first.
func (l *Library) Origins() []Origin { return l.origins.All() }

// Origin returns one origin.
func (l *Library) Origin(id string) (Origin, error) { return l.origins.Get(id) }

// CreateOrigin adds an origin, which retains the map of settings. It changes no URL endpoint.
//
// Assumed: two origins can have the same name, and so can two saved extensions. The default URL endpoint does not get
// an origin that is created through the API, unlike the first one that is added in the dashboard:
// https://imagekit.io/docs/integration/connect-external-storage.
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
