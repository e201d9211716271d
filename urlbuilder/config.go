package urlbuilder

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Config has the settings of a [Builder].
type Config struct {
	// URLEndpoint is the beginning of all URLs, such as https://ik.imagekit.io/demo, with or without a trailing slash.
	URLEndpoint string
	// PrivateKey signs and verifies URLs. Unsigned URLs do not need it.
	PrivateKey string
	// TransformationPosition is the position of the transformation in a URL, unless [Options] set another one.
	TransformationPosition TransformationPosition
	// Dialect is the form in which URLs are written; Classic by default.
	Dialect Dialect
	// Now is the clock for ExpiresIn and Verify; time.Now if nil.
	Now func() time.Time
}

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

// Format implements [fmt.Formatter]. It prints the result of String for every verb.
func (c Config) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// LogValue implements [slog.LogValuer].
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// withoutUserinfo hides everything before the last @ of an endpoint, because it can contain a password even if the
// endpoint is malformed.
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

// TransformationPosition is the place of the transformation in a URL.
type TransformationPosition int

// Positions of a transformation.
const (
	DefaultPosition TransformationPosition = iota // the builder's position; if it has none, its dialect's
	PathPosition                                  // ENDPOINT/tr:w-300/photo.jpg
	QueryPosition                                 // ENDPOINT/photo.jpg?tr=w-300
)

func (p TransformationPosition) check() error {
	if p < DefaultPosition || p > QueryPosition {
		return &BuildError{
			Field: "TransformationPosition", Value: strconv.Itoa(int(p)),
			Reason: "must be DefaultPosition, PathPosition or QueryPosition",
		}
	}
	return nil
}

// Dialect selects the form in which URLs are written. The service reads both dialects alike, but a cache stores two
// forms of a URL as two files. Choose the dialect of the other programs that write URLs of the same files.
type Dialect int

// Dialects.
const (
	// Classic is the form of Node SDKs 3.x to 6.x: the transformation is in the path by default, and form-encoded if it
	// is in the query; a query parameter replaces one of the same name.
	Classic Dialect = iota
	// Current is the form of Node SDK 7.x: the transformation is in the query by default, without form encoding; query
	// parameters are appended; several slashes in a path become one.
	Current
)

// cleanEndpoint returns the endpoint as it is written in URLs, with a trailing slash.
func cleanEndpoint(endpoint string) (string, error) {
	refuse := func(reason string) (string, error) {
		return "", &BuildError{Field: "URLEndpoint", Value: withoutUserinfo(endpoint), Reason: reason}
	}
	a := splitURL(endpoint)
	switch {
	case strings.Contains(a.host, "@"):
		return refuse("must not have a user name")
	case strings.ContainsFunc(endpoint, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return refuse("must not contain white space or control characters")
	case a.scheme == "":
		return refuse("must be an absolute http or https URL")
	case strings.ContainsAny(endpoint, `?#\`):
		return refuse("must not have a query, a fragment or a backslash")
	}
	host, ok := cleanHost(a.scheme, a.host)
	if !ok {
		return refuse("has a host or a port that browsers reject or rewrite")
	}
	out, err := appendPath([]byte(a.scheme+host+"/"), strings.TrimRight(a.path, "/"), false)
	if err != nil {
		return "", inField(err, "URLEndpoint")
	}
	return strings.TrimRight(string(out), "/") + "/", nil
}
