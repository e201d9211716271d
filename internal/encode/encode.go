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

// options give what encoding/json gives, which is what programs expect of their own types in custom metadata: omitempty
// leaves out false and 0, a nil list is null, text that is not UTF-8 is mended.
var options = json.JoinOptions(jsonv1.DefaultOptionsV1(), json.WithMarshalers(json.MarshalToFunc(writeNumber)))

// JSON encodes a value.
func JSON(value any) ([]byte, error) { return json.Marshal(value, options) }

// writeNumber writes a number with all its digits, or the name of an object's member. The library would take it for the
// text that it is in Go.
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
