package mockserver

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

var (
	// writeOptions give responses the form that the models are made for: what a pointer of a model points to is written
	// even if it is empty, and nil is null.
	writeOptions = json.JoinOptions(
		json.Deterministic(true),
		json.FormatNilSliceAsNull(true),
		json.FormatNilMapAsNull(true),
		jsonv1.OmitEmptyWithLegacySemantics(true),
		jsontext.AllowInvalidUTF8(true),
	)
	// readOptions accept what most servers accept.
	readOptions = json.JoinOptions(
		json.MatchCaseInsensitiveNames(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)
)

// encode returns nil for no value: an empty body, and not the word null.
func encode(value any) ([]byte, error) {
	if value == nil {
		return nil, nil
	}
	return json.Marshal(value, writeOptions)
}

// decode reads JSON that has been checked against the document.
func decode(text []byte, to any) error { return json.Unmarshal(text, to, readOptions) }
