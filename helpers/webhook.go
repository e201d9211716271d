package helpers

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Errors of [VerifyWebhook] for webhooks that must not be trusted. Test for them with [errors.Is].
var (
	// ErrWebhookUnsigned reports that a signature header is missing or empty.
	ErrWebhookUnsigned = errors.New("webhook is not signed")
	// ErrWebhookMalformed reports that a signature header is malformed. Package imagekit also wraps it if the body is
	// not JSON.
	ErrWebhookMalformed = errors.New("webhook is malformed")
	// ErrWebhookStale reports that the signature is correct, but the timestamp is outside the tolerance. The error is a
	// [WebhookStaleError].
	ErrWebhookStale = errors.New("webhook timestamp is outside the tolerance")
	// ErrWebhookSignature reports that none of the secrets signed this body.
	ErrWebhookSignature = errors.New("webhook signature does not match")
)

// DefaultWebhookTolerance is the largest difference between the timestamp of a webhook and the current time, in the
// past or in the future, that [VerifyWebhook] accepts, unless [WebhookOptions] have another tolerance. It limits how
// long an attacker who has recorded a webhook can send it again.
const DefaultWebhookTolerance = 5 * time.Minute

// WebhookScheme is the way in which a webhook is signed: [StandardWebhooks], [LegacyWebhooks], or [AnyWebhookScheme] to
// accept both.
type WebhookScheme int

// Signature schemes. In both, the key is the UTF-8 text of the whole secret in the dashboard, including whsec_.
const (
	// AnyWebhookScheme verifies a request as Standard Webhooks if it has any of that scheme's three headers, even an
	// empty one, and in the older scheme if it has none of them. Therefore, an attacker cannot select the older scheme
	// by damaging a header. However, an attacker who has recorded a request that is signed in both schemes can remove
	// the three headers and send the rest again within the tolerance, with another id. If all webhooks have the same
	// scheme, set that scheme.
	AnyWebhookScheme WebhookScheme = iota
	// StandardWebhooks has the headers webhook-id, webhook-timestamp (seconds since 1970) and webhook-signature, which
	// contains entries "v1,BASE64" separated by spaces. One of the entries must be correct; entries of other versions
	// are ignored. See https://www.standardwebhooks.com
	StandardWebhooks
	// LegacyWebhooks has the header x-ik-signature: t=MILLISECONDS,v1=HEX, an HMAC-SHA256 of "MILLISECONDS.BODY". Other
	// parts are ignored. If t or v1 is repeated, the first one is used, as in Node SDK 6.
	LegacyWebhooks
)

// String returns the name of the scheme.
func (s WebhookScheme) String() string {
	switch s {
	case AnyWebhookScheme:
		return "any scheme"
	case StandardWebhooks:
		return "Standard Webhooks"
	case LegacyWebhooks:
		return headerLegacy
	}
	return "WebhookScheme(" + strconv.Itoa(int(s)) + ")"
}

const headerLegacy = "x-ik-signature"

// WebhookOptions are the options of [VerifyWebhook]. At least one secret is required. Printed with package fmt or
// logged with package log/slog, they show [redacted] in place of secrets.
type WebhookOptions struct {
	// Secrets are the accepted secrets. While a secret is being replaced, set the old and the new one. Empty secrets
	// are ignored. A secret that begins or ends with white space or contains control characters is an error, because
	// the service never signs with such a secret.
	Secrets []string `json:"-"`
	// Scheme is the accepted scheme; [AnyWebhookScheme] by default.
	Scheme WebhookScheme
	// Tolerance is the largest accepted difference between the timestamp and the current time, in the past or in the
	// future: [DefaultWebhookTolerance] if it is 0, no limit if it is negative. Without a limit, an attacker who has
	// recorded a webhook can send it again at any time.
	Tolerance time.Duration
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// WebhookSignature describes the signature of a verified webhook.
type WebhookSignature struct {
	// ID is the webhook-id, which stays the same when the service sends the webhook again; empty in the older scheme.
	ID string
	// Timestamp is when the webhook was signed, in whole seconds or, in the older scheme, milliseconds.
	Timestamp time.Time
	// Scheme is [StandardWebhooks] or [LegacyWebhooks].
	Scheme WebhookScheme
}

// VerifyWebhook checks that a request was signed with one of the secrets, and that its timestamp is within the
// tolerance. It returns a description of the signature. It does not parse the body.
//
//	o := helpers.WebhookOptions{Secrets: []string{secret}}
//	if _, err := helpers.VerifyWebhook(r.Header, body, o); err != nil {
//		return err
//	}
//
// body must contain exactly the bytes that were received, because these are signed. Names of headers may be in any
// case. In package imagekit, Client.VerifyWebhook also decodes the event, and Client.WebhookHandler returns an HTTP
// handler.
//
// It fails with [ErrWebhookUnsigned], [ErrWebhookMalformed], [ErrWebhookSignature] or [ErrWebhookStale] (a
// [WebhookStaleError]), in this order, or with an [OptionError] if the secrets are missing, if a secret is malformed or
// if the scheme is unknown. No error contains a secret, a signature or a part of the body.
//
// See https://imagekit.io/docs/webhooks
func VerifyWebhook(header http.Header, body []byte, o WebhookOptions) (WebhookSignature, error) {
	if err := o.Validate(); err != nil {
		return WebhookSignature{}, err
	}
	s, err := readSignature(header, o.Scheme)
	if err != nil {
		return WebhookSignature{}, err
	}
	signed := func(secret string) bool { return secret != "" && s.isRight(secret, body) }
	if !slices.ContainsFunc(o.Secrets, signed) {
		return WebhookSignature{}, ErrWebhookSignature
	}
	if err := o.checkTime(s); err != nil {
		return WebhookSignature{}, err
	}
	return s.WebhookSignature, nil
}

// Validate returns the [OptionError] with which [VerifyWebhook] would fail for every webhook: the secrets are missing,
// a secret is malformed, or the scheme is unknown. With it, a server can report the error when it starts.
func (o WebhookOptions) Validate() error {
	missing := true
	for i, secret := range o.Secrets {
		if secret == "" {
			continue
		}
		missing = false
		if err := checkSecret(fmt.Sprintf("Secrets[%d]", i), secret); err != nil {
			return err
		}
	}
	if missing {
		return &OptionError{Option: "Secrets", Reason: "must not be empty"}
	}
	if o.Scheme < AnyWebhookScheme || o.Scheme > LegacyWebhooks {
		return unknownScheme(o.Scheme)
	}
	return nil
}

func unknownScheme(s WebhookScheme) error {
	return &OptionError{Option: "Scheme", Reason: s.String() + " is unknown"}
}

// checkTime checks that the timestamp is within the tolerance. It compares whole units of the scheme (seconds or
// milliseconds), so that a signature that is exactly as old as the tolerance is accepted.
func (o *WebhookOptions) checkTime(s parsedSignature) error {
	tolerance, unit, clock := cmp.Or(o.Tolerance, DefaultWebhookTolerance), time.Millisecond, o.Now
	if tolerance < 0 {
		return nil
	}
	if s.Scheme == StandardWebhooks {
		unit = time.Second
	}
	if clock == nil {
		clock = time.Now
	}
	now := clock()
	if age := now.Truncate(unit).Sub(s.Timestamp); age > tolerance || age < -tolerance {
		return &WebhookStaleError{Timestamp: s.Timestamp.UTC(), Now: now.UTC(), Tolerance: tolerance}
	}
	return nil
}

// WebhookStaleError reports a webhook that is signed correctly, but whose timestamp is too far from the current time.
// [errors.Is] finds [ErrWebhookStale] in it.
type WebhookStaleError struct {
	Timestamp time.Time     // timestamp of the webhook
	Now       time.Time     // time of the receiver's clock
	Tolerance time.Duration // largest accepted difference
}

// Error returns a one-line description: timestamp, tolerance and current time.
func (e *WebhookStaleError) Error() string {
	return fmt.Sprintf("webhook timestamp %s is outside the tolerance of %v: the current time is %s",
		e.Timestamp.Format(time.RFC3339), e.Tolerance, e.Now.Format(time.RFC3339))
}

// Unwrap returns [ErrWebhookStale].
func (e *WebhookStaleError) Unwrap() error { return ErrWebhookStale }
