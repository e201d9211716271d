package helpers

import "fmt"

// Package fmt prints options with secrets as structs in which each secret is replaced, with all verbs. This does not
// work for options in an unexported field of another struct, because package fmt does not call methods there.

const redacted = "[redacted]"

// redact replaces a secret. It keeps an empty text, to show that no secret was set.
func redact(secret string) string {
	if secret == "" {
		return ""
	}
	return redacted
}

func redactAll(secrets []string) []string {
	var all []string
	for _, secret := range secrets {
		all = append(all, redact(secret))
	}
	return all
}

// Format implements [fmt.Formatter]. It prints the options without the secrets.
func (o WebhookOptions) Format(f fmt.State, verb rune) {
	type options WebhookOptions // without this method
	o.Secrets = redactAll(o.Secrets)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options(o))
}

// Format implements [fmt.Formatter]. It prints the options without the secret.
func (o SignWebhookOptions) Format(f fmt.State, verb rune) {
	type options SignWebhookOptions // without this method
	o.Secret = redact(o.Secret)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options(o))
}
