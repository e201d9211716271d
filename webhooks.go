package imagekit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/internal/union"
)

// Errors of [Client.VerifyWebhook] for a webhook that must not be trusted; test for them with [errors.Is].
var (
	// ErrWebhookUnsigned reports that a header of the signature is missing or empty.
	ErrWebhookUnsigned = helpers.ErrWebhookUnsigned
	// ErrWebhookMalformed reports that a header of the signature cannot be read, or that the body is not JSON.
	ErrWebhookMalformed = helpers.ErrWebhookMalformed
	// ErrWebhookStale reports that the signature is valid, but its timestamp is outside the tolerance. The error is a
	// [helpers.WebhookStaleError], which has the timestamp, the current time and the tolerance.
	ErrWebhookStale = helpers.ErrWebhookStale
	// ErrWebhookSignature reports that none of the secrets signed this body.
	ErrWebhookSignature = helpers.ErrWebhookSignature
)

// WebhookScheme is the way in which a webhook is signed: [StandardWebhooks], [LegacyWebhooks], or [AnyWebhookScheme] to
// accept both. Its method String returns the name of the scheme. The type and its constants are those of package
// helpers.
type WebhookScheme = helpers.WebhookScheme

// Signature schemes.
const (
	// AnyWebhookScheme verifies a request as Standard Webhooks if it has one of the three headers of that scheme, even
	// an empty one; otherwise it verifies the request in the older scheme. So a damaged header does not weaken the
	// check. However, an attacker who has recorded a request that was signed in both schemes can remove the three
	// headers and send the rest again, within the tolerance and under another id. If all webhooks of a program are
	// signed in one scheme, set that scheme.
	AnyWebhookScheme WebhookScheme = helpers.AnyWebhookScheme
	// StandardWebhooks has the headers webhook-id, webhook-timestamp and webhook-signature; see
	// https://www.standardwebhooks.com
	StandardWebhooks WebhookScheme = helpers.StandardWebhooks
	// LegacyWebhooks has the header x-ik-signature.
	LegacyWebhooks WebhookScheme = helpers.LegacyWebhooks
)

// WebhookOptions are the options of [Client.VerifyWebhook]. The zero value accepts webhooks that the client's secret
// signed, in the client's scheme, up to five minutes ago. Printed with package fmt or logged with package log/slog, the
// options show [redacted] in place of secrets.
type WebhookOptions struct {
	// Secrets are accepted in addition to the secret of [WithWebhookSecret], so that a program can accept a new secret
	// before the old one is revoked. Empty secrets are ignored. A secret with white space around it or with control
	// characters is an error, because the service does not use such secrets.
	Secrets []string `json:"-"`
	// Scheme is the only scheme that is accepted; the default is the scheme of [WithWebhookScheme].
	Scheme WebhookScheme
	// Tolerance is the largest accepted difference between the timestamp of a webhook and the client's clock, in the
	// past or in the future: five minutes ([helpers.DefaultWebhookTolerance]) if it is 0, no limit if it is negative.
	// Without a limit, a webhook that somebody recorded can be sent again at any time.
	Tolerance time.Duration
}

// Format implements [fmt.Formatter]. It prints the options without the secrets.
func (o WebhookOptions) Format(f fmt.State, verb rune) {
	type options WebhookOptions // without this method
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options(o.redacted()))
}

// redacted returns a copy without the secrets.
func (o WebhookOptions) redacted() WebhookOptions {
	secrets := slices.Clone(o.Secrets)
	for i, secret := range secrets {
		if secret != "" {
			secrets[i] = "[redacted]"
		}
	}
	o.Secrets = secrets
	return o
}

// Webhook is a webhook that has been verified.
type Webhook struct {
	// ID stays the same when the service sends the webhook again. It is the header webhook-id or, in the older scheme,
	// which does not have that header, the id in the body. It is empty if the body has no id.
	ID        string
	Type      string          // such as file.created; empty if the body has none
	Timestamp time.Time       // when it was signed, to the second or, in the older scheme, the millisecond
	Scheme    WebhookScheme   // [StandardWebhooks] or [LegacyWebhooks]
	Body      json.RawMessage // as it was received

	// Event is one of the types of [WebhookEvent], such as a [FileCreatedEvent] or a [VideoTransformationReadyEvent],
	// not a pointer to it. For an event of an unknown type, it is the body, a [json.RawMessage].
	Event any
	// Mismatches are JSON pointers (RFC 6901) into Body, at most 100, to values of another type than documented. The
	// fields of Event that belong to them are zero, or rounded.
	Mismatches []string
	// DecodeError is the reason why an event of a known type could not be decoded, so that Event is the body: its data
	// is not an object, or needs too much memory. It is nil otherwise.
	DecodeError error
}

// VerifyWebhook verifies that a request of the service is signed with the client's webhook secret or one of the secrets
// in o, and that its timestamp is at most five minutes (or o.Tolerance) from the time of the client's clock. Then it
// decodes the event. It makes no request.
//
//	webhook, err := ik.VerifyWebhook(r.Header, body, imagekit.WebhookOptions{})
//	if err != nil {
//		return err
//	}
//	switch event := webhook.Event.(type) {
//	case imagekit.FileCreatedEvent:
//		fmt.Println(event.Data.FilePath)
//	}
//
// The body must be the bytes that were received, because these are signed. It must not be changed afterwards, because
// the result refers to it. Names of headers may be in any case. [Client.WebhookHandler] does all of this for an HTTP
// server.
//
// It fails with [ErrWebhookUnsigned], [ErrWebhookMalformed], [ErrWebhookSignature] or [ErrWebhookStale], or with a
// [ConfigError] if there is no secret or an option is invalid. No error contains a secret, a signature or a part of the
// body.
//
// See https://imagekit.io/docs/webhooks
func (c *Client) VerifyWebhook(header http.Header, body []byte, o WebhookOptions) (*Webhook, error) {
	options, err := c.webhookOptions(o)
	if err != nil {
		return nil, err
	}
	signature, err := helpers.VerifyWebhook(header, body, options)
	if err != nil {
		return nil, webhookError(err)
	}
	return decodeWebhook(signature, body)
}

// webhookOptions adds the client's secret, scheme and clock to o.
func (c *Client) webhookOptions(o WebhookOptions) (helpers.WebhookOptions, error) {
	secrets := slices.Clone(o.Secrets)
	if secret := c.config.webhookSecret; secret != "" {
		secrets = append(secrets, secret)
	}
	if len(secrets) == 0 {
		return helpers.WebhookOptions{}, missing("WithWebhookSecret", envWebhookSecret)
	}
	return helpers.WebhookOptions{
		Secrets:   secrets,
		Scheme:    cmp.Or(o.Scheme, c.config.webhookScheme),
		Tolerance: o.Tolerance,
		Now:       c.config.now,
	}, nil
}

// webhookError converts an error of package helpers to an error of this package.
func webhookError(err error) error {
	if is[*helpers.OptionError](err) {
		return optionError("WebhookOptions", err)
	}
	return fmt.Errorf("imagekit: %w", err)
}

func decodeWebhook(s helpers.WebhookSignature, body []byte) (*Webhook, error) {
	if !jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
		return nil, fmt.Errorf("imagekit: %w: the body is not JSON", ErrWebhookMalformed)
	}
	w := &Webhook{ID: s.ID, Type: union.Kind(body, "type"), Timestamp: s.Timestamp, Scheme: s.Scheme, Body: body}
	if s.Scheme == LegacyWebhooks {
		w.ID = union.Kind(body, "id")
	}
	if w.Event, w.Mismatches, w.DecodeError = DecodeWebhookEvent(body); w.DecodeError != nil {
		w.Event = w.Body
	}
	return w, nil
}

// DedupeWebhooks returns a function for the field Once of [WebhookHandlerOptions]. The function remembers the last n
// webhooks that this process has handled, at least one. A webhook that arrives while another one with its id is being
// handled waits for it, and is dropped if that one succeeds.
//
//	o := imagekit.WebhookHandlerOptions{Once: imagekit.DedupeWebhooks(10_000)}
//
// Only verified webhooks are remembered, so invalid requests cannot displace them. n should be more than the number of
// webhooks that arrive within twice the tolerance, because a webhook that is not remembered any more is handled again
// if it is repeated in that time. A webhook takes about 100 bytes of memory, whatever the length of its id. After a
// restart, or in a second process, a webhook can be handled again.
func DedupeWebhooks(n int) func(ctx context.Context, id string, handle func(context.Context) error) error {
	d := &webhookDeduper{
		size: max(n, 1), handled: make(map[webhookKey]bool), running: make(map[webhookKey]chan struct{}),
	}
	return d.once
}

// webhookKey is the digest of an id, which can be long.
type webhookKey [sha256.Size]byte

type webhookDeduper struct {
	mu      sync.Mutex
	size    int // maximum length of recent
	handled map[webhookKey]bool
	recent  []webhookKey                 // keys of handled; a ring buffer once it has its full size
	oldest  int                          // index in recent
	running map[webhookKey]chan struct{} // closed when the handling has ended
}

func (d *webhookDeduper) once(ctx context.Context, id string, handle func(context.Context) error) error {
	key := webhookKey(sha256.Sum256([]byte(id)))
	for {
		handled, running := d.startHandling(key)
		if handled {
			return nil
		}
		if running == nil {
			break
		}
		select {
		case <-running: // if the other call failed, this one handles the webhook
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	succeeded := false
	defer func() { d.endHandling(key, succeeded) }() // even if the callback panics
	err := handle(ctx)
	succeeded = err == nil
	return err
}

// startHandling reports whether a webhook has been handled, or returns a channel that is closed when the call that
// handles it ends. If it returns neither, the caller must handle the webhook and call endHandling.
func (d *webhookDeduper) startHandling(key webhookKey) (handled bool, running chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.handled[key] {
		return true, nil
	}
	if running, ok := d.running[key]; ok {
		return false, running
	}
	d.running[key] = make(chan struct{})
	return false, nil
}

func (d *webhookDeduper) endHandling(key webhookKey, succeeded bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.running[key])
	delete(d.running, key)
	if succeeded {
		d.remember(key)
	}
}

func (d *webhookDeduper) remember(key webhookKey) {
	d.handled[key] = true
	if len(d.recent) < d.size {
		d.recent = append(d.recent, key)
		return
	}
	delete(d.handled, d.recent[d.oldest])
	d.recent[d.oldest] = key
	d.oldest = (d.oldest + 1) % d.size
}
