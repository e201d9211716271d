package library

import (
	"regexp"
	"slices"
)

// DefaultEndpointID is the id of the URL endpoint that every account has.
const DefaultEndpointID = "default"

// defaultEndpoint returns the default URL endpoint before its first change.
func defaultEndpoint() URLEndpoint {
	return URLEndpoint{ID: DefaultEndpointID, Description: "Default URL endpoint"}
}

// URLEndpoints returns all URL endpoints, the default one first.
func (l *Library) URLEndpoints() []URLEndpoint {
	defer l.store.RLock()()
	return l.listEndpoints()
}

// listEndpoints is [Library.URLEndpoints] for callers that hold the lock.
func (l *Library) listEndpoints() []URLEndpoint {
	first, _ := l.lookUpEndpoint(DefaultEndpointID) // never fails
	isDefault := func(e URLEndpoint) bool { return e.ID == DefaultEndpointID }
	return slices.Insert(slices.DeleteFunc(l.endpoints.List(), isDefault), 0, first)
}

// URLEndpoint returns one URL endpoint.
func (l *Library) URLEndpoint(id string) (URLEndpoint, error) {
	defer l.store.RLock()()
	return l.lookUpEndpoint(id)
}

// lookUpEndpoint is [Library.URLEndpoint] for callers that hold the lock. The default URL endpoint has no record before
// its first change.
func (l *Library) lookUpEndpoint(id string) (URLEndpoint, error) {
	e, err := l.endpoints.LookUp(id)
	if err != nil && id == DefaultEndpointID {
		return defaultEndpoint(), nil
	}
	return e, err
}

// CreateURLEndpoint adds a URL endpoint and sets its id.
func (l *Library) CreateURLEndpoint(e URLEndpoint) (URLEndpoint, error) {
	e.ID = l.NewID()
	return e, l.update(func(t *tx) error { return t.putEndpoint(e) })
}

// UpdateURLEndpoint replaces all settings of the URL endpoint with the same id.
func (l *Library) UpdateURLEndpoint(e URLEndpoint) error {
	return l.update(func(t *tx) error {
		if _, err := l.lookUpEndpoint(e.ID); err != nil {
			return err
		}
		return t.putEndpoint(e)
	})
}

// prefixPattern matches one segment of a path.
var prefixPattern = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// putEndpoint stores a URL endpoint if no other one has its prefix and its origins exist. A prefix is one segment of a
// path, as in the vendor's OpenAPI document.
//
// Assumed: a request with the prefix of another URL endpoint fails with 400. The service documents no error for this.
func (t *tx) putEndpoint(e URLEndpoint) error {
	taken := func(other URLEndpoint) bool { return other.ID != e.ID && other.Prefix == e.Prefix }
	switch {
	case e.ID == DefaultEndpointID && e.Prefix != "":
		return invalid("urlPrefix", "The default URL endpoint cannot have a prefix")
	case e.ID != DefaultEndpointID && e.Prefix == "":
		return ErrEndpointPrefixEmpty
	case e.ID != DefaultEndpointID && !prefixPattern.MatchString(e.Prefix):
		return invalid("urlPrefix", "It must consist of letters, digits and hyphens")
	case slices.ContainsFunc(t.endpoints.List(), taken):
		return invalid("urlPrefix", "Another URL endpoint has this prefix")
	}
	for _, id := range e.Origins {
		if _, err := t.origins.LookUp(id); err != nil {
			return ErrEndpointOrigin
		}
	}
	t.endpoints.Set(t.Tx, e.ID, e)
	return nil
}

// DeleteURLEndpoint deletes a URL endpoint, but not the default one.
func (l *Library) DeleteURLEndpoint(id string) error {
	if id == DefaultEndpointID {
		return ErrEndpointIsDefault
	}
	return l.endpoints.Remove(id)
}

// endpointPrefixes returns the prefixes of all URL endpoints, without slashes. The default one has none.
func (l *Library) endpointPrefixes() (prefixes []string) {
	for _, e := range l.endpoints.All() {
		if e.ID != DefaultEndpointID {
			prefixes = append(prefixes, e.Prefix)
		}
	}
	return prefixes
}
