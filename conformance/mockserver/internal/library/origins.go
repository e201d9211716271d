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
// Assumed: the service refuses empty settings too, and tries neither keys nor addresses before it stores them.
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
// Assumed: two origins can have the same name, since it is for people; and the first origin is not put behind the
// default URL endpoint, as it is if somebody adds it in the dashboard.
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
