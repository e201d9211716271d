package mockserver

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/keys"
)

// Defaults of a [WebhookTarget].
const (
	DefaultWebhookAttempts  = 5
	DefaultWebhookTimeout   = 5 * time.Second
	DefaultWebhookRetryWait = 20 * time.Millisecond
)

// optionTarget is the id of the target of [WithWebhook]. The ids of other targets are those of webhook endpoints.
const optionTarget = ""

// WebhookTarget is a URL that receives webhooks, with settings for sending them. The timestamps of webhooks are those
// of the server's clock. A receiver with a different clock may reject them as too old.
//
// By default, the waits between attempts are much shorter than those of the service, so that tests do not have to wait.
//
// Contradiction: according to https://imagekit.io/docs/webhooks and the current SDKs of the vendor, the service signs
// webhooks as Standard Webhooks describes; according to the documentation of 2024, it signs them with the header
// x-ik-signature. The mock server follows the newer sources. [WebhookTarget.Scheme] selects the other scheme.
//
// Assumed: the id of a webhook in the header webhook-id is the id of the event, and redirects of a receiver are not
// followed.
type WebhookTarget struct {
	// URL is an absolute http or https URL. It can have any host, because only the owner of the server can set it.
	URL string
	// Secret signs the webhooks. If it is empty, the secret of [WithWebhookSecret] is used. A target that is set with
	// PUT /_mock/webhooks/target without a secret gets a new one, so that a client of this control endpoint cannot have
	// its own events signed with the configured secret.
	Secret string
	// Scheme is [helpers.StandardWebhooks] (the default) or [helpers.LegacyWebhooks], which uses x-ik-signature.
	Scheme helpers.WebhookScheme
	// Events are the types of events that are sent to the target, such as file.created. If it is empty, all are sent.
	Events []string
	// Attempts is the maximum number of attempts to send an event. The default is [DefaultWebhookAttempts].
	Attempts int
	// Timeout is the maximum duration of one attempt. The default is [DefaultWebhookTimeout].
	Timeout time.Duration
	// RetryWait is the wait before the second attempt. It doubles with each further attempt. The default is
	// [DefaultWebhookRetryWait].
	RetryWait time.Duration
}

// WebhookState is the state of the delivery of an event.
type WebhookState string

// States of events.
const (
	WebhookQueued    WebhookState = "queued"    // is being sent, or will be sent
	WebhookDelivered WebhookState = "delivered" // a receiver has responded with a 2xx status
	WebhookFailed    WebhookState = "failed"    // the last attempt has failed
	WebhookUnsent    WebhookState = "unsent"    // no target receives this type of event
)

// WebhookRecord is an event and the state of its delivery.
type WebhookRecord struct {
	ID       string           `json:"id"`
	Event    string           `json:"event"` // the type, such as file.created
	Time     time.Time        `json:"time"`  // of the server's clock, when the event happened
	State    WebhookState     `json:"state"`
	Attempts []WebhookAttempt `json:"attempts"`          // in order
	Payload  json.RawMessage  `json:"payload,omitempty"` // the body of the request
}

// WebhookAttempt is one attempt to deliver an event.
type WebhookAttempt struct {
	// Endpoint is the id of the webhook endpoint, or empty for the target of [WithWebhook].
	Endpoint string `json:"endpoint,omitempty"`

	Time   time.Time `json:"time"`             // the time in the signature
	Status int       `json:"status,omitempty"` // 0 if there was no response
	Error  string    `json:"error,omitempty"`  // why the attempt failed; empty if it succeeded
}

// withDefaults returns the target with defaults for the fields that are not set, except the secret.
func (t WebhookTarget) withDefaults() webhooks.Target {
	t.Scheme = cmp.Or(t.Scheme, helpers.StandardWebhooks)
	t.Events = slices.Clone(t.Events)
	t.Attempts = cmp.Or(t.Attempts, DefaultWebhookAttempts)
	t.Timeout = cmp.Or(t.Timeout, DefaultWebhookTimeout)
	t.RetryWait = cmp.Or(t.RetryWait, DefaultWebhookRetryWait)
	return webhooks.Target{
		URL: t.URL, Secret: t.Secret, Scheme: t.Scheme, Events: t.Events, Attempts: t.Attempts, Timeout: t.Timeout,
		RetryWait: t.RetryWait,
	}
}

// complete returns the target with defaults, like withDefaults. It fails if the target is invalid.
func (t WebhookTarget) complete() (*webhooks.Target, error) {
	target := t.withDefaults()
	if err := target.Check(); err != nil {
		return nil, err
	}
	for _, event := range t.Events {
		if !contract.HasEvent(event) {
			return nil, fmt.Errorf("unknown webhook event %q", event)
		}
	}
	return &target, nil
}

// WithWebhook sends events to a target: the creation, update and deletion of files and versions, the transformations of
// uploads, and the events of [Server.SendWebhook]. The webhook endpoints of the API do not include this target; they
// have their own secrets and are kept in the [Store]. Events without a target are only recorded for [Server.Webhooks].
//
// Each target gets its events one after the other, in the order in which they happened, independently of other targets.
// The server sends the next event after the receiver has responded with a 2xx status or the last attempt has failed.
// Events that are not delivered when the server is closed are lost, also with [WithStore]. Nothing is sent to the
// webhookUrl of an upload or an update, because extensions do not run.
func WithWebhook(t WebhookTarget) Option {
	return func(c *config) (err error) {
		c.webhook, err = t.complete()
		return err
	}
}

// WithWebhookSecret sets the secret of targets without a secret. The default is [DefaultWebhookSecret].
func WithWebhookSecret(secret string) Option {
	return func(c *config) error { return setChecked(&c.webhookSecret, "webhook secret", secret, keys.CheckSecret) }
}

// SetWebhook replaces the target of [WithWebhook]. Events that are not being sent yet go to the new target. It fails if
// the target is invalid.
func (s *Server) SetWebhook(t WebhookTarget) error {
	complete, err := t.complete()
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.api().webhooks.SetTarget(optionTarget, *s.config.withSecret(complete))
	return nil
}

// withSecret returns a target that the owner of the server has set, with the configured secret if it has none. Clients
// know only the default secret.
func (c *config) withSecret(t *webhooks.Target) *webhooks.Target {
	complete := *t
	complete.Secret = cmp.Or(t.Secret, c.webhookSecret)
	complete.Private = complete.Secret != DefaultWebhookSecret
	return &complete
}

// RemoveWebhook removes the target of [WithWebhook]. Events that are being sent to it fail.
func (s *Server) RemoveWebhook() { s.api().webhooks.RemoveTarget(optionTarget) }

// WebhookSecret returns the secret of the target of [WithWebhook], or the secret of [WithWebhookSecret] if there is no
// target. Clients of [Server.Client] verify webhooks with it.
func (s *Server) WebhookSecret() string {
	if t, ok := s.api().webhooks.Target(optionTarget); ok {
		return t.Secret
	}
	return s.config.webhookSecret
}

// ResendWebhook sends the event with an id in [Server.Webhooks] again, to all targets that receive its type now. As
// Standard Webhooks recommends, the receiver gets the same id and body, and a signature with the current time. It fails
// if there is no event with this id.
func (s *Server) ResendWebhook(id string) (WebhookRecord, error) {
	record, found := s.apiAfterDueJobs().webhooks.Resend(id)
	if !found {
		return WebhookRecord{}, fmt.Errorf("mockserver: there is no webhook event with the id %q", id)
	}
	return webhookRecord(record), nil
}

// Webhooks returns the last 1,000 events of this server with the state of their delivery, oldest first.
func (s *Server) Webhooks() []WebhookRecord { return s.apiAfterDueJobs().webhookRecords() }

// ClearWebhooks deletes all events, including those that are not sent yet.
func (s *Server) ClearWebhooks() { s.apiAfterDueJobs().webhooks.Clear() }

// WaitForWebhooks waits until every event so far is delivered or has failed. If ctx ends first, it returns the error of
// ctx.
func (s *Server) WaitForWebhooks(ctx context.Context) error {
	return s.apiAfterDueJobs().webhooks.Wait(ctx)
}

func newSender(now func() time.Time, c *config) *webhooks.Sender {
	s := webhooks.NewSender(webhooks.Config{Now: now, Log: c.log, Transport: agentTransport{newTransport()}})
	if c.webhook != nil {
		s.SetTarget(optionTarget, *c.withSecret(c.webhook))
	}
	return s
}

func (a *api) webhookRecords() []WebhookRecord {
	records := []WebhookRecord{}
	for _, r := range a.webhooks.Records() {
		records = append(records, webhookRecord(r))
	}
	return records
}

func webhookRecord(r webhooks.Record) WebhookRecord {
	attempts := []WebhookAttempt{}
	for _, attempt := range r.Attempts {
		attempts = append(attempts, WebhookAttempt{
			Endpoint: attempt.Target, Time: attempt.Time, Status: attempt.Status, Error: attempt.Error,
		})
	}
	return WebhookRecord{
		ID: r.ID, Event: r.Type, Time: r.Time, State: WebhookState(r.State), Attempts: attempts, Payload: r.Payload,
	}
}
