package rest

import (
	"encoding/json"
	"errors"
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

// DecodeUnion decodes what a union holds.
func DecodeUnion[T any](union json.RawMessage) (T, error) {
	var v T
	err := json.Unmarshal(union, &v)
	return v, err
}
