package webhooks

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/keys"
)

// Target is a receiver of events, with settings for sending them.
type Target struct {
	URL       string // absolute, http or https
	Secret    string // for signatures
	Scheme    helpers.WebhookScheme
	Events    []string      // types of events that are sent to the target; empty for all
	Attempts  int           // maximum number of attempts for an event; at least 1
	Timeout   time.Duration // of one attempt
	RetryWait time.Duration // wait before the second attempt; it doubles for each further one
	Private   bool          // clients do not know the secret, and must not see its signatures
}

// NewSecret returns a new random secret in the form of the service.
func NewSecret() string {
	var key [24]byte
	_, _ = rand.Read(key[:]) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(key[:])
}

// Check returns an error for an invalid target. The error does not repeat the URL, which may contain a password.
func (t Target) Check() error {
	u, err := url.Parse(t.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("the URL of the webhook target must be an absolute http or https URL")
	case t.Scheme != helpers.StandardWebhooks && t.Scheme != helpers.LegacyWebhooks:
		return fmt.Errorf("unknown scheme %v of the webhook target", t.Scheme)
	case t.Attempts < 0 || t.Timeout < 0 || t.RetryWait < 0:
		return fmt.Errorf("the webhook target has a negative number: %d attempts, timeout %v, wait %v",
			t.Attempts, t.Timeout, t.RetryWait)
	}
	if t.Secret != "" {
		if err := keys.CheckSecret(t.Secret); err != nil {
			return fmt.Errorf("the secret of the webhook target %w", err)
		}
	}
	return nil
}

// wants reports whether events of a type are sent to the target.
func (t Target) wants(event string) bool {
	return len(t.Events) == 0 || slices.Contains(t.Events, event)
}

// waits returns the waits between attempts. They are not randomized, because there are no other senders.
func (t Target) waits() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.Multiplier, b.RandomizationFactor = t.RetryWait, 2, 0
	return b
}
