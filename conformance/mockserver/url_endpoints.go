package mockserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"github.com/openimagekit/imagekit/gen/server"
)

// defaultEndpointID names the URL endpoint that every account has.
const defaultEndpointID = "default"

// defaultEndpoint is how it looks until somebody changes it.
func defaultEndpoint() server.URLEndpoint {
	return server.URLEndpoint{ID: defaultEndpointID, Description: "Default URL endpoint", Origins: []string{}}
}

// endpointPrefixes returns the first segments of paths that belong to a URL endpoint, without slashes; the default one
// has none.
func (a *api) endpointPrefixes() []string {
	var prefixes []string
	for _, e := range a.endpoints.All() {
		if e.ID != defaultEndpointID {
			prefixes = append(prefixes, e.URLPrefix)
		}
	}
	return prefixes
}

// ListURLEndpoints answers with all URL endpoints, the default one first.
func (a *api) ListURLEndpoints(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(a.listEndpoints())
}

func (a *api) listEndpoints() (int, any, error) {
	defer a.lib.store.RLock()()
	first, err := a.lookUpEndpoint(defaultEndpointID)
	others := slices.DeleteFunc(a.endpoints.List(), func(e server.URLEndpoint) bool { return e.ID == defaultEndpointID })
	return http.StatusOK, slices.Insert(others, 0, first), err
}

// lookUpEndpoint is for functions that hold the lock. The default URL endpoint is no record until somebody changes it.
func (a *api) lookUpEndpoint(id string) (server.URLEndpoint, error) {
	e, err := a.endpoints.LookUp(id)
	if err != nil && id == defaultEndpointID {
		return defaultEndpoint(), nil
	}
	return e, err
}

// CreateURLEndpoint adds a URL endpoint.
func (a *api) CreateURLEndpoint(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.URLEndpointRequest) (int, any, error) {
		e, err := endpointOf(a.newID(), req)
		if err == nil {
			err = a.lib.update(func(t *tx) error { return a.putEndpoint(t, e) })
		}
		return http.StatusCreated, e, err
	}))
}

// GetURLEndpoint answers with one URL endpoint.
func (a *api) GetURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(a.getEndpoint(id))
}

func (a *api) getEndpoint(id string) (int, any, error) {
	defer a.lib.store.RLock()()
	e, err := a.lookUpEndpoint(id)
	return http.StatusOK, e, err
}

// UpdateURLEndpoint replaces all settings of a URL endpoint.
func (a *api) UpdateURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.URLEndpointRequest) (int, any, error) {
		e, err := endpointOf(id, req)
		if err != nil {
			return 0, nil, err
		}
		err = a.lib.update(func(t *tx) error {
			if _, err := a.lookUpEndpoint(id); err != nil {
				return err
			}
			return a.putEndpoint(t, e)
		})
		return http.StatusOK, e, err
	}))
}

// endpointOf is a URL endpoint as a request describes it. What is left out is empty, not as it was.
func endpointOf(id string, req server.URLEndpointRequest) (server.URLEndpoint, error) {
	rewriter, err := rewriterOf(req.URLRewriter)
	return server.URLEndpoint{
		ID:          id,
		Description: req.Description,
		URLPrefix:   value(req.URLPrefix, ""),
		Origins:     value(req.Origins, []string{}),
		URLRewriter: rewriter,
	}, err
}

// rewriterOf reads the request with the models of answers, which fill in what it has left out.
func rewriterOf(req *server.URLRewriterRequest) (*server.URLRewriter, error) {
	if req == nil {
		return nil, nil
	}
	text, err := req.MarshalJSON()
	if err != nil {
		return nil, err
	}
	r := &server.URLRewriter{}
	if err := r.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	complete, err := r.ValueByDiscriminator()
	if err != nil {
		return nil, err
	}
	if text, err = json.Marshal(complete); err != nil {
		return nil, err
	}
	return r, r.UnmarshalJSON(text)
}

// prefixPattern is one segment of a path.
var prefixPattern = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// putEndpoint stores a URL endpoint, in a write, if it fits to the others and to the origins.
//
// Assumed: a prefix is one segment and must be given, since the empty one is taken by the default URL endpoint; one
// that is taken is a bad request, since the service documents no conflict here.
func (a *api) putEndpoint(t *tx, e server.URLEndpoint) error {
	taken := func(other server.URLEndpoint) bool { return other.ID != e.ID && other.URLPrefix == e.URLPrefix }
	switch {
	case e.ID == defaultEndpointID && e.URLPrefix != "":
		return invalid("urlPrefix", "The default URL endpoint has none")
	case e.ID != defaultEndpointID && !prefixPattern.MatchString(e.URLPrefix):
		return invalid("urlPrefix", "It has letters, digits and hyphens, at least one")
	case slices.ContainsFunc(a.endpoints.List(), taken):
		return invalid("urlPrefix", "Another URL endpoint has it")
	}
	for i, id := range e.Origins {
		if _, err := a.origins.LookUp(id); err != nil {
			return invalid(fmt.Sprintf("origins.%d", i), "There is no such origin")
		}
	}
	a.endpoints.Set(t.Tx, e.ID, e)
	return nil
}

// DeleteURLEndpoint deletes a URL endpoint, but not the default one.
func (a *api) DeleteURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.deleteEndpoint(id))
}

func (a *api) deleteEndpoint(id string) error {
	if id == defaultEndpointID {
		return errDefaultEndpoint
	}
	return a.endpoints.Remove(id)
}
