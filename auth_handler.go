package helpers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/gen"
)

// What [errors.Is] answers of an [AuthHandler] that could not be made.
var (
	ErrHookMissing     = errors.New("neither Authorize nor AuthorizeUpload: everybody could upload")
	ErrOriginInvalid   = errors.New("invalid allowed origin") // not as a browser sends it
	ErrLifetimeInvalid = errors.New("lifetime must be from one second to one hour")
)

// AuthHandlerOptions says what an [AuthHandler] does. Keys and at least one of the two hooks are required. It prints
// without the private key.
type AuthHandlerOptions struct {
	PrivateKey string
	PublicKey  string // required for tokens; beside parameters, it is given to the browser, which has to send it

	// Authorize decides whether the sender of a request may upload. If it is set, the handler answers GET with
	// [AuthParams].
	Authorize func(r *http.Request) error

	// AuthorizeUpload decides whether the sender of a request may upload, and what. If it is set, the handler answers
	// POST with an upload token. The hook gets the fields that the browser asks for, and what it returns is signed: it
	// fixes folder, checks and whatever else is not the browser's business, and takes over what it trusts the browser
	// with. What it does not take over cannot be sent. It may change asked, which is its own; the body of r has been
	// read.
	AuthorizeUpload func(r *http.Request, asked gen.UploadV2Request) (gen.UploadV2Request, error)

	// AllowedOrigins are the origins of pages on other hosts that may call the handler, such as
	// https://www.example.com. Each must be as a browser sends it: scheme, host in lower case (xn-- for an
	// internationalized name), and the port unless it is the default one, with nothing behind. They are compared
	// exactly; there are no wildcards, and "null" cannot be allowed. Pages of the handler's own host, as the Host
	// header names it, need not be listed.
	AllowedOrigins []string

	// AllowedHeaders are headers that pages of allowed origins may send besides Content-Type and Authorization.
	AllowedHeaders []string

	// AllowCredentials lets pages of allowed origins send cookies.
	AllowCredentials bool

	Lifetime time.Duration    // in whole seconds, at most [MaxLifetime]; [DefaultLifetime] if 0
	Now      func() time.Time // the clock; [time.Now] if nil
}

// HTTPError is an error of a hook that the client gets to see. Any other error becomes a 403 without its text.
//
//	return &helpers.HTTPError{Status: http.StatusUnauthorized, Message: "log in to upload"}
type HTTPError struct {
	Status  int    // an HTTP status from 400 to 599
	Message string // nothing secret
}

func (e *HTTPError) Error() string { return e.Message }

// AuthHandler returns the endpoint that gives browsers what they upload with in place of the private key. Every answer
// is JSON and is not to be cached; a failure has a message, which never is a secret.
//
// With Authorize, it answers
//
//	GET → {"token": "…", "expire": 1700001800, "signature": "…", "publicKey": "…"}
//
// and with AuthorizeUpload
//
//	POST {"uploadPayload": {"fileName": "dress.jpg", "tags": ["summer", "dress"]}, "expire": 600}
//	→ {"token": "…", "fields": {"fileName": "dress.jpg", "folder": "/users/7", "tags": "summer,dress"}}
//
// The page sends token, all fields as they are here, and the file to the upload endpoint of version 2. The body of the
// POST has the form that the service documents; at most 64 KiB. Each field is as in a JSON request or as the text of
// its part in a form. The expire of a body is a lifetime in seconds, and can only shorten that of the handler; its
// publicKey is ignored. Line breaks in fields become CR LF before they are signed, since this is how browsers send
// them. No two tokens are equal, so two equal requests can be answered in the same second.
//
// Failures: 400 for a body or a field that is wrong, 403 for another origin or if the hook does not say otherwise with
// a [HTTPError], 405 with an Allow header, 413, 415 for a body that is not application/json, and 500.
//
// It fails with [ErrHookMissing], [ErrPrivateKeyMissing], [ErrPrivateKeyInvalid], [ErrPublicKeyMissing],
// [ErrPublicKeyInvalid], [ErrOriginInvalid] or [ErrLifetimeInvalid].
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload and
// https://imagekit.io/docs/api-reference/upload-file/upload-file-v2
func AuthHandler(o AuthHandlerOptions) (http.Handler, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	h := &authHandler{o: o}
	h.o.AllowedOrigins = slices.Clone(o.AllowedOrigins)
	h.allowedHeaders = strings.Join(append([]string{"Authorization", "Content-Type"}, o.AllowedHeaders...), ", ")
	if o.Authorize != nil {
		h.methods = append(h.methods, http.MethodGet)
	}
	if o.AuthorizeUpload != nil {
		h.methods = append(h.methods, http.MethodPost)
	}
	if h.o.Now == nil {
		h.o.Now = time.Now
	}
	if o.Lifetime == 0 {
		h.o.Lifetime = DefaultLifetime
	}
	return http.HandlerFunc(h.serve), nil // a function, which prints without the key
}

func (o *AuthHandlerOptions) check() error {
	switch {
	case o.Authorize == nil && o.AuthorizeUpload == nil:
		return ErrHookMissing
	case o.Lifetime != 0 && (o.Lifetime < time.Second || o.Lifetime > MaxLifetime):
		return ErrLifetimeInvalid
	}
	if err := o.checkKeys(); err != nil {
		return err
	}
	for i, origin := range o.AllowedOrigins {
		if err := checkOrigin(origin); err != nil {
			return fmt.Errorf("%w: AllowedOrigins[%d] %w", ErrOriginInvalid, i, err)
		}
	}
	return nil
}

// checkKeys lets the public key be missing if there are no tokens, which name it.
func (o *AuthHandlerOptions) checkKeys() error {
	if err := checkPrivateKey(o.PrivateKey); err != nil {
		return err
	}
	if o.PublicKey == "" && o.AuthorizeUpload == nil {
		return nil
	}
	return checkPublicKey(o.PublicKey)
}

type authHandler struct {
	o              AuthHandlerOptions
	methods        []string
	allowedHeaders string
}

func (h *authHandler) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Origin")
	known := h.shareWithOrigin(w.Header(), r)
	if known && isPreflight(r) {
		h.preflight(w)
		return
	}
	var answer any
	var err error
	switch {
	case !known:
		err = errOrigin
	case !slices.Contains(h.methods, r.Method):
		w.Header().Set("Allow", strings.Join(h.allow(), ", "))
		err = errMethod
	case r.Method == http.MethodGet:
		answer, err = h.params(r)
	default:
		answer, err = h.token(w, r)
	}
	writeAnswer(w, answer, err)
}

// shareWithOrigin lets the page that sent the request read the answer, errors included. It reports false for a page
// that may not.
func (h *authHandler) shareWithOrigin(header http.Header, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	switch {
	case len(r.Header.Values("Origin")) > 1:
		return false // no browser sends two
	case origin == "":
		return true // not from a page, or by GET from a page of this host
	}
	if !slices.Contains(h.o.AllowedOrigins, origin) {
		_, host, _ := strings.Cut(origin, "://")
		return host != "" && strings.EqualFold(host, r.Host)
	}
	header.Set("Access-Control-Allow-Origin", origin)
	if h.o.AllowCredentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	return true
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight answers what browsers ask before they send the request of a page from another host.
func (h *authHandler) preflight(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Methods", strings.Join(h.methods, ", "))
	w.Header().Set("Access-Control-Allow-Headers", h.allowedHeaders)
	w.WriteHeader(http.StatusNoContent)
}

func (h *authHandler) allow() []string {
	if len(h.o.AllowedOrigins) == 0 {
		return h.methods
	}
	return append(slices.Clone(h.methods), http.MethodOptions)
}

// params answers a GET.
func (h *authHandler) params(r *http.Request) (any, error) {
	if err := h.o.Authorize(r); err != nil {
		return nil, refused(err)
	}
	now := h.o.Now()
	params, err := NewAuthParams(h.o.PrivateKey, AuthOptions{
		Expire: now.Unix() + seconds(h.o.Lifetime),
		Now:    func() time.Time { return now },
	})
	return struct {
		AuthParams
		PublicKey string `json:"publicKey,omitempty"`
	}{params, h.o.PublicKey}, err
}

// token answers a POST.
func (h *authHandler) token(w http.ResponseWriter, r *http.Request) (any, error) {
	asked, lifetime, err := readTokenRequest(w, r)
	if err != nil {
		return nil, err
	}
	request, err := h.o.AuthorizeUpload(r, asked)
	if err != nil {
		return nil, refused(err)
	}
	fields, err := UploadFields(request)
	if err != nil {
		return nil, err
	}
	asBrowsersSend(fields)
	now := h.o.Now()
	token, err := signFields(h.o.PrivateKey, h.o.PublicKey, fields, TokenOptions{
		Expire: now.Unix() + min(lifetime, seconds(h.o.Lifetime)),
		Now:    func() time.Time { return now },
	})
	return struct {
		Token  string            `json:"token"`
		Fields map[string]string `json:"fields"`
	}{token, fields}, err
}

var lineBreaks = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")

// asBrowsersSend makes all line breaks CR LF:
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
func asBrowsersSend(fields map[string]string) {
	for name, text := range fields {
		fields[name] = lineBreaks.Replace(text)
	}
}

var (
	errOrigin = &HTTPError{http.StatusForbidden, "this origin may not upload"}
	errMethod = &HTTPError{http.StatusMethodNotAllowed, "this method is not allowed"}
)

// refused is what the client learns of a hook's error.
func refused(err error) error {
	var refusal *HTTPError
	if errors.As(err, &refusal) && refusal.Status >= 400 && refusal.Status <= 599 {
		return refusal
	}
	return &HTTPError{http.StatusForbidden, "you may not upload"}
}

// explain is what the client learns of any error. A field is the browser's to mend.
func explain(err error) *HTTPError {
	var refusal *HTTPError
	if errors.As(err, &refusal) {
		return refusal
	}
	var field *FieldError
	if errors.As(err, &field) {
		return &HTTPError{http.StatusBadRequest, field.Error()}
	}
	return &HTTPError{http.StatusInternalServerError, "the upload could not be authorized"}
}

func writeAnswer(w http.ResponseWriter, value any, err error) {
	status := http.StatusOK
	if err != nil {
		refusal := explain(err)
		status, value = refusal.Status, map[string]string{"message": refusal.Message}
	}
	body, _ := json.Marshal(value) // texts and numbers can always be encoded
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
