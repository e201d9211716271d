package helpers

import (
	"fmt"
	"net/http"
	"time"
)

// SignWebhookOptions are the options of [SignWebhook]. Printed with package fmt or logged with package log/slog, they
// show [redacted] in place of the secret.
type SignWebhookOptions struct {
	Secret string        `json:"-"` // required; the whole text, including whsec_
	Scheme WebhookScheme // [StandardWebhooks] unless it is [LegacyWebhooks]

	// ID is the id of the webhook, in visible ASCII. It is required for Standard Webhooks and unused in the older
	// scheme.
	ID string
	// Time is the timestamp: the current time if it is zero, otherwise between 1970 and 9999. It is truncated to
	// seconds or, in the older scheme, to milliseconds.
	Time time.Time
}

// SignWebhook returns the signature headers with which the service would send body. It is for tests and for servers
// that simulate the service.
//
// While a secret is being replaced, the service signs with the old and the new secret. To simulate that with Standard
// Webhooks, call SignWebhook with each secret, and send both values of webhook-signature, either in one header,
// separated by a space, or in two headers.
//
// It fails with an [OptionError] if the secret is empty or malformed, if the scheme is unknown, or if the id or the
// time is not allowed in a webhook.
//
// See https://imagekit.io/docs/webhooks
func SignWebhook(body []byte, o SignWebhookOptions) (http.Header, error) {
	if err := checkSecret("Secret", o.Secret); err != nil {
		return nil, err
	}
	if o.Time.IsZero() {
		o.Time = time.Now()
	}
	if year := o.Time.UTC().Year(); year < 1970 || year > 9999 {
		return nil, &OptionError{Option: "Time", Reason: fmt.Sprintf("the year %d is not between 1970 and 9999", year)}
	}
	switch o.Scheme {
	case AnyWebhookScheme, StandardWebhooks:
		return o.signStandard(body)
	case LegacyWebhooks:
		return headerOf(WebhookSignature{"", o.Time, o.Scheme}, string(signLegacy(o.Secret, o.Time, body))), nil
	}
	return nil, unknownScheme(o.Scheme)
}

func (o SignWebhookOptions) signStandard(body []byte) (http.Header, error) {
	if !isWebhookID(o.ID) {
		return nil, &OptionError{
			Option: "ID",
			Reason: fmt.Sprintf("%q is not one or more visible ASCII characters", o.ID),
		}
	}
	signature, err := signStandard(o.Secret, o.ID, o.Time, body)
	if err != nil {
		return nil, err
	}
	return headerOf(WebhookSignature{o.ID, o.Time, StandardWebhooks}, signature), nil
}
