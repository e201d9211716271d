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

// unencodable begins a text that replaces the JSON of a value that could not be encoded: the reason follows. Marshal
// returns it as an error.
const unencodable = '!'

// Encode encodes a member of a union.
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

// Kind returns the discriminator of the value in a union, "" if there is none.
func Kind(union json.RawMessage, property string) string {
	var properties map[string]json.RawMessage
	var kind string
	if decode.Any(union, &properties) != nil || decode.Any(properties[property], &kind) != nil {
		return ""
	}
	return kind
}

// Decode decodes the value in a union. Parts of other types than expected are zero.
func Decode[T any](union json.RawMessage) (T, error) {
	v, _, err := decode.Value[T](union, limits)
	return v, err
}

// DecodeEvent decodes a webhook, and returns JSON pointers to values of other types than expected. It fails for a
// webhook that does not say what has happened.
func DecodeEvent[T any](body []byte) (event any, mismatches []string, err error) {
	v, unfit, err := decode.Value[T](body, limits)
	if slices.Contains(unfit.Pointers, "/data") {
		return nil, nil, errors.New("data of the event is not an object")
	}
	return v, unfit.Pointers, err
}

// limits are the limits for decoding a union or a webhook.
var limits = decode.LimitsOf(decode.DefaultMaxBytes, 0)

// String returns the JSON of a union, cut to [maxPrinted] bytes, with marks in place of the values of the properties
// with these names.
func String(union json.RawMessage, names map[string]bool) string {
	text, err := Marshal(union)
	if err != nil {
		return "invalid: " + err.Error()
	}
	return cut(redact.JSON(text, names))
}

// maxPrinted is how many bytes of a union are printed.
const maxPrinted = 300

func cut(text string) string {
	if len(text) <= maxPrinted {
		return text
	}
	return strings.ToValidUTF8(text[:maxPrinted], "") + "…"
}
