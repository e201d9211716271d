package helpers

import "fmt"

// Options that hold secrets print, with all verbs of package fmt, as structs in which each secret is replaced. A value
// in an unexported field of another struct is beyond that: package fmt calls no methods there.

const redacted = "[redacted]"

// redact replaces a secret and keeps an empty text, which shows that none was set.
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
