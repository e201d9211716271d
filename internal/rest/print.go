package rest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// longestPrint is how many bytes of a value are printed.
const longestPrint = 300

// String says what the source is, such as "bytes, 1234 bytes" or "file /tmp/a.jpg": nothing of its content, and no
// URL, which can be a signed one.
func (s Source) String() string {
	switch {
	case s.err != nil:
		return "invalid: " + s.err.Error()
	case s.text != "":
		return fmt.Sprintf("%s, %d bytes", cut(s.kind), len(s.text))
	case s.open == nil:
		return "no file"
	case s.size >= 0:
		return fmt.Sprintf("%s, %d bytes", cut(s.kind), s.size)
	}
	return cut(s.kind)
}

// Format implements [fmt.Formatter]: with every verb, a source is printed as String returns it.
func (s Source) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// secretProperties are those that the document marks writeOnly.
var secretProperties = []string{"accessKey", "secretKey", "privateKey", "sasToken", "clientSecret", "password"}

// printable returns a JSON text on one line, cut to [longestPrint] bytes, with the values of secret properties
// replaced.
func printable(text []byte) string {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true))
	var b bytes.Buffer
	encoder := jsontext.NewEncoder(&b, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := copyValue(encoder, decoder); err != nil {
		return strconv.Quote(cut(string(text)))
	}
	return cut(strings.TrimSpace(b.String()))
}

// copyValue copies one value.
func copyValue(to *jsontext.Encoder, from *jsontext.Decoder) error {
	for {
		token, err := from.ReadToken()
		if err != nil {
			return err
		}
		if err := to.WriteToken(token); err != nil {
			return err
		}
		if from.StackDepth() == 0 {
			return nil
		}
		if !isSecret(from, token) {
			continue
		}
		if err := from.SkipValue(); err != nil {
			return err
		}
		if err := to.WriteToken(jsontext.String("[redacted]")); err != nil {
			return err
		}
	}
}

// isSecret reports whether the token that was read last is the name of a secret property.
func isSecret(decoder *jsontext.Decoder, token jsontext.Token) bool {
	kind, length := decoder.StackIndex(decoder.StackDepth())
	return kind == '{' && length%2 == 1 && slices.Contains(secretProperties, token.String())
}

// cut shortens a text to [longestPrint] bytes.
func cut(text string) string {
	if len(text) <= longestPrint {
		return text
	}
	return strings.ToValidUTF8(text[:longestPrint], "") + "…"
}
