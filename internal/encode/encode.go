// Package encode encodes Go values as JSON, for requests.
package encode

import (
	stdjson "encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// options make the result that of encoding/json, as programs expect it for their own types in custom metadata:
// omitempty leaves out false and 0, a nil list is null, and invalid UTF-8 is replaced.
var options = json.JoinOptions(jsonv1.DefaultOptionsV1(), json.WithMarshalers(json.MarshalToFunc(writeNumber)))

// JSON encodes a value.
func JSON(value any) ([]byte, error) { return json.Marshal(value, options) }

// writeNumber writes a number with all its digits, or as the name of an object's member. The library would write it as
// a string, because that is its type in Go.
func writeNumber(encoder *jsontext.Encoder, number stdjson.Number) error {
	if kind, length := encoder.StackIndex(encoder.StackDepth()); kind == '{' && length%2 == 0 {
		return encoder.WriteToken(jsontext.String(string(number))) // the key of a map
	}
	if number == "" {
		number = "0" // as encoding/json has it
	}
	value := jsontext.Value(number)
	if value.Kind() != '0' || !value.IsValid() || strings.TrimSpace(string(number)) != string(number) {
		return fmt.Errorf("invalid number literal %q", string(number))
	}
	return encoder.WriteValue(value)
}
