package imagekit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"

	"github.com/openimagekit/imagekit/helpers"
)

// DefaultMaxWebhookBody is the default of MaxBody in [WebhookHandlerOptions], in bytes.
const DefaultMaxWebhookBody = 1 << 20

// WebhookHandlerOptions are the options of [Client.WebhookHandler]. The zero value accepts webhooks that the client's
// secret signed. Printed with package fmt or logged with package log/slog, the options show [redacted] in place of
// secrets.
type WebhookHandlerOptions struct {
	WebhookOptions

	// MaxBody is the maximum length of a body, in bytes; [DefaultMaxWebhookBody] if 0 or less.
	MaxBody int64

	// Once, if it is set, decides whether a webhook is handled. It must call handle and return its error, unless the
	// webhook with this id has been handled before. It can call handle within the transaction in which it stores the
	// id. The id is [Webhook.ID] or, if that is empty, "sha256:" and the SHA-256 of the body in hexadecimal. Once
	// should keep ids for at least twice the tolerance, because the timestamp of a webhook can be one tolerance in the
	// future. [DedupeWebhooks] returns such a function for a single process.
	Once func(ctx context.Context, id string, handle func(context.Context) error) error

	// OnError, if it is set, is called with the reason when a request is not answered with 200: an error of
	// [Client.VerifyWebhook], of reading the body, of a callback or of Once, or a wrong method.
	OnError func(r *http.Request, err error)
}

// Format implements [fmt.Formatter]. It prints the options without the secrets.
func (o WebhookHandlerOptions) Format(f fmt.State, verb rune) {
	type verify WebhookOptions
	type options struct { // without an embedded field, whose Format it would inherit
		WebhookOptions verify
		MaxBody        int64
		Once           func(context.Context, string, func(context.Context) error) error
		OnError        func(*http.Request, error)
	}
	redacted := options{verify(o.redacted()), o.MaxBody, o.Once, o.OnError}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), redacted)
}

// WebhookCallback handles the events of one type, or all events that have no other callback; see [OnWebhook] and
// [OnAnyWebhook].
type WebhookCallback struct {
	event  reflect.Type // nil for all others
	handle func(context.Context, *Webhook) error
}

// String returns the type of the events that the callback handles.
func (c WebhookCallback) String() string {
	if c.event == nil {
		return "all other events"
	}
	return c.event.String()
}

// OnWebhook returns a callback for the events of one type: the type of the last parameter of handle.
//
//	imagekit.OnWebhook(func(ctx context.Context, w *imagekit.Webhook, event imagekit.FileDeletedEvent) error {
//		return search.Remove(ctx, event.Data.FileID)
//	})
//
// If handle fails, the handler answers 500, so that the service sends the webhook again. ctx is the context of the
// request, which ends when the service no longer waits.
func OnWebhook[T WebhookEvent](handle func(ctx context.Context, w *Webhook, event T) error) WebhookCallback {
	callback := WebhookCallback{event: reflect.TypeFor[T]()}
	if handle != nil {
		callback.handle = func(ctx context.Context, w *Webhook) error { return handle(ctx, w, w.Event.(T)) }
	}
	return callback
}

// OnAnyWebhook returns a callback for all events that no other callback handles: events of other types, events of
// unknown types, and events that could not be decoded (see [Webhook.DecodeError]).
func OnAnyWebhook(handle func(ctx context.Context, w *Webhook) error) WebhookCallback {
	return WebhookCallback{handle: handle}
}

// WebhookHandler returns the HTTP endpoint to which the service sends webhooks. It verifies them like
// [Client.VerifyWebhook] and passes each event to the callback for its type.
//
//	handler, err := ik.WebhookHandler(imagekit.WebhookHandlerOptions{},
//		imagekit.OnWebhook(func(ctx context.Context, w *imagekit.Webhook, event imagekit.FileCreatedEvent) error {
//			return search.Add(ctx, event.Data)
//		}),
//	)
//	http.Handle("/imagekit-webhooks", handler)
//
// It answers 200 when the callback has returned nil, when no callback handles the event, and when Once returns nil
// without calling handle. It answers 500, so that the service sends the webhook again, when a callback fails, and when
// an event with a callback could not be decoded. Callbacks should be quick, and must tolerate being called twice with
// the same event.
//
// It answers 401 to a webhook that is unsigned, wrongly signed or stale, 400 to a malformed or incomplete webhook, 405
// to all methods except POST, and 413 to a body that is too long. The response to a failure is JSON with a message,
// which does not contain secrets, signatures or errors of callbacks.
//
// WebhookHandler fails with a [ConfigError] if neither the client nor the options have a secret, if an option is
// invalid, or if a callback is nil or two callbacks are for the same events.
//
// See https://imagekit.io/docs/webhooks
func (c *Client) WebhookHandler(o WebhookHandlerOptions, callbacks ...WebhookCallback) (http.Handler, error) {
	verify, err := c.webhookOptions(o.WebhookOptions)
	if err != nil {
		return nil, err
	}
	if err := verify.Validate(); err != nil {
		return nil, optionError("WebhookHandlerOptions", err)
	}
	o.Secrets = slices.Clone(o.Secrets)
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxWebhookBody
	}
	h := &webhookHandler{client: c, options: o, callbacks: map[reflect.Type]func(context.Context, *Webhook) error{}}
	for i, callback := range callbacks {
		option := fmt.Sprintf("WebhookHandler callbacks[%d]", i)
		if callback.handle == nil {
			return nil, &ConfigError{Option: option, Err: fmt.Errorf("the function for %s is nil", callback)}
		}
		if _, taken := h.callbacks[callback.event]; taken {
			return nil, &ConfigError{Option: option, Err: fmt.Errorf("duplicate callback for %s", callback)}
		}
		h.callbacks[callback.event] = callback.handle
	}
	return http.HandlerFunc(h.serve), nil // a function, which prints without the secrets
}

type webhookHandler struct {
	client    *Client
	options   WebhookHandlerOptions
	callbacks map[reflect.Type]func(context.Context, *Webhook) error // by type of event; the key nil is for all others
}

func (h *webhookHandler) serve(w http.ResponseWriter, r *http.Request) {
	if err := h.receive(w, r); err != nil {
		if h.options.OnError != nil {
			h.options.OnError(r, err)
		}
		writeAnswer(w, nil, webhookFailure(err))
	}
}

// receive handles a request, and answers it unless it fails.
func (h *webhookHandler) receive(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return errMethod
	}
	if err := h.checkHeader(r.Header); err != nil {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.options.MaxBody))
	if err != nil {
		return &brokenBodyError{err}
	}
	webhook, err := h.client.VerifyWebhook(r.Header, body, h.options.WebhookOptions)
	if err != nil {
		return err
	}
	if err := h.handleOnce(r.Context(), webhook); err != nil {
		return &callbackError{err}
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

// checkHeader returns an error if the header alone shows that the webhook is invalid, so that the body need not be
// read.
func (h *webhookHandler) checkHeader(header http.Header) error {
	verify, err := h.client.webhookOptions(h.options.WebhookOptions)
	if err != nil {
		return err
	}
	_, err = helpers.VerifyWebhook(header, nil, verify)
	if errors.Is(err, ErrWebhookUnsigned) || errors.Is(err, ErrWebhookMalformed) {
		return err
	}
	return nil // all other errors depend on the body
}

func (h *webhookHandler) handleOnce(ctx context.Context, w *Webhook) error {
	if h.options.Once == nil {
		return h.dispatch(ctx, w)
	}
	id := w.ID
	if id == "" { // an event of the older scheme can lack an id
		id = fmt.Sprintf("sha256:%x", sha256.Sum256(w.Body))
	}
	return h.options.Once(ctx, id, func(ctx context.Context) error { return h.dispatch(ctx, w) })
}

func (h *webhookHandler) dispatch(ctx context.Context, w *Webhook) error {
	if handle, ok := h.callbacks[reflect.TypeOf(w.Event)]; ok {
		return handle(ctx, w)
	}
	if handle, ok := h.callbacks[nil]; ok {
		return handle(ctx, w)
	}
	if w.DecodeError != nil && h.hasCallback(w.Type) {
		return w.DecodeError
	}
	return nil
}

// hasCallback reports whether there is a callback for events of a kind. To get their Go type, it decodes an event that
// consists of the kind only, which can always be decoded.
func (h *webhookHandler) hasCallback(kind string) bool {
	event, _, err := DecodeWebhookEvent(fmt.Appendf(nil, `{"type":%q}`, kind))
	_, ok := h.callbacks[reflect.TypeOf(event)]
	return err == nil && ok
}

// callbackError and brokenBodyError distinguish errors from those of [Client.VerifyWebhook], which they may wrap.
type callbackError struct{ error }

func (e *callbackError) Unwrap() error { return e.error }

type brokenBodyError struct{ error }

func (e *brokenBodyError) Unwrap() error { return e.error }

// webhookFailure returns the response to an error.
func webhookFailure(err error) *HTTPError {
	var callback *callbackError
	var tooLong *http.MaxBytesError
	var broken *brokenBodyError
	switch {
	case errors.Is(err, errMethod):
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
	for _, untrusted := range []error{ErrWebhookUnsigned, ErrWebhookStale, ErrWebhookSignature} {
		if errors.Is(err, untrusted) {
			return &HTTPError{http.StatusUnauthorized, untrusted.Error()}
		}
	}
	return &HTTPError{http.StatusInternalServerError, "the webhook could not be verified"}
}
