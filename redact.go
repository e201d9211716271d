package imagekit

import (
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/openimagekit/imagekit/internal/redact"
)

// secrets hides what nobody is to read in an error, a log or a response: the private key, and what vouches for this one
// call, such as a signed URL, the secrets of an origin or a token.
func (r *run) secrets() *redact.Redactor {
	if r.redactor == nil {
		secrets := append(r.call.Secrets(), r.config.privateKey)
		r.redactor = redact.New(append(secrets, r.cookies()...)...)
	}
	return r.redactor
}

// cookies returns the cookies of the request, those of the HTTP client's jar included: all together, and the value of
// each that can be a secret, because a server can repeat it alone.
func (r *run) cookies() []string {
	const shortest = 8
	header := r.options.header
	if r.request != nil {
		header = r.request.Header
	}
	var secrets []string
	for _, line := range header.Values("Cookie") {
		secrets = append(secrets, line)
		for pair := range strings.SplitSeq(line, ";") {
			_, value, _ := strings.Cut(pair, "=")
			if value = strings.Trim(value, `" `); len(value) >= shortest {
				secrets = append(secrets, value)
			}
		}
	}
	return secrets
}

// redact removes secrets from a text that came from outside.
func (r *run) redact(text string) string {
	if text == "" {
		return ""
	}
	return r.secrets().Text(text)
}

// redactBody returns at most the first 64 KiB of a body, without the secrets that it repeats, as the error pages of
// some proxies do with request headers. Where it ends too early, a secret can have begun.
func (r *run) redactBody(body []byte) []byte {
	if len(body) == 0 {
		return nil
	}
	hide := r.secrets().Text
	if r.isCut || len(body) > maxErrorBody {
		body, hide = body[:min(len(body), maxErrorBody)], r.secrets().Cut
	}
	hidden := hide(string(body))
	return []byte(hidden[:min(len(hidden), maxErrorBody)])
}

// shown is the response for [WithResponse]. Header fields are redacted even of a success: nobody needs a secret back
// from there. A value of more than 8 KiB is cut.
func (r *run) shown() *http.Response {
	shown := *r.response
	shown.Header = shown.Header.Clone()
	for _, values := range shown.Header {
		for i, value := range values {
			if len(value) <= maxShownHeader {
				values[i] = r.redact(value)
			} else {
				values[i] = r.secrets().Cut(value[:maxShownHeader])
			}
		}
	}
	return &shown
}

// maxShownHeader is how much of a header value is shown. To find secrets takes many times the memory of the text.
const maxShownHeader = 8 << 10

// redactError hides the text of an error that repeats secrets; what it is stays.
func (r *run) redactError(err error) error {
	if err == nil {
		return nil
	}
	if text := r.redact(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err, redact: r.redact}
	}
	return err
}

// redactedError stands for an error whose text has a secret. It does not unwrap, because what prints the causes of
// errors would print that text.
type redactedError struct {
	text   string
	err    error
	redact func(string) string
}

func (e *redactedError) Error() string { return e.text }

// Is reports what the hidden error is.
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// As finds the errors in the hidden one that have no secret. A [url.Error] is found as a copy without secrets.
func (e *redactedError) As(target any) bool {
	found := reflect.New(reflect.TypeOf(target).Elem())
	if !errors.As(e.err, found.Interface()) {
		return false
	}
	failed, ok := found.Elem().Interface().(error)
	switch outer, isURLError := failed.(*url.Error); { //nolint:errorlint // As has unwrapped it
	case isURLError:
		inner := &redactedError{text: e.redact(outer.Err.Error()), err: outer.Err, redact: e.redact}
		found.Elem().Set(reflect.ValueOf(&url.Error{Op: outer.Op, URL: e.redact(outer.URL), Err: inner}))
	case ok && e.redact(failed.Error()) != failed.Error():
		return false
	}
	reflect.ValueOf(target).Elem().Set(found.Elem())
	return true
}
