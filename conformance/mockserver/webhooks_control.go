package mockserver

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// Errors of the control endpoints for webhooks.
var (
	errNoTarget = controlFailure(http.StatusNotFound, "There is no webhook target.")
	errNoWait   = controlFailure(http.StatusServiceUnavailable, "The request ended before all webhooks were sent.")
)

func (a *api) listWebhooks(r *http.Request) (int, any, error) {
	if r.URL.Query().Get("wait") == "true" && a.webhooks.Wait(r.Context()) != nil {
		return 0, nil, errNoWait
	}
	records := a.webhookRecords()
	if r.URL.Query().Get("payload") == "false" {
		for i := range records {
			records[i].Payload = nil
		}
	}
	answer := map[string]any{"webhooks": records}
	if r.URL.Query().Get("target") == "true" {
		answer["target"] = nil
		if t, found := a.webhooks.Target(optionTarget); found {
			answer["target"] = modelOfTarget(t)
		}
	}
	return ok(answer)
}

func (a *api) deleteWebhooks(*http.Request) (int, any, error) {
	a.webhooks.Clear()
	return noContent()
}

func (a *api) postWebhook(r *http.Request) (int, any, error) {
	type request struct {
		Event   string          `json:"event"`
		Payload *jsontext.Value `json:"payload"`
	}
	return withControlBody(r, func(req request) (int, any, error) {
		var payload any
		if req.Payload != nil {
			payload = req.Payload
		}
		record, err := a.sendWebhook(req.Event, payload)
		return http.StatusAccepted, record, err
	})
}

// getTarget returns the target without its secret, which may be a real one.
func (a *api) getTarget(*http.Request) (int, any, error) {
	t, found := a.webhooks.Target(optionTarget)
	if !found {
		return 0, nil, errNoTarget
	}
	return ok(modelOfTarget(t))
}

// modelOfTarget converts a target to JSON, without its secret.
func modelOfTarget(t webhooks.Target) targetModel {
	return targetModel{
		URL: t.URL, Scheme: schemeNames[t.Scheme], Events: append([]string{}, t.Events...),
		Attempts: t.Attempts, Timeout: t.Timeout, RetryWait: t.RetryWait,
	}
}

// putTarget sets the target and returns it with the secret that signs webhooks from now on: the secret in the request,
// or a new one. It never uses the configured secret. Otherwise, a client that can set a target could have its own
// events signed with that secret.
func (a *api) putTarget(r *http.Request) (int, any, error) {
	return withControlBody(r, func(m targetModel) (int, any, error) {
		t, err := m.target()
		if err != nil {
			return 0, nil, err
		}
		complete, err := t.complete()
		if err != nil {
			return 0, nil, argumentErrorf("%v", err)
		}
		complete.Secret = cmp.Or(complete.Secret, webhooks.NewSecret())
		a.webhooks.SetTarget(optionTarget, *complete)
		answer := modelOfTarget(*complete)
		answer.Secret = complete.Secret
		return ok(answer)
	})
}

func (a *api) deleteTarget(*http.Request) (int, any, error) {
	a.webhooks.RemoveTarget(optionTarget)
	return noContent()
}

// targetModel is a [WebhookTarget] in JSON.
type targetModel struct {
	URL       string        `json:"url"`
	Secret    string        `json:"secret,omitempty"`
	Scheme    string        `json:"scheme"`
	Events    []string      `json:"events"` // empty for all
	Attempts  int           `json:"attempts"`
	Timeout   time.Duration `json:"timeout"`
	RetryWait time.Duration `json:"retryWait"`
}

// MarshalJSON writes durations as text such as "1.5s".
func (m targetModel) MarshalJSON() ([]byte, error) {
	type plain targetModel
	return controljson.Marshal(plain(m))
}

// schemeNames are the names of the schemes in JSON.
var schemeNames = map[helpers.WebhookScheme]string{
	helpers.AnyWebhookScheme: "",
	helpers.StandardWebhooks: "standard",
	helpers.LegacyWebhooks:   "legacy",
}

func (m targetModel) target() (WebhookTarget, error) {
	t := WebhookTarget{
		URL: m.URL, Secret: m.Secret, Scheme: -1, Events: m.Events,
		Attempts: m.Attempts, Timeout: m.Timeout, RetryWait: m.RetryWait,
	}
	for scheme, name := range schemeNames {
		if name == m.Scheme {
			t.Scheme = scheme
		}
	}
	if t.Scheme < 0 {
		return t, argumentErrorf("unknown scheme %q; use standard or legacy", m.Scheme)
	}
	return t, nil
}
