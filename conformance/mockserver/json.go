package mockserver

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/gen/server"
)

var (
	// writeOptions give responses the form that the models are made for: a pointer to an empty value is written, and a
	// nil list is null. What clients have sent is sent back even if it has names twice. Every time is in the form of
	// the service, wherever it stands in a value.
	writeOptions = json.JoinOptions(
		json.Deterministic(true),
		json.FormatNilSliceAsNull(true),
		json.FormatNilMapAsNull(true),
		jsonv1.OmitEmptyWithLegacySemantics(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
		json.WithMarshalers(json.JoinMarshalers(
			json.MarshalToFunc(writeTime), json.MarshalToFunc(writeAnalytics))),
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

// timeLayout is the form in which the service writes times: in UTC, always with three digits of a second.
const timeLayout = "2006-01-02T15:04:05.000Z"

func writeTime(to *jsontext.Encoder, t time.Time) error {
	return to.WriteToken(jsontext.String(t.UTC().Format(timeLayout)))
}

// writeAnalytics writes the one model that has a time and a MarshalJSON method, which does not know these options.
func writeAnalytics(to *jsontext.Encoder, u server.UsageAnalytics) error {
	type fields server.UsageAnalytics
	return json.MarshalEncode(to, fields(u))
}

// encode returns the JSON of a value. For nil it returns nil, which is an empty body and not null.
func encode(value any) ([]byte, error) {
	if value == nil {
		return nil, nil
	}
	return json.Marshal(value, writeOptions)
}

// decode reads JSON that was checked with the document.
func decode(text []byte, to any) error { return json.Unmarshal(text, to, readOptions) }

// lastCounts lets the last of several members with the same name replace the others; json/v2 would merge objects.
var lastCounts = json.JoinOptions(readOptions, json.WithUnmarshalers(
	json.UnmarshalFromFunc(func(_ *jsontext.Decoder, value *any) error {
		*value = nil
		return errors.ErrUnsupported // goes on as without this function
	})))

// withoutRepeatedNames returns JSON text in which no name is repeated: the last member with a name counts. What is
// checked and what is decoded would differ otherwise. Text that will be refused because of its size is not decoded.
func withoutRepeatedNames(text []byte) []byte {
	if jsontext.Value(text).IsValid(jsontext.AllowInvalidUTF8(true)) || contract.CheckBounds(text) != nil {
		return text
	}
	var value any
	if json.Unmarshal(text, &value, lastCounts) != nil {
		return text // it is refused
	}
	last, err := encode(value)
	if err != nil {
		return text
	}
	return last
}
