package imagekit

import (
	"encoding/base64"
	"strings"
)

const redacted = "[redacted]"

// secrets are the forms in which the private key travels, which nobody is to read in an error or a log.
func (c *config) secrets() []string {
	if c.privateKey == "" {
		return nil
	}
	return []string{c.privateKey, base64.StdEncoding.EncodeToString([]byte(c.privateKey + ":"))}
}

// redact removes the private key from a text that came from outside.
func (c *config) redact(text string) string {
	for _, secret := range c.secrets() {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// redactError hides the text of an error that repeats the private key; what it is stays.
func (c *config) redactError(err error) error {
	if err == nil {
		return nil
	}
	if text := c.redact(err.Error()); text != err.Error() {
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
