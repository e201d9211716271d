package helpers

import (
	"context"
	"fmt"
	"net/http"
)

// The options print, with all verbs of package fmt, as structs in which each secret is replaced. A value in an
// unexported field of another struct is beyond that: package fmt calls no methods there.

const redacted = "[redacted]"

// redact replaces a secret and leaves an empty text, which tells that none was set.
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

// Format prints the options without the private key.
func (o AuthHandlerOptions) Format(f fmt.State, verb rune) {
	type options AuthHandlerOptions // without this method
	o.PrivateKey = redact(o.PrivateKey)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options(o))
}

// Format prints the options without the secrets.
func (o WebhookOptions) Format(f fmt.State, verb rune) {
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), o.printable())
}

type printableWebhookOptions WebhookOptions

func (o WebhookOptions) printable() printableWebhookOptions {
	o.Secrets = redactAll(o.Secrets)
	return printableWebhookOptions(o)
}

// Format prints the options without the secrets.
func (o WebhookHandlerOptions) Format(f fmt.State, verb rune) {
	type options struct { // which has no embedded field, and so does not inherit its Format
		WebhookOptions printableWebhookOptions
		MaxBody        int64
		Once           func(context.Context, string, func(context.Context) error) error
		OnError        func(*http.Request, error)
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options{o.printable(), o.MaxBody, o.Once, o.OnError})
}

// Format prints the options without the secret.
func (o WebhookSigning) Format(f fmt.State, verb rune) {
	type options WebhookSigning // without this method
	o.Secret = redact(o.Secret)
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), options(o))
}
