package urlbuilder

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const redacted = "[redacted]"

// String describes the configuration without its private key and without a password in its URL endpoint.
func (c Config) String() string {
	key := ""
	if c.PrivateKey != "" {
		key = redacted
	}
	return fmt.Sprintf("urlbuilder.Config{URLEndpoint:%q, PrivateKey:%q, TransformationPosition:%d, Dialect:%d}",
		withoutUserinfo(c.URLEndpoint), key, c.TransformationPosition, c.Dialect)
}

// Format implements [fmt.Formatter]: it prints what String returns, whatever the verb.
func (c Config) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// LogValue implements [slog.LogValuer].
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// withoutUserinfo hides everything up to the last @ of an endpoint: what is in front of it can be a password, also
// where it should not be.
func withoutUserinfo(endpoint string) string {
	at := strings.LastIndexByte(endpoint, '@')
	if at < 0 {
		return endpoint
	}
	scheme, _, ok := strings.Cut(endpoint[:at], "://")
	if !ok {
		return redacted + endpoint[at:]
	}
	return scheme + "://" + redacted + endpoint[at:]
}
