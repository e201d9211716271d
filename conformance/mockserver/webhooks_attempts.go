package mockserver

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
)

// errNoWebhook is the response to requests for an event that is not in the log.
var errNoWebhook = controlFailure(http.StatusNotFound, "There is no webhook event with this id.")

// webhookDetails is an event with details of its attempts.
type webhookDetails struct {
	WebhookRecord
	Attempts []attemptDetails `json:"attempts"`
}

// attemptDetails is an attempt with the signature and the result of its verification.
type attemptDetails struct {
	WebhookAttempt
	Headers map[string]string `json:"headers,omitempty"` // those of the signature, with lower-case names
	// Verified reports whether a receiver with the current secret of the target and the real time accepts the
	// signature. Problem is why it does not.
	Verified bool   `json:"verified"`
	Problem  string `json:"problem,omitempty"`
}

func (a *api) getWebhook(r *http.Request) (int, any, error) {
	record, found := a.webhooks.Find(chi.URLParam(r, "id"))
	if !found {
		return 0, nil, errNoWebhook
	}
	details := webhookDetails{WebhookRecord: webhookRecord(record), Attempts: []attemptDetails{}}
	for i, attempt := range record.Attempts {
		d := attemptDetails{WebhookAttempt: details.WebhookRecord.Attempts[i], Headers: shownHeaders(attempt)}
		d.Verified, d.Problem = a.verifyAttempt(attempt, record.Payload)
		details.Attempts = append(details.Attempts, d)
	}
	return ok(details)
}

// signatureHeaders are the headers that contain a signature.
var signatureHeaders = []string{"webhook-signature", "x-ik-signature"}

// shownHeaders returns the headers of an attempt. It hides signatures of a secret that clients do not know. Otherwise,
// a client that sends an event of its own could have it signed with that secret.
func shownHeaders(attempt webhooks.Attempt) map[string]string {
	shown := map[string]string{}
	for name := range maps.Keys(attempt.Header) {
		lower := strings.ToLower(name)
		if shown[lower] = attempt.Header.Get(name); attempt.Private && slices.Contains(signatureHeaders, lower) {
			shown[lower] = "redacted"
		}
	}
	return shown
}

// verifyAttempt reports whether a receiver accepts the signature of an attempt, and why it does not.
func (a *api) verifyAttempt(attempt webhooks.Attempt, body []byte) (verified bool, problem string) {
	target, found := a.webhooks.Target(attempt.Target)
	switch {
	case attempt.Header == nil:
		return false, "no request was sent"
	case !found:
		return false, "the target was removed, and its secret with it"
	}
	_, err := helpers.VerifyWebhook(attempt.Header, body, helpers.WebhookOptions{
		Secrets: []string{target.Secret}, Now: func() time.Time { return attempt.Sent },
	})
	if err != nil {
		return false, err.Error()
	}
	return true, ""
}

func (a *api) postWebhookAgain(r *http.Request) (int, any, error) {
	record, found := a.webhooks.Resend(chi.URLParam(r, "id"))
	if !found {
		return 0, nil, errNoWebhook
	}
	return http.StatusAccepted, webhookRecord(record), nil
}

func (a *api) listWebhookEvents(*http.Request) (int, any, error) {
	type example struct {
		Event   string         `json:"event"`
		Example map[string]any `json:"example"`
	}
	events := []example{}
	for _, event := range contract.Events() {
		events = append(events, example{event, contract.ExampleEvent(event)})
	}
	return ok(map[string]any{"events": events})
}
