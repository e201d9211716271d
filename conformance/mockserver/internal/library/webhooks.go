package library

import (
	"net/url"
	"slices"
)

// maxWebhooks is how many webhook endpoints an account can have.
const maxWebhooks = 3

// WebhookEndpoints returns all webhook endpoints, oldest first.
func (l *Library) WebhookEndpoints() []WebhookEndpoint { return l.webhooks.All() }

// WebhookEndpoint returns one webhook endpoint.
func (l *Library) WebhookEndpoint(id string) (WebhookEndpoint, error) { return l.webhooks.Get(id) }

// CreateWebhookEndpoint adds a webhook endpoint and sets its id and dates.
//
// Assumed: a webhook endpoint without events is rejected with 400. URLs of webhook endpoints are equal only if their
// texts are. An update that changes nothing succeeds and sets updatedAt.
func (l *Library) CreateWebhookEndpoint(e WebhookEndpoint) (WebhookEndpoint, error) {
	e.ID, e.CreatedAt = l.NewID(), l.Now()
	e.UpdatedAt = e.CreatedAt
	if err := checkWebhook(e); err != nil {
		return WebhookEndpoint{}, err
	}
	return e, l.update(func(t *tx) error {
		others := l.webhooks.List()
		if len(others) >= maxWebhooks {
			return ErrWebhookLimit
		}
		return t.setWebhook(e, others)
	})
}

// WebhookEndpointUpdate is a change of a webhook endpoint. Nil fields change nothing.
type WebhookEndpointUpdate struct {
	URL     *string
	Events  *[]string // replace all old ones
	Enabled *bool
}

// UpdateWebhookEndpoint changes a webhook endpoint, but not its secret. It sets updatedAt even if nothing changes.
func (l *Library) UpdateWebhookEndpoint(id string, u WebhookEndpointUpdate) (changed WebhookEndpoint, err error) {
	err = l.update(func(t *tx) error {
		e, err := l.webhooks.LookUp(id)
		if err != nil {
			return err
		}
		e.URL = value(u.URL, e.URL)
		e.Events = value(u.Events, e.Events)
		e.Enabled = value(u.Enabled, e.Enabled)
		e.UpdatedAt = l.Now()
		if err := checkWebhook(e); err != nil {
			return err
		}
		changed = e
		return t.setWebhook(e, l.webhooks.List())
	})
	return changed, err
}

// DeleteWebhookEndpoint deletes a webhook endpoint.
func (l *Library) DeleteWebhookEndpoint(id string) error {
	return l.update(func(t *tx) error {
		e, err := l.webhooks.LookUp(id)
		if err != nil {
			return err
		}
		l.webhooks.Unset(t.Tx, id)
		e.Enabled = false
		t.OnCommit(func() { l.onWebhook(e) })
		return nil
	})
}

// setWebhook adds or replaces a webhook endpoint, unless another one has the same URL.
func (t *tx) setWebhook(e WebhookEndpoint, all []WebhookEndpoint) error {
	taken := func(other WebhookEndpoint) bool { return other.ID != e.ID && other.URL == e.URL }
	if slices.ContainsFunc(all, taken) {
		return ErrWebhookURLTaken
	}
	t.webhooks.Set(t.Tx, e.ID, e)
	t.OnCommit(func() { t.onWebhook(e) })
	return nil
}

// checkWebhook checks the rules for webhook endpoints that the API document does not have. Errors do not repeat the
// URL, which may contain a password.
func checkWebhook(e WebhookEndpoint) error {
	u, err := url.Parse(e.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return invalid("endpoint", "It must be an absolute http or https URL")
	case len(e.Events) == 0:
		return invalid("events", "It must not be empty")
	}
	return nil
}
