package helpers

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// WebhookSigning is how a webhook is signed.
type WebhookSigning struct {
	Secret string        // required
	Scheme WebhookScheme // [StandardWebhooks] unless it is [LegacyWebhooks]
	ID     string        // names the webhook, in visible ASCII; required for Standard Webhooks, unused in the older scheme
	Time   time.Time     // of the signature, between 1970 and 9999, cut to seconds or, in the older scheme, to milliseconds; now if zero
}

// SignWebhook returns the headers with which the service would send body, for tests and servers that stand in for the service.
//
// During a rotation the service signs with two secrets: a webhook-signature header with the values of two calls, separated by a space,
// or two such headers, are what Standard Webhooks want then.
//
// It fails with [ErrWebhookSecretMissing], [ErrWebhookScheme], or [ErrWebhookMalformed] for an id or a time that cannot be.
//
// See https://imagekit.io/docs/webhooks
func SignWebhook(body []byte, o WebhookSigning) (http.Header, error) {
	if o.Secret == "" {
		return nil, ErrWebhookSecretMissing
	}
	if o.Time.IsZero() {
		o.Time = time.Now()
	}
	if year := o.Time.UTC().Year(); year < 1970 || year > 9999 {
		return nil, fmt.Errorf("%w: the year %d", ErrWebhookMalformed, year)
	}
	switch o.Scheme {
	case AnyWebhookScheme, StandardWebhooks:
		return signStandard(body, o)
	case LegacyWebhooks:
		signature := webhookSignature{scheme: o.Scheme, time: o.Time, text: string(signLegacy(o.Secret, o.Time, body))}
		return signature.header(), nil
	}
	return nil, fmt.Errorf("%w: %v", ErrWebhookScheme, o.Scheme)
}

func signStandard(body []byte, o WebhookSigning) (http.Header, error) {
	if o.ID == "" || strings.ContainsFunc(o.ID, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fmt.Errorf("%w: the id %q", ErrWebhookMalformed, o.ID)
	}
	webhook, err := standardwebhooks.NewWebhookRaw([]byte(o.Secret))
	if err != nil {
		return nil, err
	}
	signature, err := webhook.Sign(o.ID, o.Time, body)
	if err != nil {
		return nil, err
	}
	return webhookSignature{StandardWebhooks, o.ID, o.Time, signature}.header(), nil
}
