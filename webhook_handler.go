package helpers

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"

	"github.com/openimagekit/imagekit/gen"
)

// DefaultMaxWebhookBody is how long the body of a webhook may be unless an option says otherwise, in bytes.
const DefaultMaxWebhookBody = 1 << 20

// WebhookHandlerOptions says what a [WebhookHandler] does. Secrets are required. It prints without them.
type WebhookHandlerOptions struct {
	WebhookOptions

	// MaxBody is how long a body may be, in bytes; [DefaultMaxWebhookBody] if 0 or less.
	MaxBody int64

	// Once, if it is set, decides whether a webhook is handled: it calls handle unless it knows that the webhook with
	// this id has been handled before, and returns its error. It can do that within the transaction in which it stores
	// the id. The id is [Webhook.ID] or, for an event of the older scheme that has none, "sha256:" and the SHA-256 of
	// the body in hexadecimal; it is never empty. Ids should be kept for at least twice the tolerance, because a
	// timestamp can be that far in the future. [DedupeWebhooks] makes one for a single process.
	Once func(ctx context.Context, id string, handle func(context.Context) error) error

	// OnError, if it is set, learns why a request has not been answered with 200: one of the errors of [VerifyWebhook],
	// what reading the body failed with, or the error of a callback or of Once.
	OnError func(r *http.Request, err error)
}

// WebhookCallback handles events; see [OnWebhook] and [OnAnyWebhook].
type WebhookCallback struct {
	event  reflect.Type // nil for all others
	handle func(context.Context, *Webhook) error
}

// String says which events it is for.
func (c WebhookCallback) String() string {
	if c.event == nil {
		return "all other events"
	}
	return c.event.String()
}

// OnWebhook makes a callback for the events of one type, which is that of its last parameter.
//
//	helpers.OnWebhook(func(ctx context.Context, w *helpers.Webhook, event gen.VideoTransformationReadyEvent) error {
//		return library.MarkReady(ctx, event.Data.Asset.URL)
//	})
//
// If it fails, the service is told to send the webhook again. The context is that of the request: it ends when the
// service no longer waits.
func OnWebhook[T gen.WebhookEvent](handle func(ctx context.Context, w *Webhook, event T) error) WebhookCallback {
	callback := WebhookCallback{event: reflect.TypeFor[T]()}
	if handle != nil {
		callback.handle = func(ctx context.Context, w *Webhook) error { return handle(ctx, w, w.Event.(T)) }
	}
	return callback
}

// OnAnyWebhook makes a callback for all events that no other callback takes: those of other types, those that this
// version does not know, and those that it could not decode, which have a DecodeError.
func OnAnyWebhook(handle func(ctx context.Context, w *Webhook) error) WebhookCallback {
	return WebhookCallback{handle: handle}
}

// WebhookHandler returns the endpoint to which the service sends webhooks: it verifies them and hands each event to the
// callback for it.
//
//	handler, err := helpers.WebhookHandler(
//		helpers.WebhookHandlerOptions{WebhookOptions: helpers.WebhookOptions{Secrets: []string{secret}}},
//		helpers.OnWebhook(func(ctx context.Context, w *helpers.Webhook, event gen.FileCreatedEvent) error {
//			return search.Add(ctx, event.Data)
//		}),
//	)
//
// It answers 200 when the callback has returned nil, when there is none for the event, and when Once has dropped it. It
// answers 500 when a callback fails, and when an event for which there is a callback could not be decoded, so that the
// service tries again. Callbacks should be quick, and must tolerate being called twice with one event.
//
// It refuses what is unsigned, wrongly signed or stale with 401, what is malformed or breaks off with 400, all methods
// but POST with 405, and a body that is too long with 413. Failures are answered with JSON that has a message, without
// secrets, signatures or errors of callbacks.
//
// It fails with [ErrWebhookSecretMissing], [ErrWebhookSecretInvalid], [ErrWebhookScheme] or, if a callback is nil or
// two are for the same events, [ErrWebhookCallback].
//
// See https://imagekit.io/docs/webhooks
func WebhookHandler(o WebhookHandlerOptions, callbacks ...WebhookCallback) (http.Handler, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o.Secrets = slices.Clone(o.Secrets)
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxWebhookBody
	}
	h := &webhookHandler{o: o, callbacks: make(map[reflect.Type]func(context.Context, *Webhook) error)}
	for _, callback := range callbacks {
		if _, taken := h.callbacks[callback.event]; taken || callback.handle == nil {
			return nil, fmt.Errorf("%w: %s", ErrWebhookCallback, callback)
		}
		h.callbacks[callback.event] = callback.handle
	}
	return http.HandlerFunc(h.serve), nil // a function, which prints without the secrets
}

type webhookHandler struct {
	o         WebhookHandlerOptions
	callbacks map[reflect.Type]func(context.Context, *Webhook) error // nil is the type of all others
}

func (h *webhookHandler) serve(w http.ResponseWriter, r *http.Request) {
	if err := h.receive(w, r); err != nil {
		if h.o.OnError != nil {
			h.o.OnError(r, err)
		}
		writeAnswer(w, nil, webhookRefusal(err))
	}
}

// receive answers if it succeeds.
func (h *webhookHandler) receive(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return errMethod
	}
	if _, err := readSignature(r.Header, h.o.Scheme); err != nil {
		return err // without reading the body
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.o.MaxBody))
	if err != nil {
		return &brokenBodyError{err}
	}
	webhook, err := VerifyWebhook(r.Header, body, h.o.WebhookOptions)
	if err != nil {
		return err
	}
	if err := h.handleOnce(r.Context(), webhook); err != nil {
		return &callbackError{err}
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func (h *webhookHandler) handleOnce(ctx context.Context, w *Webhook) error {
	if h.o.Once == nil {
		return h.dispatch(ctx, w)
	}
	id := w.ID
	if id == "" { // the older scheme has no id of its own
		id = fmt.Sprintf("sha256:%x", sha256.Sum256(w.Body))
	}
	return h.o.Once(ctx, id, func(ctx context.Context) error { return h.dispatch(ctx, w) })
}

func (h *webhookHandler) dispatch(ctx context.Context, w *Webhook) error {
	if handle, ok := h.callbacks[reflect.TypeOf(w.Event)]; ok {
		return handle(ctx, w)
	}
	if handle, ok := h.callbacks[nil]; ok {
		return handle(ctx, w)
	}
	if w.DecodeError != nil && h.wants(w.Type) {
		return w.DecodeError
	}
	return nil
}

// wants reports whether there is a callback for a type of events. An event that has nothing but its type can always be
// decoded.
func (h *webhookHandler) wants(kind string) bool {
	event, _, err := gen.DecodeWebhookEvent(fmt.Appendf(nil, `{"type":%q}`, kind))
	_, ok := h.callbacks[reflect.TypeOf(event)]
	return err == nil && ok
}

// callbackError and brokenBodyError set errors apart from those of [VerifyWebhook], which they may wrap.
type callbackError struct{ error }

func (e *callbackError) Unwrap() error { return e.error }

type brokenBodyError struct{ error }

func (e *brokenBodyError) Unwrap() error { return e.error }

// webhookRefusal is what the sender learns of an error.
func webhookRefusal(err error) *HTTPError {
	var callback *callbackError
	var tooLong *http.MaxBytesError
	var broken *brokenBodyError
	switch {
	case err == errMethod:
		return errMethod
	case errors.As(err, &callback):
		return &HTTPError{http.StatusInternalServerError, "the webhook could not be handled"}
	case errors.As(err, &tooLong):
		return &HTTPError{http.StatusRequestEntityTooLarge, "the body is too long"}
	case errors.As(err, &broken):
		return &HTTPError{http.StatusBadRequest, "the body could not be read"}
	case errors.Is(err, ErrWebhookMalformed):
		return &HTTPError{http.StatusBadRequest, ErrWebhookMalformed.Error()}
	}
	for _, known := range []error{ErrWebhookUnsigned, ErrWebhookStale} {
		if errors.Is(err, known) {
			return &HTTPError{http.StatusUnauthorized, known.Error()}
		}
	}
	return &HTTPError{http.StatusUnauthorized, ErrWebhookSignature.Error()}
}
