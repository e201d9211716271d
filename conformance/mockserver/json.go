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
	// writeOptions match the struct tags of the models: omitempty omits nil pointers, but not pointers to empty values,
	// and a nil list becomes null. Values from clients are returned unchanged, even with repeated names and invalid
	// UTF-8. All times have the format of the service.
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
	// readOptions accept names in any case, repeated names and invalid UTF-8, as most servers do, and base64 with line
	// breaks, as most programs write it.
	readOptions = json.JoinOptions(
		json.MatchCaseInsensitiveNames(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
		jsonv1.ParseBytesWithLooseRFC4648(true),
	)
)

// timeLayout is the format in which the service writes times: in UTC, with three digits of a second.
const timeLayout = "2006-01-02T15:04:05.000Z"

func writeTime(to *jsontext.Encoder, t time.Time) error {
	return to.WriteToken(jsontext.String(t.UTC().Format(timeLayout)))
}

// writeAnalytics writes the only model that has both a time and a MarshalJSON method. That method would write the time
// without these options.
func writeAnalytics(to *jsontext.Encoder, u server.UsageAnalytics) error {
	type fields server.UsageAnalytics
	return json.MarshalEncode(to, fields(u))
}

// encode returns a value as JSON. It returns nil for nil, which means an empty body and not null.
func encode(value any) ([]byte, error) {
	if value == nil {
		return nil, nil
	}
	return json.Marshal(value, writeOptions)
}

// decode reads JSON that has been validated against openapi.yaml.
func decode(text []byte, to any) error { return json.Unmarshal(text, to, readOptions) }

// lastCounts are readOptions with which the last of several members with the same name replaces the others. Without
// them, json/v2 merges objects.
var lastCounts = json.JoinOptions(readOptions, json.WithUnmarshalers(
	json.UnmarshalFromFunc(func(_ *jsontext.Decoder, value *any) error {
		*value = nil
		return errors.ErrUnsupported // lets json/v2 decode the value
	})))

// withoutRepeatedNames returns JSON text without repeated names: it keeps the last member with each name. Otherwise the
// values that are validated could differ from those that are decoded. It returns text that is too large unchanged,
// because it will be rejected.
func withoutRepeatedNames(text []byte) []byte {
	if jsontext.Value(text).IsValid(jsontext.AllowInvalidUTF8(true)) || contract.CheckBounds(text) != nil {
		return text
	}
	var value any
	if json.Unmarshal(text, &value, lastCounts) != nil {
		return text // will be rejected
	}
	last, err := encode(value)
	if err != nil {
		return text
	}
	return last
}
