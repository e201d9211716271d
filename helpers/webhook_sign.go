package helpers

import (
	"fmt"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/internal/keys"
)

// WebhookSigning says how a webhook is signed. It prints without its secret.
type WebhookSigning struct {
	Secret string        `json:"-"` // required; the whole text, whsec_ included
	Scheme WebhookScheme // [StandardWebhooks] unless it is [LegacyWebhooks]

	// ID names the webhook, in visible ASCII. It is required for Standard Webhooks and unused in the older scheme.
	ID string
	// Time is the timestamp: now if it is zero, otherwise between 1970 and 9999. It is cut to seconds or, in the older
	// scheme, to milliseconds.
	Time time.Time
}

// SignWebhook returns the headers with which the service would send body, for tests and servers that stand in for the
// service.
//
// During a rotation the service signs with two secrets: a webhook-signature header with the values of two calls,
// separated by a space, or two such headers, are what Standard Webhooks want then.
//
// It fails with [ErrWebhookSecretMissing], [ErrWebhookSecretInvalid], [ErrWebhookScheme], or [ErrWebhookMalformed] for
// an id or a time that no webhook can have.
//
// See https://imagekit.io/docs/webhooks
func SignWebhook(body []byte, o WebhookSigning) (http.Header, error) {
	if o.Secret == "" {
		return nil, ErrWebhookSecretMissing
	}
	if err := keys.CheckSecret(o.Secret); err != nil {
		return nil, fmt.Errorf("%w: Secret %w", ErrWebhookSecretInvalid, err)
	}
	if o.Time.IsZero() {
		o.Time = time.Now()
	}
	if year := o.Time.UTC().Year(); year < 1970 || year > 9999 {
		return nil, fmt.Errorf("%w: the year %d", ErrWebhookMalformed, year)
	}
	switch o.Scheme {
	case AnyWebhookScheme, StandardWebhooks:
		return o.standard(body)
	case LegacyWebhooks:
		signature := webhookSignature{scheme: o.Scheme, time: o.Time, text: string(signLegacy(o.Secret, o.Time, body))}
		return signature.header(), nil
	}
	return nil, fmt.Errorf("%w: %v", ErrWebhookScheme, o.Scheme)
}

func (o WebhookSigning) standard(body []byte) (http.Header, error) {
	if !isWebhookID(o.ID) {
		return nil, fmt.Errorf("%w: the id %q is not visible ASCII", ErrWebhookMalformed, o.ID)
	}
	signature, err := signStandard(o.Secret, o.ID, o.Time, body)
	if err != nil {
		return nil, err
	}
	return webhookSignature{StandardWebhooks, o.ID, o.Time, signature}.header(), nil
}
