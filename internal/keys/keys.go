// Package keys checks the API keys and webhook secrets that callers pass to the other packages of this module.
package keys

import (
	"errors"
	"strings"
	"unicode"
)

// Check returns an error if key cannot be an API key: it must not be empty, or contain white space or invisible
// characters (such as the line end of the file from which the key was read), or a colon, which ends the user name in
// HTTP Basic authentication. The error never contains the key.
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

// CheckSecret returns an error if secret cannot be the secret of a webhook: it must not be empty, have white space
// around it, or contain control or other invisible characters. The error never contains the secret.
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
