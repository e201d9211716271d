// Package union implements generated union types, which keep the JSON of a value of one of several types.
package union

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/encode"
	"github.com/openimagekit/imagekit/internal/redact"
)

// unencodable is the first byte of a text that replaces the JSON of a value that could not be encoded. The rest of the
// text is the reason, which Marshal returns as an error.
const unencodable = '!'

// Encode returns the JSON of a member of a union. If v cannot be encoded, [Marshal] returns the error.
func Encode(v any) json.RawMessage {
	b, err := encode.JSON(v)
	if err != nil {
		return append(json.RawMessage{unencodable}, err.Error()...)
	}
	return b
}

// Marshal returns the JSON of a union, or null if the union is empty.
func Marshal(union json.RawMessage) ([]byte, error) {
	if len(union) > 0 && union[0] == unencodable {
		return nil, errors.New(string(union[1:]))
	}
	return union.MarshalJSON()
}

// Kind returns the discriminator of the value in a union: the text of the named property, or "" if there is none.
func Kind(union json.RawMessage, property string) string {
	var properties map[string]json.RawMessage
	var kind string
	if decode.Any(union, &properties) != nil || decode.Any(properties[property], &kind) != nil {
		return ""
	}
	return kind
}

// Decode decodes the value in a union leniently; see package decode.
func Decode[T any](union json.RawMessage) (T, error) {
	v, _, err := decode.Value[T](union, limits)
	return v, err
}

// DecodeEvent decodes the body of a webhook leniently, and returns JSON pointers to values of other types than
// expected. It also fails if the data of the event is not an object.
func DecodeEvent[T any](body []byte) (event any, mismatches []string, err error) {
	v, unfit, err := decode.Value[T](body, limits)
	if slices.Contains(unfit.Pointers, "/data") {
		return nil, nil, errors.New("data of the event is not an object")
	}
	return v, unfit.Pointers, err
}

// limits are the limits for decoding a union or a webhook.
var limits = decode.LimitsOf(decode.DefaultMaxBytes, 0)

// String returns the JSON of a union, cut to [maxPrinted] bytes. The values of the properties in names are redacted.
func String(union json.RawMessage, names map[string]bool) string {
	text, err := Marshal(union)
	if err != nil {
		return "invalid: " + err.Error()
	}
	return cut(redact.JSON(text, names))
}

// maxPrinted is the maximum length in bytes of a printed union.
const maxPrinted = 300

func cut(text string) string {
	if len(text) <= maxPrinted {
		return text
	}
	return strings.ToValidUTF8(text[:maxPrinted], "") + "…"
}
