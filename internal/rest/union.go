package rest

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/openimagekit/imagekit/internal/decode"
)

// unencodable marks, in place of JSON, the reason why a value could not be encoded; the error comes when the union is.
const unencodable = '!'

// EncodeUnion encodes a member of a union.
func EncodeUnion(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return append(json.RawMessage{unencodable}, err.Error()...)
	}
	return b
}

// MarshalUnion returns the JSON that a union holds; null if it holds none.
func MarshalUnion(union json.RawMessage) ([]byte, error) {
	if len(union) > 0 && union[0] == unencodable {
		return nil, errors.New(string(union[1:]))
	}
	return union.MarshalJSON()
}

// UnionKind returns the discriminator of what a union holds, "" if there is none.
func UnionKind(union json.RawMessage, property string) string {
	var properties map[string]json.RawMessage
	var kind string
	if json.Unmarshal(union, &properties) != nil || json.Unmarshal(properties[property], &kind) != nil {
		return ""
	}
	return kind
}

// DecodeUnion decodes what a union holds. What does not fit is zero.
func DecodeUnion[T any](union json.RawMessage) (T, error) {
	v, _, err := decode.Value[T](union, decode.Limits{Memory: unionMemory})
	return v, err
}

// DecodeEvent decodes a webhook, and returns JSON pointers to what does not fit. A webhook that does not say what has
// happened is an error.
func DecodeEvent[T any](body []byte) (event any, mismatches []string, err error) {
	v, unfit, err := decode.Value[T](body, decode.Limits{Memory: unionMemory})
	if slices.Contains(unfit.Pointers, "/data") {
		return nil, nil, errors.New("data of the event is not an object")
	}
	return v, unfit.Pointers, err
}

// unionMemory is what a union or a webhook may take when it is decoded.
const unionMemory = DefaultMaxResponseBytes * memoryPerByte

// UnionString returns the JSON that a union holds, cut to [longestPrint] bytes, with marks in place of the properties
// of these names.
func UnionString(union json.RawMessage, names map[string]bool) string {
	text, err := MarshalUnion(union)
	if err != nil {
		return "invalid: " + err.Error()
	}
	return cut(HideJSON(text, names))
}
