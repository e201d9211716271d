package helpers

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/openimagekit/imagekit/internal/keys"
	"github.com/openimagekit/imagekit/internal/request"
	"github.com/openimagekit/imagekit/internal/union"
)

// What [errors.Is] answers of a webhook that is not to be trusted.
var (
	ErrWebhookUnsigned = errors.New("webhook is not signed") // a header is missing or empty
	// a header cannot be read, or the body is not JSON
	ErrWebhookMalformed = errors.New("webhook is malformed")
	ErrWebhookStale     = errors.New("webhook timestamp is outside the tolerance") // see WebhookStaleError
	// by none of the secrets, or for another body
	ErrWebhookSignature = errors.New("webhook signature is wrong")
)

// What [errors.Is] answers of webhooks that a program cannot verify, sign or handle.
var (
	ErrWebhookSecretMissing = errors.New("no webhook secret")
	ErrWebhookSecretInvalid = errors.New("invalid webhook secret") // such as one with a line end; it is not quoted
	ErrWebhookScheme        = errors.New("no such webhook scheme")
	ErrWebhookCallback      = errors.New("webhook callback is nil, or not the only one for its events")
)

// DefaultWebhookTolerance is how far the timestamp of a webhook may be from now, in the past or in the future, unless
// an option says otherwise. It limits how long somebody who has recorded a webhook can send it again.
const DefaultWebhookTolerance = 5 * time.Minute

// WebhookScheme is a way in which webhooks are signed.
type WebhookScheme int

// Schemes of signatures. Both are keyed with the UTF-8 text of the whole secret as the dashboard shows it, whsec_
// included.
const (
	// AnyWebhookScheme verifies a request as Standard Webhooks if it has any of that scheme's three headers, even an
	// empty one, and as the older scheme if it has none of them. So nobody can weaken the check of a request by
	// damaging a header. But whoever recorded a request that was signed in both schemes can drop the three headers and
	// send the rest, within the tolerance and under another id. A program should name the scheme if all its webhooks
	// have the same one.
	AnyWebhookScheme WebhookScheme = iota
	// StandardWebhooks has the headers webhook-id, webhook-timestamp (epoch seconds) and webhook-signature, which holds
	// entries "v1,BASE64" separated by spaces. One entry must be right; those of another version are ignored. See
	// https://www.standardwebhooks.com
	StandardWebhooks
	// LegacyWebhooks has the header x-ik-signature: t=MILLISECONDS,v1=HEX, an HMAC-SHA256 of "MILLISECONDS.BODY". Other
	// parts are ignored. If there are several t or v1, the first one counts, as in Node SDK 6.
	LegacyWebhooks
)

// String names the scheme.
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

// WebhookOptions says how a webhook is verified. Secrets are required. It prints without them.
type WebhookOptions struct {
	// Secrets are tried one after the other, so that a program can know a new one before the old one goes. Empty ones
	// are ignored. One with white space around it or with control characters is an error, because the service would
	// never sign with it.
	Secrets []string
	// Scheme is the only scheme that is accepted; [AnyWebhookScheme] by default.
	Scheme WebhookScheme
	// Tolerance is how far the timestamp may be from now, in the past or in the future: [DefaultWebhookTolerance] if it
	// is 0, no limit if it is negative. Without a limit, a webhook that somebody recorded can be sent again for ever.
	Tolerance time.Duration
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// Webhook is a webhook that has been verified.
type Webhook struct {
	// stays the same when the service tries again: webhook-id, or the event's own id in the older scheme, which has
	// none
	ID        string
	Type      string          // such as file.created
	Timestamp time.Time       // when it was signed; in whole seconds or, in the older scheme, milliseconds
	Scheme    WebhookScheme   // how it was signed
	Body      json.RawMessage // as it came

	// Event is one of the types of imagekit.WebhookEvent, such as imagekit.FileCreatedEvent, not a pointer to it. An event that this version does not know is its body, a [json.RawMessage].
	Event any
	// Mismatches are JSON pointers (RFC 6901) into Body, at most 100: values of another type than documented. Fields of
	// Event that belong to them are zero, or rounded.
	Mismatches []string
	// DecodeError is why Event is the body although the type is known: its data is not an object, or would take too
	// much memory.
	DecodeError error
}

// VerifyWebhook returns the event of a request if one of the secrets has signed it and its timestamp is within the
// tolerance.
//
//	webhook, err := helpers.VerifyWebhook(r.Header, body, helpers.WebhookOptions{Secrets: []string{secret}})
//	if err != nil {
//		return err
//	}
//	switch event := webhook.Event.(type) {
//	case imagekit.FileCreatedEvent:
//		fmt.Println(event.Data.FilePath)
//	}
//
// The body must be the bytes that came, since these are signed; it is kept, not copied. Names of headers may be in any
// case. [WebhookHandler] does all of this for a server.
//
// It fails with [ErrWebhookUnsigned], [ErrWebhookMalformed], [ErrWebhookSignature] or [ErrWebhookStale] (a
// [WebhookStaleError]), or because of the options with [ErrWebhookSecretMissing], [ErrWebhookSecretInvalid] or
// [ErrWebhookScheme]. No error contains a secret, a signature or anything of the body.
//
// See https://imagekit.io/docs/webhooks
func VerifyWebhook(header http.Header, body []byte, o WebhookOptions) (*Webhook, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s, err := readSignature(header, o.Scheme)
	if err != nil {
		return nil, err
	}
	signed := func(secret string) bool { return secret != "" && s.isRight(secret, body) }
	if !slices.ContainsFunc(o.Secrets, signed) {
		return nil, ErrWebhookSignature
	}
	if err := o.checkTime(s); err != nil {
		return nil, err
	}
	return decodeWebhook(s, body)
}

func (o *WebhookOptions) check() error {
	missing := true
	for i, secret := range o.Secrets {
		if secret == "" {
			continue
		}
		missing = false
		if err := keys.CheckSecret(secret); err != nil {
			return fmt.Errorf("%w: Secrets[%d] %w", ErrWebhookSecretInvalid, i, err)
		}
	}
	if missing {
		return ErrWebhookSecretMissing
	}
	if o.Scheme < AnyWebhookScheme || o.Scheme > LegacyWebhooks {
		return fmt.Errorf("%w: %v", ErrWebhookScheme, o.Scheme)
	}
	return nil
}

// checkTime compares whole units of the scheme, so that a signature of exactly the tolerance's age is good.
func (o *WebhookOptions) checkTime(s webhookSignature) error {
	tolerance, unit, clock := cmp.Or(o.Tolerance, DefaultWebhookTolerance), time.Millisecond, o.Now
	if tolerance < 0 {
		return nil
	}
	if s.scheme == StandardWebhooks {
		unit = time.Second
	}
	if clock == nil {
		clock = time.Now
	}
	now := clock()
	if age := now.Truncate(unit).Sub(s.time); age > tolerance || age < -tolerance {
		return &WebhookStaleError{Timestamp: s.time.UTC(), Now: now.UTC(), Tolerance: tolerance}
	}
	return nil
}

// WebhookStaleError is the error of a webhook that is rightly signed, but whose timestamp is too far from now. It is an
// [ErrWebhookStale].
type WebhookStaleError struct {
	Timestamp time.Time     // when the webhook was signed, by its own account
	Now       time.Time     // what the clock of the receiver showed
	Tolerance time.Duration // how far they may be apart
}

func (e *WebhookStaleError) Error() string {
	return fmt.Sprintf("webhook timestamp %s is outside the tolerance of %v: it is %s now",
		e.Timestamp.Format(time.RFC3339), e.Tolerance, e.Now.Format(time.RFC3339))
}

// Unwrap returns [ErrWebhookStale].
func (e *WebhookStaleError) Unwrap() error { return ErrWebhookStale }

func decodeWebhook(s webhookSignature, body []byte) (*Webhook, error) {
	if !json.Valid(body) {
		return nil, fmt.Errorf("%w: the body is not JSON", ErrWebhookMalformed)
	}
	w := &Webhook{ID: s.id, Type: union.Kind(body, "type"), Timestamp: s.time, Scheme: s.scheme, Body: body}
	if s.scheme == LegacyWebhooks {
		w.ID = union.Kind(body, "id")
	}
	if w.Event, w.Mismatches, w.DecodeError = request.Generated.DecodeWebhookEvent(body); w.DecodeError != nil {
		w.Event = w.Body
	}
	return w, nil
}

// webhookSignature is what the headers of a webhook say.
type webhookSignature struct {
	scheme WebhookScheme
	id     string // Standard Webhooks only
	time   time.Time
	text   string // all signatures of Standard Webhooks, the hexadecimal one of the older scheme
}
