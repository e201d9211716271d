package imagekit

import (
	"bytes"
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// secrets are what nobody is to read in an error or a log: the private key, in the forms in which it travels, and what vouches for this one call,
// such as a signed URL in the query.
func (r *run) secrets() []string {
	var secrets []string
	if key := r.config.privateKey; key != "" {
		secrets = append(secrets, key, base64.StdEncoding.EncodeToString([]byte(key+":")))
	}
	if query := r.call.RawQuery(); query != "" {
		secrets = append(secrets, query)
		values, _ := url.ParseQuery(query)
		for _, value := range slices.Concat(slices.Collect(maps.Values(values))...) {
			if strings.Contains(value, "ik-s=") { // a signed URL
				secrets = append(secrets, value)
			}
		}
	}
	if form := r.call.Form(); form != nil && r.call.SelfAuthorized {
		fields := form.Fields()
		secrets = append(secrets, fields["token"], fields["signature"])
	}
	return slices.DeleteFunc(secrets, func(secret string) bool { return secret == "" })
}

// redact removes secrets from a text that came from outside.
func (r *run) redact(text string) string {
	for _, secret := range r.secrets() {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// redactBody removes secrets from an answer that repeats them, as the error pages of some proxies do with request headers.
func (r *run) redactBody(body []byte, succeeded bool) []byte {
	if succeeded {
		return body
	}
	for _, secret := range r.secrets() {
		body = bytes.ReplaceAll(body, []byte(secret), []byte(redacted))
	}
	return body
}

// redactError hides the text of an error that repeats secrets; what it is stays.
func (r *run) redactError(err error) error {
	if err == nil {
		return nil
	}
	if text := r.redact(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err}
	}
	return err
}

type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }

func (e *redactedError) Unwrap() error { return e.err }
