package contract_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	field := contract.Pointer("components", "schemas", "CreateCustomMetadataFieldRequest")
	update := contract.Pointer("paths", "/v1/files/{fileId}/details", "patch", "requestBody", "content",
		"application/json", "schema")
	for _, test := range []struct{ where, text, field, reason string }{
		{field, `{"name": "n", "label": "n", "schema": {"type": "Number", "minValue": 1}}`, "", ""},
		{
			field, `{"name": "n", "label": "n", "schema": {"type": "Number", "MinValue": 1}}`, "schema.MinValue",
			"written minValue",
		},
		{field, `{"name": "n", "schema": {"type": "Number"}}`, "label", "missing"},
		{field, `{"name": "n", "label": "n"}{}`, "body", "invalid character"},
		{update, `{"tags": ["a"], "tag\u017f": ["b"]}`, "tag\u017f", "written tags"},
		{
			update,
			`{"extensions": [{"name": "google-auto-tagging", "maxTags": 5, "MINCONFIDENCE": 95, "minConfidence": 95}]}`,
			"extensions.0.MINCONFIDENCE", "written minConfidence",
		},
		{update, `{"extensions": [{"name": "no-such-extension"}]}`, "extensions.0.name", "one of the allowed values"},
		{update, `{"customMetadata": {"brand": "x", "Brand": "y"}}`, "", ""},
	} {
		wantError(t, contract.CheckJSON(test.where, []byte(test.text)), test.field, test.reason)
	}
}

func TestCheckValue_Part(t *testing.T) {
	t.Parallel()
	form := operation(t, http.MethodPost, "/api/v1/files/upload").Form()
	for _, test := range []struct {
		part          string
		value         any
		field, reason string
	}{
		{"tags", []any{"a"}, "", ""},
		{"tags", "a", "tags", "want"},
		{"transformation", map[string]any{"pre": "w-1", "PRE": "w-2"}, "transformation.PRE", "written pre"},
	} {
		wantError(t, contract.CheckValue(contract.PartSchema(form, test.part), test.part, test.value), test.field,
			test.reason)
	}
}

func TestCheckEvent(t *testing.T) {
	t.Parallel()
	for _, event := range contract.Events() {
		example := contract.ExampleEvent(event)
		if !contract.HasEvent(event) || example["type"] != event {
			t.Errorf("%s has the example %v", event, example)
		}
		if err := contract.CheckEvent(event, encoded(t, example)); err != nil {
			t.Errorf("the example of %s: %v", event, err)
		}
		delete(example, "type")
		wantError(t, contract.CheckEvent(event, encoded(t, example)), "payload.type", "missing")
	}
	wantError(t, contract.CheckEvent("file.deleted", []byte("{")), "payload", "unexpected EOF")
	if contract.HasEvent("file.archived") || contract.ExampleEvent("file.archived") != nil {
		t.Error("there is an event that the document does not have")
	}
}

func encoded(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestCheckJSON_Choice(t *testing.T) {
	t.Parallel()
	origin := contract.Pointer("components", "schemas", "OriginRequest")
	for _, test := range []struct{ body, field, keyword string }{
		{`{"type": "S3", "name": "a", "accessKey": "k", "secretKey": "s"}`, "bucket", "required"},
		{`{"type": "S3", "name": "a", "bucket": 1, "accessKey": "k", "secretKey": "s"}`, "bucket", "type"},
		{`{"type": "WEB_FOLDER", "name": 1, "baseUrl": "https://example.com"}`, "name", "type"},
		{`{"type": "FTP", "name": "a"}`, "type", "const"},
		{`{"type": 1, "name": "a"}`, "body", "oneOf"},
		{`{"name": "a"}`, "type", "required"},
		{`"S3"`, "body", "oneOf"},
	} {
		err := contract.CheckJSON(origin, []byte(test.body))
		e, ok := errors.AsType[*contract.Error](err)
		if !ok || e.Field != test.field || e.Keyword != test.keyword {
			t.Errorf("%s: error %#v, want %s of %s", test.body, err, test.keyword, test.field)
		}
	}
}
