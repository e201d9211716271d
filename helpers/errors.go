package helpers

import "github.com/openimagekit/imagekit/internal/keys"

// OptionError reports an invalid argument or option: a key or a secret that is missing or malformed, a lifetime that
// the service would refuse, an unknown signature scheme. The program or its configuration must be changed; calling the
// function again returns the same error.
//
//	var e *helpers.OptionError
//	if errors.As(err, &e) {
//		log.Printf("%s: %s", e.Option, e.Reason)
//	}
type OptionError struct {
	// Option is the name of the parameter or of the field of an options struct, such as privateKey, Lifetime or
	// Secrets[1].
	Option string
	Reason string // what is wrong, and with which value; never contains a key or a secret
}

// Error returns the name of the option and the reason in one line.
func (e *OptionError) Error() string { return e.Option + ": " + e.Reason }

// checkKey returns an [OptionError] without the key if key cannot be an API key.
func checkKey(name, key string) error {
	if err := keys.Check(key); err != nil {
		return &OptionError{Option: name, Reason: err.Error()}
	}
	return nil
}

// checkSecret returns an [OptionError] without the secret if secret cannot be the secret of a webhook.
func checkSecret(name, secret string) error {
	if err := keys.CheckSecret(secret); err != nil {
		return &OptionError{Option: name, Reason: err.Error()}
	}
	return nil
}
