package mockserver

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/helpers"
)

// What can go wrong there.
var (
	errNoTarget = controlFailure(http.StatusNotFound, "There is no webhook target.")
	errNoWait   = controlFailure(http.StatusServiceUnavailable, "Waiting for webhooks was given up.")
)

func (a *api) listWebhooks(r *http.Request) (int, any, error) {
	if r.URL.Query().Get("wait") == "true" && a.webhooks.wait(r.Context()) != nil {
		return 0, nil, errNoWait
	}
	return ok(map[string]any{"webhooks": a.webhooks.list()})
}

func (a *api) deleteWebhooks(*http.Request) (int, any, error) {
	a.webhooks.clear()
	return nothing()
}

func (a *api) postWebhook(r *http.Request) (int, any, error) {
	type request struct {
		Event   string           `json:"event"`
		Payload *json.RawMessage `json:"payload"`
	}
	return withUsage(r, func(req request) (int, any, error) {
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
		Attempts: t.Attempts, Timeout: duration(t.Timeout), RetryWait: duration(t.RetryWait),
	})
}

func (a *api) putTarget(r *http.Request) (int, any, error) {
	return withUsage(r, func(m targetModel) (int, any, error) {
		t, err := m.target()
		if err != nil {
			return 0, nil, err
		}
		complete, err := t.complete()
		if err != nil {
			return 0, nil, usagef("%v", err)
		}
		a.webhooks.setTarget(*complete)
		return a.getTarget(r)
	})
}

func (a *api) deleteTarget(*http.Request) (int, any, error) {
	a.webhooks.removeTarget()
	return nothing()
}

// targetModel is a [WebhookTarget] in JSON.
type targetModel struct {
	URL       string   `json:"url"`
	Secret    string   `json:"secret,omitempty"`
	Scheme    string   `json:"scheme"`
	Events    []string `json:"events"` // empty for all
	Attempts  int      `json:"attempts"`
	Timeout   duration `json:"timeout"`
	RetryWait duration `json:"retryWait"`
}

// schemeNames are what schemes are called in JSON.
var schemeNames = map[helpers.WebhookScheme]string{
	helpers.AnyWebhookScheme: "",
	helpers.StandardWebhooks: "standard",
	helpers.LegacyWebhooks:   "legacy",
}

func (m targetModel) target() (WebhookTarget, error) {
	t := WebhookTarget{
		URL: m.URL, Secret: m.Secret, Scheme: -1, Events: m.Events,
		Attempts: m.Attempts, Timeout: time.Duration(m.Timeout), RetryWait: time.Duration(m.RetryWait),
	}
	for scheme, name := range schemeNames {
		if name == m.Scheme {
			t.Scheme = scheme
		}
	}
	if t.Scheme < 0 {
		return t, usagef("the scheme %q is neither standard nor legacy", m.Scheme)
	}
	return t, nil
}
