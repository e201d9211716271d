package mockserver

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// ListURLEndpoints responds with all URL endpoints, the default one first.
func (a *api) ListURLEndpoints(w http.ResponseWriter, r *http.Request) {
	models, err := checkedModelsOf(a.lib.URLEndpoints(), endpointModel)
	a.answer(w, r)(http.StatusOK, models, err)
}

// CreateURLEndpoint adds a URL endpoint.
func (a *api) CreateURLEndpoint(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.URLEndpointRequest) (int, any, error) {
		e, err := endpointOf("", req)
		if err == nil {
			e, err = a.lib.CreateURLEndpoint(e)
		}
		return endpointAnswer(http.StatusCreated)(e, err)
	}))
}

// GetURLEndpoint responds with one URL endpoint.
func (a *api) GetURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(endpointAnswer(http.StatusOK)(a.lib.URLEndpoint(id)))
}

// UpdateURLEndpoint replaces all settings of a URL endpoint.
func (a *api) UpdateURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.URLEndpointRequest) (int, any, error) {
		e, err := endpointOf(id, req)
		if err == nil {
			err = a.lib.UpdateURLEndpoint(e)
		}
		return endpointAnswer(http.StatusOK)(e, err)
	}))
}

// DeleteURLEndpoint deletes a URL endpoint, except the default one.
func (a *api) DeleteURLEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteURLEndpoint(id))
}

// endpointOf converts a request. Fields that the request does not have become empty; they do not keep their values.
func endpointOf(id string, req server.URLEndpointRequest) (library.URLEndpoint, error) {
	rewriter, err := rewriterOf(req.URLRewriter)
	return library.URLEndpoint{
		ID:          id,
		Description: req.Description,
		Prefix:      value(req.URLPrefix, ""),
		Origins:     value(req.Origins, nil),
		Rewriter:    rewriter,
	}, err
}

// rewriterOf converts the URL rewriter of a request to the model of responses, which sets the defaults.
func rewriterOf(req *server.URLRewriterRequest) (jsontext.Value, error) {
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
	return encode(complete)
}

// endpointAnswer returns a function that creates the response with a URL endpoint.
func endpointAnswer(status int) func(library.URLEndpoint, error) (int, any, error) {
	return func(e library.URLEndpoint, err error) (int, any, error) {
		if err != nil {
			return 0, nil, err
		}
		m, err := endpointModel(e)
		return status, m, err
	}
}

func endpointModel(e library.URLEndpoint) (server.URLEndpoint, error) {
	m := server.URLEndpoint{
		ID: e.ID, Description: e.Description, URLPrefix: e.Prefix, Origins: append([]string{}, e.Origins...),
	}
	if e.Rewriter == nil {
		return m, nil
	}
	m.URLRewriter = &server.URLRewriter{}
	return m, decode(e.Rewriter, m.URLRewriter)
}
