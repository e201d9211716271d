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

// ownTarget is the id of the target of [WithWebhook]. Those of the API have the ids of webhook endpoints.
const optionTarget = ""

// WebhookTarget is a URL that receives webhooks, and how they are sent. Their timestamps are those of the server's
// clock, so a receiver whose clock differs may refuse them as stale.
//
// By default, attempts follow each other much faster than those of the service, so that a test need not wait.
//
// Contradiction: the service signs webhooks by Standard Webhooks according to https://imagekit.io/docs/webhooks and the
// vendor's SDKs of today, and with the header x-ik-signature according to the documentation of 2024. The newer one is
// followed; [WebhookTarget.Scheme] selects the other.
//
// Assumed: the id of a webhook in the header webhook-id is the id of the event, and redirects of a receiver are not
// followed.
type WebhookTarget struct {
	// URL is absolute, http or https. It can be on any host, since whoever sets it knows where it leads.
	URL string
	// Secret signs; that of [WithWebhookSecret] if it is empty. A target that is set over HTTP without a secret gets a
	// new one, so that nobody has events signed with another one.
	Secret string
	// Scheme is [helpers.StandardWebhooks] unless it is [helpers.LegacyWebhooks], the one with x-ik-signature.
	Scheme helpers.WebhookScheme
	// Events are the types that the target wants, such as file.created; all if there are none.
	Events []string
	// Attempts is how often an event is sent before the server gives up; [DefaultWebhookAttempts] if 0.
	Attempts int
	// Timeout is how long one attempt may take; [DefaultWebhookTimeout] if 0.
	Timeout time.Duration
	// RetryWait is the time before the second attempt, which doubles with each further one; [DefaultWebhookRetryWait]
	// if 0.
	RetryWait time.Duration
}

// WebhookState is the state of the delivery of an event.
type WebhookState string

// States of events.
const (
	WebhookQueued    WebhookState = "queued"    // is being sent, or will be
	WebhookDelivered WebhookState = "delivered" // answered with a 2xx status
	WebhookFailed    WebhookState = "failed"    // given up
	WebhookUnsent    WebhookState = "unsent"    // there was no target that wanted it
)

// WebhookRecord is an event and the state of its delivery.
type WebhookRecord struct {
	ID       string           `json:"id"`
	Event    string           `json:"event"` // the type, such as file.created
	Time     time.Time        `json:"time"`  // when it happened
	State    WebhookState     `json:"state"`
	Attempts []WebhookAttempt `json:"attempts"` // in their order
	Payload  json.RawMessage  `json:"payload"`  // the body of the request
}

// WebhookAttempt is one attempt to deliver an event.
type WebhookAttempt struct {
	// Endpoint is the id of the webhook endpoint to which it was sent, empty for the target of [WithWebhook].
	Endpoint string `json:"endpoint,omitempty"`

	Time   time.Time `json:"time"`             // that of the signature
	Status int       `json:"status,omitempty"` // 0 if there was no answer
	Error  string    `json:"error,omitempty"`  // why it failed; empty if it did not
}

// withDefaults returns the target with defaults for what is not set, but for the secret.
func (t WebhookTarget) withDefaults() webhooks.Target {
	t.Scheme = cmp.Or(t.Scheme, helpers.StandardWebhooks)
	t.Events = slices.Clone(t.Events)
	t.Attempts = cmp.Or(t.Attempts, DefaultWebhookAttempts)
	t.Timeout = cmp.Or(t.Timeout, DefaultWebhookTimeout)
	t.RetryWait = cmp.Or(t.RetryWait, DefaultWebhookRetryWait)
	return webhooks.Target(t)
}

// complete is withDefaults for a target that has to be checked.
func (t WebhookTarget) complete() (*webhooks.Target, error) {
	target := t.withDefaults()
	if err := target.Check(); err != nil {
		return nil, err
	}
	for _, event := range t.Events {
		if !contract.HasEvent(event) {
			return nil, fmt.Errorf("there is no webhook event %q", event)
		}
	}
	return &target, nil
}

// WithWebhook sends events to a target: files and versions that are created, changed and deleted, transformations that
// uploads ask for, and those of [Server.SendWebhook]. The target is one beside the webhook endpoints of the API, which
// have secrets of their own and are kept in the [Store]; it is not listed among them. Events that no target wants are
// only recorded for [Server.Webhooks].
//
// A target gets its events one after the other, in the order in which they happened, each until it is answered with a
// 2xx status or the server gives up, and does not wait for other targets. Those that are not delivered when the server
// closes are lost, with [WithStore] too. The webhookUrl of an upload or an update gets nothing, since extensions do not
// run here.
func WithWebhook(t WebhookTarget) Option {
	return func(c *config) (err error) {
		c.webhook, err = t.complete()
		return err
	}
}

// WithWebhookSecret sets the secret of targets without a secret of their own. The default is [DefaultWebhookSecret].
func WithWebhookSecret(secret string) Option {
	return func(c *config) error { return setChecked(&c.webhookSecret, "webhook secret", secret, keys.CheckSecret) }
}

// SetWebhook sets the target of [WithWebhook], also for events that are not being sent yet. It fails if the target is
// invalid.
func (s *Server) SetWebhook(t WebhookTarget) error {
	complete, err := t.complete()
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	complete.Secret = cmp.Or(complete.Secret, s.config.webhookSecret)
	s.api().webhooks.SetTarget(optionTarget, *complete)
	return nil
}

// RemoveWebhook removes the target of [WithWebhook]. Events that are being sent to it are given up.
func (s *Server) RemoveWebhook() { s.api().webhooks.RemoveTarget(optionTarget) }

// WebhookSecret returns the secret of the target of [WithWebhook], or that of [WithWebhookSecret] if there is none. The
// client that [Server.Client] makes verifies with it.
func (s *Server) WebhookSecret() string {
	if t, ok := s.api().webhooks.Target(optionTarget); ok {
		return t.Secret
	}
	return s.config.webhookSecret
}

// Webhooks returns the last 1,000 events of this server with their states, oldest first.
func (s *Server) Webhooks() []WebhookRecord { return s.apiAfterDueJobs().webhookRecords() }

// ClearWebhooks deletes all events, also those that are not sent yet.
func (s *Server) ClearWebhooks() { s.apiAfterDueJobs().webhooks.Clear() }

// WaitForWebhooks waits until every event so far is delivered or given up. If ctx ends before, it returns the error of
// ctx.
func (s *Server) WaitForWebhooks(ctx context.Context) error {
	return s.apiAfterDueJobs().webhooks.Wait(ctx)
}

func newSender(now func() time.Time, c *config) *webhooks.Sender {
	s := webhooks.NewSender(webhooks.Config{Now: now, Log: c.log, Transport: agentTransport{newTransport()}})
	if c.webhook != nil {
		t := *c.webhook
		t.Secret = cmp.Or(t.Secret, c.webhookSecret)
		s.SetTarget(optionTarget, t)
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
