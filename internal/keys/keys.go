// Package keys checks the API keys and webhook secrets that callers pass to the other packages of this module.
package keys

import (
	"errors"
	"strings"
	"unicode"
)

// Check returns an error if key cannot be an API key: if it is empty, if it contains white space or invisible
// characters (such as the line end of a file that the key was read from), or if it contains a colon, which ends the
// user name in HTTP Basic authentication. The error never quotes the key.
func Check(key string) error {
	switch {
	case key == "":
		return errors.New("must not be empty")
	case strings.ContainsFunc(key, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return errors.New("must not contain white space or invisible characters")
	case strings.Contains(key, ":"):
		return errors.New("must not contain a colon")
	}
	return nil
}

// CheckSecret returns an error if secret cannot be the secret of a webhook: if it is empty, has white space around it,
// or contains control or other invisible characters. A webhook secret is opaque text otherwise. The error never quotes
// the secret.
func CheckSecret(secret string) error {
	switch {
	case secret == "":
		return errors.New("must not be empty")
	case strings.TrimSpace(secret) != secret:
		return errors.New("must not have white space around it")
	case strings.ContainsFunc(secret, func(r rune) bool { return !unicode.IsPrint(r) }):
		return errors.New("must not contain control or invisible characters")
	}
	return nil
}
