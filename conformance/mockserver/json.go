package mockserver

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

var (
	// writeOptions give responses the form that the models are made for: a pointer to an empty value is written, and a
	// nil list is null. What clients have sent is sent back even if it has names twice.
	writeOptions = json.JoinOptions(
		json.Deterministic(true),
		json.FormatNilSliceAsNull(true),
		json.FormatNilMapAsNull(true),
		jsonv1.OmitEmptyWithLegacySemantics(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)
	// readOptions accept names in any case, names that are repeated, and invalid UTF-8, as most servers do, and base64
	// with line ends, as most programs write it.
	readOptions = json.JoinOptions(
		json.MatchCaseInsensitiveNames(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
		jsonv1.ParseBytesWithLooseRFC4648(true),
	)
)

// encode returns the JSON of a value. For nil it returns nil, which is an empty body and not null.
func encode(value any) ([]byte, error) {
	if value == nil {
		return nil, nil
	}
	return json.Marshal(value, writeOptions)
}

// decode reads JSON that was checked with the document.
func decode(text []byte, to any) error { return json.Unmarshal(text, to, readOptions) }
