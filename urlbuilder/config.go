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
	// URLEndpoint is the beginning of all URLs, such as https://ik.imagekit.io/demo, with or without a slash at its
	// end.
	URLEndpoint string
	// PrivateKey signs and verifies URLs. Unsigned URLs do not need it.
	PrivateKey string
	// TransformationPosition is the position of transformations in URLs whose Options do not set one.
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

// TransformationPosition says where a URL carries its transformation.
type TransformationPosition int

// Positions of a transformation.
const (
	DefaultPosition TransformationPosition = iota // that of the builder; of a builder without one, that of its dialect
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

// Dialect selects the form in which URLs are written. The service reads both dialects alike, but a cache takes two
// forms of a URL for two files. Choose the dialect of the other programs that write the same URLs.
type Dialect int

// Dialects.
const (
	// Classic is what Node SDKs 3.x to 6.x write: the transformation in the path, form-encoded if it is in the query; a
	// query parameter replaces one of the same name.
	Classic Dialect = iota
	// Current is what Node SDK 7.x writes: the transformation readable in the query; query parameters are appended;
	// several slashes in a path become one.
	Current
)

// cleanEndpoint returns the endpoint as it stands in URLs, with a slash at its end.
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
		return refuse("has a host or a port that browsers refuse or write in another way")
	}
	out, err := appendPath([]byte(a.scheme+host+"/"), strings.TrimRight(a.path, "/"), false)
	if err != nil {
		return "", inField(err, "URLEndpoint")
	}
	return strings.TrimRight(string(out), "/") + "/", nil
}
