package mockserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/keys"
)

// Defaults of a [WebhookTarget]. The secret is made to be recognised as a fake.
const (
	DefaultWebhookSecret    = "whsec_mock_secret"
	DefaultWebhookAttempts  = 5
	DefaultWebhookTimeout   = 5 * time.Second
	DefaultWebhookRetryWait = 20 * time.Millisecond
)

// WebhookTarget is where webhooks are sent, and how. They carry the time of the server's clock: a receiver with another
// one may find them stale.
//
// Assumed: the service signs every event as Standard Webhooks, which its documentation says today, with the event's id
// as that of the message. It does not follow redirects, and waits longer between attempts than a test would.
type WebhookTarget struct {
	// URL is absolute, http or https. It can be on any host, since whoever sets it knows where it leads.
	URL string
	// Secret signs; that of [WithWebhookSecret] if it is empty.
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

// complete returns a copy in which nothing but the secret is left to defaults, if the target is good.
func (t WebhookTarget) complete() (*WebhookTarget, error) {
	t.Scheme = cmp.Or(t.Scheme, helpers.StandardWebhooks)
	t.Events = slices.Clone(t.Events)
	t.Attempts = cmp.Or(t.Attempts, DefaultWebhookAttempts)
	t.Timeout = cmp.Or(t.Timeout, DefaultWebhookTimeout)
	t.RetryWait = cmp.Or(t.RetryWait, DefaultWebhookRetryWait)
	return &t, t.check()
}

// check does not repeat a URL that is wrong: it may contain a password.
func (t *WebhookTarget) check() error {
	u, err := url.Parse(t.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("the URL of the webhook target is not an absolute one of http or https")
	case t.Scheme != helpers.StandardWebhooks && t.Scheme != helpers.LegacyWebhooks:
		return fmt.Errorf("%w: %v", helpers.ErrWebhookScheme, t.Scheme)
	case t.Attempts < 0 || t.Timeout < 0 || t.RetryWait < 0:
		return fmt.Errorf("the webhook target has a negative number: %d attempts, timeout %v, wait %v", t.Attempts, t.Timeout, t.RetryWait)
	}
	if t.Secret != "" {
		if err := keys.CheckSecret(t.Secret); err != nil {
			return fmt.Errorf("the secret of the webhook target %w", err)
		}
	}
	for _, event := range t.Events {
		if !contract.HasEvent(event) {
			return fmt.Errorf("there is no webhook event %q", event)
		}
	}
	return nil
}

// wants reports whether the target takes events of a type.
func (t *WebhookTarget) wants(event string) bool {
	return t != nil && (len(t.Events) == 0 || slices.Contains(t.Events, event))
}

// WithWebhook sends events to a target: files and versions that are created, changed and deleted, transformations that
// uploads ask for, and those of [Server.SendWebhook]. Without it they are only recorded, for [Server.Webhooks].
//
// Events are delivered one after the other, in the order in which they happened, each until it is answered with a 2xx
// status or the server gives up. Those that are not delivered when the server closes are lost, with [WithStore] too. The webhookUrl of an upload or an update gets nothing, since extensions do not run here.
func WithWebhook(t WebhookTarget) Option {
	return func(c *config) (err error) {
		c.webhook, err = t.complete()
		return err
	}
}

// WithWebhookSecret sets the secret of targets that have none of their own, whenever they are set; without it
// [DefaultWebhookSecret].
func WithWebhookSecret(secret string) Option {
	return func(c *config) error { return setChecked(&c.webhookSecret, "webhook secret", secret, keys.CheckSecret) }
}

// SetWebhook makes a target the one of all events that are not being sent yet. See [WithWebhook].
func (s *Server) SetWebhook(t WebhookTarget) error {
	complete, err := t.complete()
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.api().webhooks.setTarget(*complete)
	return nil
}

// RemoveWebhook ends the sending of events. What is under way is given up.
func (s *Server) RemoveWebhook() { s.api().webhooks.removeTarget() }

// WebhookSecret returns the secret that signs: that of the target, or that of [WithWebhookSecret] if there is none. The
// client that [Server.Client] makes verifies with it.
func (s *Server) WebhookSecret() string {
	if t := s.api().webhooks.currentTarget(); t != nil {
		return t.Secret
	}
	return s.config.webhookSecret
}

// SendWebhook queues an event of one of the types that openapi.yaml has. The payload is anything that becomes a JSON
// object of this type of event; type, id and created_at are filled in if they are missing. If it is nil, the document's
// example is sent, with an id and a date of its own.
//
//	srv.SendWebhook("upload.pre-transform.error", nil)
//	srv.SendWebhook("file.deleted", map[string]any{"data": map[string]any{"fileId": "598821f949c0a938d57563bd"}})
func (s *Server) SendWebhook(event string, payload any) (WebhookRecord, error) {
	record, err := s.apiNow().sendWebhook(event, payload)
	if err != nil {
		return WebhookRecord{}, fmt.Errorf("mockserver: %w", err)
	}
	return record, nil
}

// Webhooks returns the events of this server, oldest first, and what became of them: the last 1,000.
func (s *Server) Webhooks() []WebhookRecord { return s.apiNow().webhooks.list() }

// ClearWebhooks forgets all events, those that are still to be sent included.
func (s *Server) ClearWebhooks() { s.apiNow().webhooks.clear() }

// WaitForWebhooks returns when every event that has happened is delivered or given up, or with the error of ctx when
// that ends before.
func (s *Server) WaitForWebhooks(ctx context.Context) error { return s.apiNow().webhooks.wait(ctx) }
