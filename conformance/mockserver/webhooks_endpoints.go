package mockserver

import (
	"net/http"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/gen/server"
)

// ListWebhookEndpoints responds with all webhook endpoints, oldest first.
func (a *api) ListWebhookEndpoints(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(ok(modelsOf(a.lib.WebhookEndpoints(), webhookEndpointModel)))
}

// CreateWebhookEndpoint creates a webhook endpoint, to which events are sent from now on.
func (a *api) CreateWebhookEndpoint(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, func(req server.CreateWebhookEndpointRequest) (int, any, error) {
		e, err := a.lib.CreateWebhookEndpoint(library.WebhookEndpoint{
			URL: req.Endpoint, Events: convertStrings[string](req.Events), Enabled: value(req.Enabled, true),
			Secret: webhooks.NewSecret(),
		})
		return http.StatusCreated, webhookEndpointModel(e), err
	}))
}

// GetWebhookEndpoint responds with one webhook endpoint.
func (a *api) GetWebhookEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	e, err := a.lib.WebhookEndpoint(id)
	a.answer(w, r)(http.StatusOK, webhookEndpointModel(e), err)
}

// UpdateWebhookEndpoint updates the fields that are in the request.
func (a *api) UpdateWebhookEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(withBody(r, func(req server.UpdateWebhookEndpointRequest) (int, any, error) {
		u := library.WebhookEndpointUpdate{URL: req.Endpoint, Enabled: req.Enabled}
		if req.Events != nil {
			u.Events = new(convertStrings[string](*req.Events))
		}
		e, err := a.lib.UpdateWebhookEndpoint(id, u)
		return http.StatusOK, webhookEndpointModel(e), err
	}))
}

// DeleteWebhookEndpoint deletes a webhook endpoint. Events that wait for it are not sent to it.
func (a *api) DeleteWebhookEndpoint(w http.ResponseWriter, r *http.Request, id string) {
	a.answer(w, r)(http.StatusNoContent, nil, a.lib.DeleteWebhookEndpoint(id))
}

// setWebhookTarget makes an enabled webhook endpoint a target of events. It removes the target of a disabled one.
// [library.Library] calls it.
func (a *api) setWebhookTarget(e library.WebhookEndpoint) {
	if !e.Enabled {
		a.webhooks.RemoveTarget(e.ID)
		return
	}
	a.webhooks.SetTarget(e.ID, WebhookTarget{URL: e.URL, Secret: e.Secret, Events: e.Events}.withDefaults())
}

func webhookEndpointModel(e library.WebhookEndpoint) server.WebhookEndpoint {
	return server.WebhookEndpoint{
		ID: e.ID, Endpoint: e.URL, Events: convertStrings[server.WebhookEventType](e.Events), Enabled: e.Enabled,
		Secret: e.Secret, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
}

// convertStrings converts a list of strings to strings of another type.
func convertStrings[To, From ~string](texts []From) []To {
	all := make([]To, len(texts))
	for i, text := range texts {
		all[i] = To(text)
	}
	return all
}
