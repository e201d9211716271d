package imagekit

import (
	"net/http"

	"github.com/openimagekit/imagekit/internal/redact"
)

const (
	maxErrorBody = 64 << 10 // bytes that are read of the body of a failure, or of a success without a result
	// maxShownHeader is how many bytes of a header value are shown. Finding secrets takes many times the memory of the
	// text.
	maxShownHeader = 8 << 10
)

// secrets returns the redactor of the call's secrets: its private keys, its cookies (including those of the HTTP
// client's jar), and secrets of this call alone, such as a signed URL, the secrets of an origin or a token.
func (r *run) secrets() *redact.Redactor {
	if r.redactor == nil {
		header := r.options.header
		if r.request != nil {
			header = r.request.Header
		}
		secrets := append(r.call.Secrets(), r.config.privateKey)
		secrets = append(secrets, r.keys...)
		r.redactor = redact.New(append(secrets, redact.Cookies(header)...)...)
	}
	return r.redactor
}

// redact removes the secrets of the call from a text that comes from outside the client.
func (r *run) redact(text string) string {
	if text == "" {
		return ""
	}
	return r.secrets().Text(text)
}

// redactError removes the secrets of the call from the text of an error.
func (r *run) redactError(err error) error {
	if err == nil {
		return nil
	}
	return r.secrets().Error(err)
}

// redactBody returns at most the first 64 KiB of a body, without the secrets that it repeats, as the error pages of
// some proxies do with request headers. If the body was cut, an incomplete secret at its end is removed too.
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

// shownResponse returns the response for [WithResponse]. Header values are redacted even if the call succeeded: no
// caller needs a secret from a header.
func (r *run) shownResponse() *http.Response {
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
