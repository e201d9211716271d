package redact

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON returns a JSON text in its shortest form, with marks in place of the values of the named properties, at any
// depth. A value that is an empty string does not change. JSON returns null for an empty text, and a mark for a text
// that is not JSON, because it can contain anything.
func JSON(text []byte, names map[string]bool) string {
	if len(text) == 0 {
		return "null"
	}
	options := jsontext.AllowDuplicateNames(true)
	decoder := jsontext.NewDecoder(bytes.NewReader(text), options, jsontext.AllowInvalidUTF8(true))
	var hidden bytes.Buffer
	encoder := jsontext.NewEncoder(&hidden, options, jsontext.AllowInvalidUTF8(true))
	for {
		err := copyToken(encoder, decoder, names)
		if errors.Is(err, io.EOF) {
			return string(bytes.TrimSuffix(hidden.Bytes(), []byte("\n")))
		}
		if err != nil {
			return Mark
		}
	}
}

// copyToken copies the next token. If the token is the name of a property in names, copyToken also writes a mark in
// place of its value.
func copyToken(encoder *jsontext.Encoder, decoder *jsontext.Decoder, names map[string]bool) error {
	token, err := decoder.ReadToken()
	if err != nil {
		return err
	}
	isSecret := isName(decoder) && names[token.String()]
	if err := encoder.WriteToken(token); err != nil || !isSecret {
		return err
	}
	value, err := decoder.ReadValue()
	if err != nil {
		return err
	}
	if string(value) == `""` {
		return encoder.WriteValue(value)
	}
	return encoder.WriteToken(jsontext.String(Mark))
}

// isName reports whether the token that was read last is the name of a property, whose value is not read yet.
func isName(decoder *jsontext.Decoder) bool {
	kind, length := decoder.StackIndex(decoder.StackDepth())
	return kind == '{' && length%2 == 1
}
