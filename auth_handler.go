package imagekit

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/helpers"
)

// AuthHandlerOptions are the options of [Client.AuthHandler]. At least one of the two hooks is required.
type AuthHandlerOptions struct {
	// Authorize decides whether the sender of a request may upload: it returns nil to allow it. If it is set, the
	// handler answers GET with [AuthParams].
	Authorize func(r *http.Request) error

	// AuthorizeUpload decides whether the sender of a request may upload, and what. If it is set, the handler answers
	// POST with an upload token. The hook gets the fields that the browser requests, and returns the fields to sign: it
	// sets the folder, checks and all other fields that the browser must not decide, and copies the fields that the
	// browser may decide. The browser cannot send a field that the hook does not copy. The hook may modify asked. The
	// body of r has already been read.
	AuthorizeUpload func(r *http.Request, asked UploadV2Request) (UploadV2Request, error)

	// AllowedOrigins are the origins of pages on other hosts that may call the handler, such as
	// https://www.example.com. Each must have the form that a browser sends: scheme, host in lower case (xn-- for an
	// internationalized name), and the port unless it is the default one, without a path. Origins are compared exactly;
	// there are no wildcards, and "null" cannot be allowed. Pages of the handler's own host, which is the one in the
	// Host header, need not be listed.
	AllowedOrigins []string

	// AllowedHeaders are headers that pages of allowed origins may send besides Content-Type and Authorization.
	AllowedHeaders []string

	// AllowCredentials lets pages of allowed origins send cookies.
	AllowCredentials bool

	// Lifetime is how long parameters and tokens are valid: from one second to one hour, in whole seconds; 30 minutes
	// if 0.
	Lifetime time.Duration
}

// HTTPError is the response to a browser that a hook of [AuthHandlerOptions] or [UploadHandlerOptions] returns as an
// error. The response to any other error has the status 403, and does not contain its text.
//
//	return &imagekit.HTTPError{StatusCode: http.StatusUnauthorized, Message: "log in to upload"}
type HTTPError struct {
	StatusCode int    // HTTP status from 400 to 599; an HTTPError with another one is treated like any other error
	Message    string // sent to the browser; must not contain secrets
}

// Error returns the message.
func (e *HTTPError) Error() string { return e.Message }

// AuthHandler returns the HTTP endpoint that gives browsers the parameters or the token that they send in place of the
// private key when they upload. It signs with the client's keys and clock.
//
//	handler, err := ik.AuthHandler(imagekit.AuthHandlerOptions{Authorize: onlyMembers})
//	http.Handle("/upload-auth", handler)
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
// The page sends token, all fields unchanged, and the file to the upload endpoint of version 2. The body of the POST
// has the form that the service documents, and at most 64 KiB. Each field is given as in a JSON request, or as the text
// of its part in a form. The expire of the body is a lifetime in seconds, at least 1; it can shorten the lifetime of
// the handler but not extend it. The publicKey of the body is ignored. Line breaks in fields become CR LF before they
// are signed, because browsers send them in this form. All tokens are different, even those for two equal requests in
// the same second.
//
// Every response is JSON and must not be cached. The response to a failure has a message, which never contains a secret
// of the client. Its status is 400 for a malformed body or field, 403 for an origin that is not allowed and for an
// error of a hook that is not an [HTTPError], 405 (with an Allow header) for another method, 413 for a body that is too
// large, 415 for a body that is not application/json, and 500 for any other error.
//
// AuthHandler fails with a [ConfigError] if both hooks are missing, if an origin or the lifetime is invalid, or if the
// client lacks a key. The private key is always required, and the public key only for tokens. If the client has a
// public key, the handler sends it to the browser with the parameters.
//
// See https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload and
// https://imagekit.io/docs/api-reference/upload-file/upload-file-v2
func (c *Client) AuthHandler(o AuthHandlerOptions) (http.Handler, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := c.checkSigningKeys(o.AuthorizeUpload != nil); err != nil {
		return nil, err
	}
	h := &authHandler{client: c, options: o}
	var methods []string
	if o.Authorize != nil {
		methods = append(methods, http.MethodGet)
	}
	if o.AuthorizeUpload != nil {
		methods = append(methods, http.MethodPost)
	}
	h.cors = newCORS(o.AllowedOrigins, o.AllowedHeaders, o.AllowCredentials, methods...)
	if o.Lifetime == 0 {
		h.options.Lifetime = helpers.DefaultUploadLifetime
	}
	return http.HandlerFunc(h.serve), nil // a function, which prints without the keys
}

func (o *AuthHandlerOptions) check() error {
	if o.Authorize == nil && o.AuthorizeUpload == nil {
		return &ConfigError{
			Option: "AuthHandlerOptions.Authorize",
			Err:    errors.New("must be set, unless AuthorizeUpload is: without a hook, anybody could upload"),
		}
	}
	if o.Lifetime != 0 && (o.Lifetime < time.Second || o.Lifetime > helpers.MaxUploadLifetime) {
		return &ConfigError{
			Option: "AuthHandlerOptions.Lifetime",
			Err:    fmt.Errorf("%v is not between one second and one hour", o.Lifetime),
		}
	}
	return checkOrigins("AuthHandlerOptions.AllowedOrigins", o.AllowedOrigins)
}

// checkSigningKeys returns an error if the client lacks a key that a handler needs.
func (c *Client) checkSigningKeys(forTokens bool) error {
	if forTokens {
		_, _, err := c.signingKeys()
		return err
	}
	_, err := c.signingKey()
	return err
}

type authHandler struct {
	client  *Client
	options AuthHandlerOptions
	cors    cors
}

func (h *authHandler) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	isListed := h.cors.share(w.Header(), r)
	allowed := isListed || isSameHost(r)
	if allowed && isPreflight(r) {
		h.cors.preflight(w)
		return
	}
	var answer any
	var err error
	switch {
	case !allowed:
		err = errOrigin
	case !slices.Contains(h.cors.methods, r.Method):
		w.Header().Set("Allow", h.cors.allow())
		err = errMethod
	case r.Method == http.MethodGet:
		answer, err = h.params(r)
	default:
		answer, err = h.token(w, r)
	}
	writeAnswer(w, answer, uploadFailure(err))
}

// params returns the answer to a GET.
func (h *authHandler) params(r *http.Request) (any, error) {
	if err := h.options.Authorize(r); err != nil {
		return nil, denied(err)
	}
	params, err := h.client.AuthParams(AuthOptions{Lifetime: h.options.Lifetime})
	return struct {
		AuthParams
		PublicKey string `json:"publicKey,omitempty"`
	}{params, h.client.config.publicKey}, err
}

// token returns the answer to a POST.
func (h *authHandler) token(w http.ResponseWriter, r *http.Request) (any, error) {
	asked, lifetime, err := readTokenRequest(w, r)
	if err != nil {
		return nil, err
	}
	request, err := h.options.AuthorizeUpload(r, asked)
	if err != nil {
		return nil, denied(err)
	}
	fields, err := UploadFields(request)
	if err != nil {
		return nil, err
	}
	asBrowsersSend(fields)
	token, err := h.client.signFields(fields, UploadTokenOptions{Lifetime: min(lifetime, h.options.Lifetime)})
	return struct {
		Token  string            `json:"token"`
		Fields map[string]string `json:"fields"`
	}{token, fields}, err
}

var lineBreaks = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")

// asBrowsersSend replaces all line breaks by CR LF, as browsers do when they send a form:
// https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
func asBrowsersSend(fields map[string]string) {
	for name, text := range fields {
		fields[name] = lineBreaks.Replace(text)
	}
}

var (
	errOrigin = &HTTPError{http.StatusForbidden, "this origin is not allowed"}
	errMethod = &HTTPError{http.StatusMethodNotAllowed, "this method is not allowed"}
)

// denied returns the response to an error of a hook.
func denied(err error) error {
	var response *HTTPError
	if errors.As(err, &response) && response.StatusCode >= 400 && response.StatusCode <= 599 {
		return response
	}
	return &HTTPError{http.StatusForbidden, "the upload is not allowed"}
}

// uploadFailure returns the response to an error, or nil if err is nil. The status for an invalid field is 400, because
// the browser has sent it.
func uploadFailure(err error) *HTTPError {
	var response *HTTPError
	var field *ArgumentError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &response):
		return response
	case errors.As(err, &field):
		return &HTTPError{http.StatusBadRequest, field.Argument + " " + field.Reason}
	}
	return &HTTPError{http.StatusInternalServerError, "the upload could not be authorized"}
}

// writeAnswer writes value, or the message of failure if that is not nil, as JSON.
func writeAnswer(w http.ResponseWriter, value any, failure *HTTPError) {
	status := http.StatusOK
	if failure != nil {
		status, value = failure.StatusCode, map[string]string{"message": failure.Message}
	}
	// cannot fail: texts and numbers only
	body, _ := json.Marshal(value, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the connection is closed
}
