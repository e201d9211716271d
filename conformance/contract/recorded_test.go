package contract_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/gen/server"
)

// recording is a response from the reference documentation of the service. testdata/recorded has one file per
// operation.
type recording struct {
	Case   string `json:"case"`
	Status int    `json:"status"`
	// Recorded is "example" if the values are from the documentation. It is "fields" if only the names and types of the
	// fields are from the documentation, and the values were made for the test.
	Recorded string          `json:"recorded"`
	Body     json.RawMessage `json:"body"`
}

// unrecordedOperations are newer than the reference documentation from which the recordings were made.
var unrecordedOperations = []string{
	"renameFolder", "getUsageAnalytics",
	"listSavedExtensions", "createSavedExtension", "getSavedExtension", "updateSavedExtension", "deleteSavedExtension",
	"listNamedTransformations", "createNamedTransformation", "getNamedTransformation", "updateNamedTransformation",
	"deleteNamedTransformation",
	"listOrigins", "createOrigin", "getOrigin", "updateOrigin", "deleteOrigin",
	"listURLEndpoints", "createURLEndpoint", "getURLEndpoint", "updateURLEndpoint", "deleteURLEndpoint",
	"listWebhookEndpoints", "createWebhookEndpoint", "getWebhookEndpoint", "updateWebhookEndpoint",
	"deleteWebhookEndpoint", "generateSearchQuery",
}

// undocumentedFields are the fields of recordings that openapi.yaml does not describe, with reasons, by component and
// field. The models lack these fields. A program can read them from the Body of [imagekit.WithResponse].
var undocumentedFields = map[string]map[string]string{
	"UploadResult": {"orientation": "examples have it, but no list of the fields of the response"},
}

// serverModels are the types with which the mock server encodes responses, by component.
var serverModels = map[string]reflect.Type{
	"Asset":                 reflect.TypeFor[server.Asset](),
	"BulkDeleteFilesResult": reflect.TypeFor[server.BulkDeleteFilesResult](),
	"BulkJob":               reflect.TypeFor[server.BulkJob](),
	"BulkTagsResult":        reflect.TypeFor[server.BulkTagsResult](),
	"CustomMetadataField":   reflect.TypeFor[server.CustomMetadataField](),
	"ErrorBody":             reflect.TypeFor[server.ErrorBody](),
	"File":                  reflect.TypeFor[server.File](),
	"FolderJob":             reflect.TypeFor[server.FolderJob](),
	"Metadata":              reflect.TypeFor[server.Metadata](),
	"PurgeCacheResult":      reflect.TypeFor[server.PurgeCacheResult](),
	"Purge":                 reflect.TypeFor[server.Purge](),
	"RenameFileResult":      reflect.TypeFor[server.RenameFileResult](),
	"UpdatedFile":           reflect.TypeFor[server.UpdatedFile](),
	"UploadAccepted":        reflect.TypeFor[server.UploadAccepted](),
	"UploadResult":          reflect.TypeFor[server.UploadResult](),
	"Usage":                 reflect.TypeFor[server.Usage](),
}

func TestRecorded_Responses(t *testing.T) {
	t.Parallel()
	for id, all := range recordings(t) {
		op := operation(t, id)
		for _, r := range all {
			t.Run(id+" "+r.Case, func(t *testing.T) {
				t.Parallel()
				schema := r.schema(t, op)
				assertDocumented(t, schema, r.Body)
				r.Body = check.Encode(t, r.documentedBody(t, schema))
				assertDecodes(t, op, r)
				assertRoundTrip(t, schema, r.Body)
			})
		}
	}
}

func TestRecorded_EveryOperation(t *testing.T) {
	t.Parallel()
	all := keys(recordings(t))
	for _, id := range unrecordedOperations {
		if slices.Contains(all, id) {
			t.Errorf("%s is recorded, but listed in unrecordedOperations", id)
		}
	}
	check.SameNames(t, "recorded operations", slices.Concat(all, unrecordedOperations), keys(operations(t)))
}

// TestRecorded_UndocumentedFields checks that the document lacks each field in undocumentedFields, and that a recording
// has it.
func TestRecorded_UndocumentedFields(t *testing.T) {
	t.Parallel()
	found := recordedUndocumentedFields(t)
	for model, fields := range undocumentedFields {
		for field := range fields {
			if !found[model+" "+field] {
				t.Errorf("no recording has the field %s of %s", field, model)
			}
			if inDocument(spec.Document(t).Components.Schemas[model], strings.Split(field, ".")) {
				t.Errorf("openapi.yaml has the field %s of %s", field, model)
			}
		}
	}
}

// recordedUndocumentedFields returns the fields in undocumentedFields that a recording has, as "Component field".
func recordedUndocumentedFields(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for id, all := range recordings(t) {
		for _, r := range all {
			model := componentOf(r.schema(t, operation(t, id)))
			for field := range undocumentedFields[model] {
				if removeField(check.Parse(t, r.Body), strings.Split(field, ".")) {
					found[model+" "+field] = true
				}
			}
		}
	}
	return found
}

// recordings returns all recordings by operation.
func recordings(t *testing.T) map[string][]recording {
	t.Helper()
	files, err := filepath.Glob("testdata/recorded/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	all := map[string][]recording{}
	for _, file := range files {
		text := check.Call(os.ReadFile(file)).Must(t)
		var list []recording
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = list
	}
	return all
}

// schema returns the schema that openapi.yaml has for the response.
func (r recording) schema(t *testing.T, op operationSpec) *openapi3.SchemaRef {
	t.Helper()
	response := op.Responses.Status(r.Status)
	if response == nil {
		t.Fatalf("%s has no response %d", op.OperationID, r.Status)
	}
	return response.Value.Content.Get("application/json").Schema
}

// componentOf returns the name of the component of a response, or of the elements of a list.
func componentOf(schema *openapi3.SchemaRef) string {
	if schema.Value.Items != nil {
		schema = schema.Value.Items
	}
	return component(schema, "")
}

// documentedBody returns the body without the fields in undocumentedFields.
func (r recording) documentedBody(t *testing.T, schema *openapi3.SchemaRef) any {
	t.Helper()
	body := check.Parse(t, r.Body)
	for field := range undocumentedFields[componentOf(schema)] {
		removeField(body, strings.Split(field, "."))
	}
	return body
}

// removeField removes a field from an object, and reports whether the object had it.
func removeField(body any, path []string) bool {
	object, ok := body.(map[string]any)
	if !ok {
		return false
	}
	inner, ok := object[path[0]]
	if len(path) > 1 {
		return removeField(inner, path[1:])
	}
	delete(object, path[0])
	return ok
}

// inDocument reports whether a schema has a field at a path.
func inDocument(schema *openapi3.SchemaRef, path []string) bool {
	if len(path) == 0 {
		return true
	}
	if inner := schema.Value.Properties[path[0]]; inner != nil {
		return inDocument(inner, path[1:])
	}
	return slices.ContainsFunc(schema.Value.AllOf, func(part *openapi3.SchemaRef) bool {
		return inDocument(part, path)
	})
}

// assertDocumented checks that a recorded body is valid by the schema of the document.
func assertDocumented(t *testing.T, schema *openapi3.SchemaRef, body []byte) {
	t.Helper()
	var value any
	check.NoError(t, json.Unmarshal(body, &value))
	if err := validate(schema.Value, value); err != nil {
		t.Errorf("openapi.yaml does not describe the body: %v", err)
	}
}

// assertDecodes calls the operation and compares the result with the recorded response.
func assertDecodes(t *testing.T, op operationSpec, r recording) {
	t.Helper()
	e := exchanges.All[slices.IndexFunc(exchanges.All, func(e exchanges.Exchange) bool {
		return e.Operation == op.OperationID
	})]
	s := newService(t, reply{status: r.Status, body: r.Body})
	result, err := e.Call(t.Context(), s.client(t))
	switch {
	case r.Status >= 400:
		assertError(t, err, r)
	case err != nil:
		t.Errorf("call: %v", err)
	case r.Status == http.StatusAccepted:
		var accepted imagekit.UploadAccepted // only in the Body of WithResponse
		check.NoError(t, json.Unmarshal(r.Body, &accepted))
		check.ContainsValues(t, r.Body, accepted)
	default:
		check.ContainsValues(t, r.Body, result)
	}
}

// assertError checks that err has all fields of a recorded error.
func assertError(t *testing.T, err error, r recording) {
	t.Helper()
	e, ok := errors.AsType[*imagekit.Error](err)
	if !ok || e.StatusCode != r.Status {
		t.Fatalf("error %v, want an imagekit.Error with status %d", err, r.Status)
	}
	got := map[string]any{"message": e.Message, "help": e.Help, "reason": e.Reason}
	want, _ := check.Parse(t, r.Body).(map[string]any)
	var body imagekit.ErrorBody
	check.NoError(t, json.Unmarshal(e.Body, &body))
	if want["missingFileIds"] != nil {
		got["missingFileIds"] = body.MissingFileIDs
	}
	if want["errors"] != nil {
		got["errors"] = body.Errors
	}
	check.ContainsValues(t, r.Body, got)
}

// assertRoundTrip decodes a body into the model of the mock server and encodes it again. This must preserve all values,
// including null, false and 0.
func assertRoundTrip(t *testing.T, schema *openapi3.SchemaRef, body []byte) {
	t.Helper()
	model, ok := serverModels[componentOf(schema)]
	if !ok {
		t.Fatalf("no model of the server for %q", componentOf(schema))
	}
	if schema.Value.Items != nil {
		model = reflect.SliceOf(model)
	}
	value := reflect.New(model)
	if err := json.Unmarshal(body, value.Interface()); err != nil {
		t.Fatalf("%v: %v", model, err)
	}
	check.SameJSON(t, model.String(), string(body), string(check.Encode(t, value.Interface())))
}
