// Package encode encodes Go values as JSON, for requests and for the responses of handlers.
package encode

import (
	stdjson "encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// options make the result equal to that of encoding/json, which programs expect for their own types in custom metadata:
// omitempty leaves out false and 0, a nil list is null, and invalid UTF-8 is replaced.
var options = json.JoinOptions(jsonv1.DefaultOptionsV1(), json.WithMarshalers(json.MarshalToFunc(writeNumber)))

// JSON encodes a value as encoding/json does.
func JSON(value any) ([]byte, error) { return json.Marshal(value, options) }

// NonZero encodes a value as JSON does, without the fields of structs that are zero.
func NonZero(value any) ([]byte, error) {
	return json.Marshal(value, options, json.OmitZeroStructFields(true))
}

// writeNumber writes a number with all its digits, or as a string if it is the key of a map. Without it, the library
// would always write a string, because json.Number is a string in Go.
func writeNumber(encoder *jsontext.Encoder, number stdjson.Number) error {
	if kind, length := encoder.StackIndex(encoder.StackDepth()); kind == '{' && length%2 == 0 {
		return encoder.WriteToken(jsontext.String(string(number))) // the key of a map
	}
	if number == "" {
		number = "0" // as encoding/json does
	}
	value := jsontext.Value(number)
	if value.Kind() != '0' || !value.IsValid() || strings.TrimSpace(string(number)) != string(number) {
		return fmt.Errorf("invalid number literal %q", string(number))
	}
	return encoder.WriteValue(value)
}
