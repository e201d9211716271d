package mockserver

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/helpers"
)

// webhookRoutes lets programs in any language do what the methods of [Server] do.
//
//	GET    /_mock/webhooks           the events, oldest first; with ?wait=true when there is nothing left to send
//	DELETE /_mock/webhooks           forgets them
//	POST   /_mock/webhooks/send      {"event": "file.deleted", "payload": {"data": {"fileId": "x"}}}; without payload the example
//	GET    /_mock/webhooks/target    tells everything but the secret
//	PUT    /_mock/webhooks/target    {"url": "http://localhost:3000/hooks"}, and if need be secret, scheme (standard or legacy), events,
//	                                 attempts, timeout ("5s") and retryWait ("20ms")
//	DELETE /_mock/webhooks/target    stops sending
func (a *api) webhookRoutes(r chi.Router) {
	serve := func(method, path string, handle func(*http.Request) (int, any, error)) {
		r.MethodFunc(method, "/_mock/webhooks"+path, func(w http.ResponseWriter, r *http.Request) { a.answer(w, r)(handle(r)) })
	}
	serve(http.MethodGet, "", a.listWebhooks)
	serve(http.MethodDelete, "", a.deleteWebhooks)
	serve(http.MethodPost, "/send", a.postWebhook)
	serve(http.MethodGet, "/target", a.getTarget)
	serve(http.MethodPut, "/target", a.putTarget)
	serve(http.MethodDelete, "/target", a.deleteTarget)
}

var (
	errNoTarget = failure(http.StatusNotFound, "There is no webhook target.", "")
	errNoWait   = failure(http.StatusServiceUnavailable, "Waiting for webhooks was given up.", "")
)

func (a *api) listWebhooks(r *http.Request) (int, any, error) {
	if r.URL.Query().Get("wait") == "true" && a.webhooks.wait(r.Context()) != nil {
		return 0, nil, errNoWait
	}
	return ok(map[string]any{"webhooks": a.webhooks.list()})
}

func (a *api) deleteWebhooks(*http.Request) (int, any, error) {
	a.webhooks.clear()
	return http.StatusNoContent, nil, nil
}

func (a *api) postWebhook(r *http.Request) (int, any, error) {
	type request struct {
		Event   string           `json:"event"`
		Payload *json.RawMessage `json:"payload"`
	}
	return withBody(r, func(req request) (int, any, error) {
		var payload any
		if req.Payload != nil {
			payload = req.Payload
		}
		record, err := a.sendWebhook(req.Event, payload)
		return http.StatusAccepted, record, err
	})
}

// getTarget does not tell the secret, which may be a real one.
func (a *api) getTarget(*http.Request) (int, any, error) {
	t := a.webhooks.currentTarget()
	if t == nil {
		return 0, nil, errNoTarget
	}
	return ok(targetModel{
		URL: t.URL, Scheme: schemeNames[t.Scheme], Events: append([]string{}, t.Events...),
		Attempts: t.Attempts, Timeout: t.Timeout.String(), RetryWait: t.RetryWait.String(),
	})
}

func (a *api) putTarget(r *http.Request) (int, any, error) {
	return withBody(r, func(m targetModel) (int, any, error) {
		t, err := m.target()
		if err != nil {
			return 0, nil, err
		}
		complete, err := t.complete()
		if err != nil {
			return 0, nil, invalid("target", err.Error())
		}
		a.webhooks.setTarget(complete)
		return a.getTarget(r)
	})
}

func (a *api) deleteTarget(*http.Request) (int, any, error) {
	a.webhooks.removeTarget()
	return http.StatusNoContent, nil, nil
}

// targetModel is a [WebhookTarget] in JSON.
type targetModel struct {
	URL       string   `json:"url"`
	Secret    string   `json:"secret,omitempty"`
	Scheme    string   `json:"scheme"`
	Events    []string `json:"events"` // empty for all
	Attempts  int      `json:"attempts"`
	Timeout   string   `json:"timeout"`
	RetryWait string   `json:"retryWait"`
}

// schemeNames are what schemes are called in JSON.
var schemeNames = map[helpers.WebhookScheme]string{
	helpers.AnyWebhookScheme: "",
	helpers.StandardWebhooks: "standard",
	helpers.LegacyWebhooks:   "legacy",
}

func (m targetModel) target() (t WebhookTarget, err error) {
	t = WebhookTarget{URL: m.URL, Secret: m.Secret, Scheme: -1, Events: m.Events, Attempts: m.Attempts}
	for scheme, name := range schemeNames {
		if name == m.Scheme {
			t.Scheme = scheme
		}
	}
	if t.Scheme < 0 {
		return t, invalid("scheme", "It is neither standard nor legacy")
	}
	if t.Timeout, err = span(m.Timeout); err != nil {
		return t, invalid("timeout", "It is no duration such as 1.5s")
	}
	if t.RetryWait, err = span(m.RetryWait); err != nil {
		return t, invalid("retryWait", "It is no duration such as 20ms")
	}
	return t, nil
}

// span reads a duration; none is 0.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}
