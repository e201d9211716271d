package helpers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/internal/rest"
)

// What [errors.Is] answers of a webhook that is not to be trusted.
var (
	ErrWebhookUnsigned  = errors.New("webhook is not signed")            // a header is missing or empty
	ErrWebhookMalformed = errors.New("webhook is malformed")             // a header cannot be read, or the body is not JSON
	ErrWebhookStale     = errors.New("webhook was not signed about now") // rightly signed, but too long ago or in the future
	ErrWebhookSignature = errors.New("webhook signature is wrong")       // by none of the secrets, or for another body
)

// What [errors.Is] answers of webhooks that a program cannot verify, sign or handle.
var (
	ErrWebhookSecretMissing = errors.New("no webhook secret")
	ErrWebhookScheme        = errors.New("no such webhook scheme")
	ErrWebhookCallback      = errors.New("webhook callback is nil, or not the only one for its events")
)

// DefaultWebhookTolerance is how far the time of a Standard Webhooks signature may be from now, either way, unless an option says otherwise.
const DefaultWebhookTolerance = 5 * time.Minute

// WebhookScheme is a way in which webhooks are signed.
type WebhookScheme int

// Schemes of signatures. Both are keyed with the UTF-8 text of the whole secret as the dashboard shows it, whsec_ included.
const (
	// AnyWebhookScheme takes Standard Webhooks if the request has their signature, and the older scheme otherwise. A program whose
	// webhooks are all of one scheme should name it: what the older one signed is good forever unless there is a tolerance.
	AnyWebhookScheme WebhookScheme = iota
	// StandardWebhooks has the headers webhook-id, webhook-timestamp (epoch seconds) and webhook-signature: entries "v1,BASE64" separated by
	// spaces, one of which has to be right. Entries of another version are ignored. See https://www.standardwebhooks.com
	StandardWebhooks
	// LegacyWebhooks has the header x-ik-signature: t=MILLISECONDS,v1=HEX, an HMAC-SHA256 of "MILLISECONDS.BODY". Other parts are ignored; of
	// several t or v1 the first counts, as in Node SDK 6.
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

// WebhookOptions is how a webhook is verified. Secrets are required.
type WebhookOptions struct {
	// Secrets are tried one after the other, so that a new one can come before the old one goes. Empty ones are ignored.
	Secrets []string
	// Scheme is [AnyWebhookScheme] by default.
	Scheme WebhookScheme
	// Tolerance is how far the time of a signature may be from now, either way. If it is 0, that is [DefaultWebhookTolerance] for
	// Standard Webhooks, and no limit for the older scheme. If it is negative, there is no limit.
	Tolerance time.Duration
	// Now is the clock; [time.Now] if nil.
	Now func() time.Time
}

// Webhook is a webhook that has been verified.
type Webhook struct {
	ID        string          // stays the same when the service tries again: webhook-id, or the event's own id in the older scheme, which has none
	Type      string          // such as file.created
	Timestamp time.Time       // when it was signed; in whole seconds or, in the older scheme, milliseconds
	Scheme    WebhookScheme   // how it was signed
	Body      json.RawMessage // as it came

	// Event is one of the types of [gen.WebhookEvent], such as gen.FileCreatedEvent (imagekit.FileCreatedEvent is the same), not a pointer
	// to it. An event that this version does not know is its body, a [json.RawMessage].
	Event any
	// Mismatches are JSON pointers (RFC 6901) into Body, at most 100: values of another type than documented. Fields of Event that belong to
	// them are zero, or rounded.
	Mismatches []string
	// DecodeError is why Event is the body although the type is known: its data is not an object, or would take too much memory.
	DecodeError error
}

// VerifyWebhook returns the event of a request if one of the secrets has signed it, about now.
//
//	webhook, err := helpers.VerifyWebhook(r.Header, body, helpers.WebhookOptions{Secrets: []string{secret}})
//	if err != nil {
//		return err
//	}
//	switch event := webhook.Event.(type) {
//	case gen.FileCreatedEvent:
//		fmt.Println(event.Data.FilePath)
//	}
//
// The body has to be the bytes that came, since these are signed; it is kept, not copied. Names of headers may be in any case.
// [WebhookHandler] does all of this for a server.
//
// It fails with [ErrWebhookUnsigned], [ErrWebhookMalformed], [ErrWebhookSignature] or [ErrWebhookStale], or because of the options with
// [ErrWebhookSecretMissing] or [ErrWebhookScheme]. No error contains a secret, a signature or anything of the body.
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
	if !slices.ContainsFunc(o.Secrets, func(secret string) bool { return secret != "" }) {
		return ErrWebhookSecretMissing
	}
	if o.Scheme < AnyWebhookScheme || o.Scheme > LegacyWebhooks {
		return fmt.Errorf("%w: %v", ErrWebhookScheme, o.Scheme)
	}
	return nil
}

// checkTime compares whole units of the scheme, so that a signature of exactly the tolerance's age is good.
func (o *WebhookOptions) checkTime(s webhookSignature) error {
	tolerance, unit, clock := o.Tolerance, time.Millisecond, o.Now
	if s.scheme == StandardWebhooks {
		unit = time.Second
		if tolerance == 0 {
			tolerance = DefaultWebhookTolerance
		}
	}
	if tolerance <= 0 {
		return nil
	}
	if clock == nil {
		clock = time.Now
	}
	if age := clock().Truncate(unit).Sub(s.time); age > tolerance || age < -tolerance {
		return fmt.Errorf("%w but %s", ErrWebhookStale, s.time.UTC().Format(time.RFC3339))
	}
	return nil
}

func decodeWebhook(s webhookSignature, body []byte) (*Webhook, error) {
	if !json.Valid(body) {
		return nil, fmt.Errorf("%w: the body is not JSON", ErrWebhookMalformed)
	}
	w := &Webhook{ID: s.id, Type: rest.UnionKind(body, "type"), Timestamp: s.time, Scheme: s.scheme, Body: body}
	if s.scheme == LegacyWebhooks {
		w.ID = rest.UnionKind(body, "id")
	}
	if w.Event, w.Mismatches, w.DecodeError = gen.DecodeWebhookEvent(body); w.DecodeError != nil {
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

func (s webhookSignature) isRight(secret string, body []byte) bool {
	if s.scheme == LegacyWebhooks {
		return hmac.Equal([]byte(s.text), signLegacy(secret, s.time, body))
	}
	webhook, err := standardwebhooks.NewWebhookRaw([]byte(secret))
	return err == nil && webhook.VerifyIgnoringTimestamp(body, s.header()) == nil // its own check of the time has no clock to inject
}

// signLegacy returns the v1 of the older scheme. All digits are lower-case.
func signLegacy(secret string, at time.Time, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(append(strconv.AppendInt(nil, at.UnixMilli(), 10), '.'))
	mac.Write(body)
	return hex.AppendEncode(nil, mac.Sum(nil))
}

// header returns the headers that the signature would be read from.
func (s webhookSignature) header() http.Header {
	header := http.Header{}
	if s.scheme == LegacyWebhooks {
		header.Set(headerLegacy, "t="+strconv.FormatInt(s.time.UnixMilli(), 10)+",v1="+s.text)
		return header
	}
	header.Set(standardwebhooks.HeaderWebhookID, s.id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(s.time.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, s.text)
	return header
}

func readSignature(header http.Header, scheme WebhookScheme) (webhookSignature, error) {
	standard := strings.Join(headerValues(header, standardwebhooks.HeaderWebhookSignature), " ")
	legacy := strings.Join(headerValues(header, headerLegacy), ",")
	if scheme == LegacyWebhooks || scheme == AnyWebhookScheme && standard == "" && legacy != "" {
		return readLegacy(legacy)
	}
	return readStandard(header, standard)
}

func readStandard(header http.Header, signatures string) (webhookSignature, error) {
	if signatures == "" {
		return webhookSignature{}, fmt.Errorf("%w: no %s", ErrWebhookUnsigned, standardwebhooks.HeaderWebhookSignature)
	}
	id, err := onlyValue(header, standardwebhooks.HeaderWebhookID)
	if err != nil {
		return webhookSignature{}, err
	}
	timestamp, err := onlyValue(header, standardwebhooks.HeaderWebhookTimestamp)
	if err != nil {
		return webhookSignature{}, err
	}
	seconds, ok := parseEpoch(timestamp, latestTime/1000)
	if !ok {
		return webhookSignature{}, fmt.Errorf("%w: %s is not a time in seconds", ErrWebhookMalformed, standardwebhooks.HeaderWebhookTimestamp)
	}
	return webhookSignature{StandardWebhooks, id, time.Unix(seconds, 0), signatures}, nil
}

func readLegacy(text string) (webhookSignature, error) {
	if text == "" {
		return webhookSignature{}, fmt.Errorf("%w: no %s", ErrWebhookUnsigned, headerLegacy)
	}
	t, hasTime := legacyPart(text, "t")
	v1, hasSignature := legacyPart(text, "v1")
	if !hasTime || !hasSignature {
		return webhookSignature{}, fmt.Errorf("%w: %s is not t=MILLISECONDS,v1=HEX", ErrWebhookMalformed, headerLegacy)
	}
	milliseconds, ok := parseEpoch(t, latestTime)
	if !ok {
		return webhookSignature{}, fmt.Errorf("%w: t in %s is not a time in milliseconds", ErrWebhookMalformed, headerLegacy)
	}
	return webhookSignature{LegacyWebhooks, "", time.UnixMilli(milliseconds), v1}, nil
}

func legacyPart(text, name string) (value string, ok bool) {
	for item := range strings.SplitSeq(text, ",") {
		if key, value, found := strings.Cut(item, "="); key == name {
			return value, found
		}
	}
	return "", false
}

// latestTime is the last moment that JavaScript, and so the service, can name, in milliseconds: it is in the year 275760.
const latestTime = 8_640_000_000_000_000

func parseEpoch(text string, latest int64) (n int64, ok bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return n, err == nil && n >= 0 && n <= latest
}

// onlyValue returns the value of a header that says one thing.
func onlyValue(header http.Header, name string) (string, error) {
	values := slices.Compact(headerValues(header, name))
	switch {
	case len(values) == 0 || values[0] == "" && len(values) == 1:
		return "", fmt.Errorf("%w: no %s", ErrWebhookUnsigned, name)
	case len(values) > 1:
		return "", fmt.Errorf("%w: several %s", ErrWebhookMalformed, name)
	}
	return values[0], nil
}

// headerValues returns the values of a header, even from a map whose keys are not in Go's spelling, such as one that came as JSON.
func headerValues(header http.Header, name string) []string {
	values := slices.Clone(header.Values(name))
	for key, others := range header {
		if strings.EqualFold(key, name) && key != http.CanonicalHeaderKey(name) {
			values = append(values, others...)
		}
	}
	return values
}
