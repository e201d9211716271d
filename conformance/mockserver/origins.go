package mockserver

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// origin is an origin with its secrets.
type origin struct {
	ID       string
	Settings map[string]any // as the request has them, and the id
}

// model is the origin as the API shows it. The models of answers know no secrets, and fill in what the request has left
// out.
func (o origin) model() (any, error) {
	var answer server.Origin
	text, err := json.Marshal(o.Settings)
	if err != nil {
		return nil, err
	}
	if err := answer.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return answer.ValueByDiscriminator()
}

// newOrigin takes the settings of a request, which are known to be of one of the eight kinds.
func newOrigin(id string, settings map[string]any) (origin, error) {
	settings["id"] = id
	return origin{ID: id, Settings: settings}, checkTexts(settings)
}

// checkTexts refuses settings that are there and empty. A role has no keys, and a prefix need not be.
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

// ListOrigins answers with all origins, oldest first.
func (a *api) ListOrigins(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(a.listOrigins())
}

func (a *api) listOrigins() (int, any, error) {
	models := []any{}
	for _, o := range a.origins.All() {
		m, err := o.model()
		if err != nil {
			return 0, nil, err
		}
		models = append(models, m)
	}
	return ok(models)
}

// CreateOrigin adds an origin.
func (a *api) CreateOrigin(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.createOrigin))
}

// createOrigin changes no URL endpoint.
//
// Assumed: two origins can have the same name, since it is for people; and the first origin is not put behind the
// default URL endpoint, as it is if somebody adds it in the dashboard.
func (a *api) createOrigin(settings map[string]any) (int, any, error) {
	o, err := newOrigin(a.newID(), settings)
	if err != nil {
		return 0, nil, err
	}
	if err := a.origins.Create(o.ID, o, nil); err != nil {
		return 0, nil, err
	}
	m, err := o.model()
	return http.StatusCreated, m, err
}

// GetOrigin answers with one origin.
func (a *api) GetOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(shownOrigin(a.origins.Get(id)))
}

// UpdateOrigin replaces all settings of an origin.
func (a *api) UpdateOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(settings map[string]any) (int, any, error) {
		return shownOrigin(a.origins.Change(id, func(origin) (origin, error) { return newOrigin(id, settings) }))
	}))
}

// shownOrigin is the answer to a request for one origin.
func shownOrigin(o origin, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	m, err := o.model()
	return http.StatusOK, m, err
}

// DeleteOrigin deletes an origin that no URL endpoint uses.
func (a *api) DeleteOrigin(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.deleteOrigin(id))
}

func (a *api) deleteOrigin(id string) error {
	return a.lib.update(func(t *tx) error {
		if _, err := a.origins.LookUp(id); err != nil {
			return err
		}
		if slices.ContainsFunc(a.endpoints.List(), func(e server.URLEndpoint) bool { return slices.Contains(e.Origins, id) }) {
			return errOriginInUse
		}
		a.origins.Unset(t.Tx, id)
		return nil
	})
}
