package scenarios_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var metadataErrorScenarios = []scenario{
	{"documented errors of metadata", "", documentedErrorsOfMetadata},
	{"documented errors of custom metadata", changesSettings, documentedErrorsOfFields},
}

func documentedErrorsOfMetadata(t *testing.T, a *account) {
	whole := picture(t, 40, 30)
	half := a.uploadFile(t, "half.png", whole[:len(whole)/2])
	text := a.uploadFile(t, "text.jpg", []byte("text"))
	a.wantDocumented(t, metadataErrors,
		"$half", half.FileID, "$text", text.FileID, "$URL", half.URL, "$endpoint", a.endpoint)
}

const (
	corrupt      = "The requested file is corrupt or invalid."
	inaccessible = "The requested file does not exist or is inaccessible at this time."
	foreignURL   = "The url should be accessible using your ImageKit.io account."
)

var metadataErrors = []documentedError{
	{operation: "getFileMetadata", ids: []string{"$half"}, status: 400, message: corrupt},
	{operation: "getFileMetadata", ids: []string{"$text"}, status: 400, message: corrupt},
	{operation: "getFileMetadata", ids: []string{"$unused"}, status: 404, message: inaccessible},
	{
		operation: "getFileMetadataFromURL", query: "url=$URL", status: 400, message: corrupt,
		source: fromAnotherOperation,
	},
	{
		operation: "getFileMetadataFromURL", query: "url=https://somewhere.example.com/a.png", status: 400,
		message: foreignURL,
	},
	{operation: "getFileMetadataFromURL", status: 400, message: foreignURL},
	{operation: "getFileMetadataFromURL", query: "url=$endpoint$folder/none.png", status: 404, message: inaccessible},
}

func documentedErrorsOfFields(t *testing.T, a *account) {
	number := imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeNumber}
	known, gone := a.createField(t, "known", number), a.createField(t, "gone", number)
	a.createField(t, "other", number)
	check.NoError(t, a.DeleteCustomMetadataField(t.Context(), gone.ID))
	file := a.uploadFile(t, "menu.txt", []byte("menu"))
	a.wantDocumented(t, fieldErrors, "$known", known.ID, "$gone", gone.ID, "$file", file.FileID)
	wantEqual(t, "custom metadata after the failed requests",
		len(check.Call(a.GetFileDetails(t.Context(), file.FileID)).Must(t).CustomMetadata), 0)
}

const (
	nameExists    = "A custom metadata field with this name already exists."
	labelExists   = "A custom metadata field with this label already exists."
	noField       = "No such custom metadata field exists."
	invalidID     = "Your request contains invalid ID parameter."
	missingID     = "Missing id parameter."
	invalidField  = "Invalid field object"
	invalidSchema = "Invalid schema object."
)

// fieldErrors are errors of custom metadata. The number fields known and other must exist, and gone must be deleted.
var fieldErrors = slices.Concat(createFieldErrors, updateFieldErrors, deleteFieldErrors, fieldValueErrors)

// newFieldBody returns the body of a request that creates a field.
func newFieldBody(name, label, rule string) string {
	return fmt.Sprintf(`{"name": %q, "label": %q, "schema": {"type": "Number"%s}}`, name, label, rule)
}

// fieldErrorsOf returns the field errors of a response, for one invalid field.
func fieldErrorsOf(name, why string) map[string]any {
	return map[string]any{"errors": map[string]any{name: why}}
}

var createFieldErrors = []documentedError{
	{operation: "createCustomMetadataField", body: newFieldBody("known", "new", ""), status: 400, message: nameExists},
	{operation: "createCustomMetadataField", body: newFieldBody("gone", "new", ""), status: 400, message: nameExists},
	{
		operation: "createCustomMetadataField", body: newFieldBody("new", "known", ""), status: 400,
		message: labelExists, source: fromAnotherOperation,
	},
	{
		operation: "createCustomMetadataField", body: newFieldBody("new", "new", `, "minValue": "x"`), status: 400,
		message: invalidField, otherFields: fieldErrorsOf("minValue", "should be of type number"),
	},
	{
		operation: "createCustomMetadataField", body: newFieldBody("new", "new", `, "maxLength": 1`), status: 400,
		message: invalidField, otherFields: fieldErrorsOf("maxLength", "not allowed for this type"),
	},
	{
		operation: "createCustomMetadataField", body: newFieldBody("new", "new", `, "maxLength": "x"`), status: 400,
		message: invalidField, otherFields: fieldErrorsOf("maxLength", "should be of type number"),
	},
}

var updateFieldErrors = []documentedError{
	{
		operation: "updateCustomMetadataField", ids: []string{"$known"}, body: `{"schema": {"minValue": "x"}}`,
		status: 400, message: invalidSchema, otherFields: fieldErrorsOf("minValue", "should be of type number"),
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$known"}, body: `{"schema": {"maxLength": 1}}`,
		status: 400, message: invalidSchema, otherFields: fieldErrorsOf("maxLength", "not allowed for this type"),
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$known"}, body: `{"label": "other"}`,
		status: 400, message: labelExists,
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$known"}, body: `{"label": "x", "name": "x"}`,
		status: 400, message: "Name cannot be updated.",
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$known"}, body: `{}`,
		status: 400, message: "Either label or schema should be provided.",
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$gone"}, body: `{"label": "x"}`,
		status: 400, message: "Cannot update a deleted custom metadata fields.",
	},
	{
		operation: "updateCustomMetadataField", ids: []string{""}, body: `{"label": "x"}`,
		status: 400, message: missingID,
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"zz"}, body: `{"label": "x"}`,
		status: 400, message: invalidID,
	},
	{
		operation: "updateCustomMetadataField", ids: []string{"$unused"}, body: `{"label": "x"}`,
		status: 404, message: noField,
	},
}

var deleteFieldErrors = []documentedError{
	{operation: "deleteCustomMetadataField", ids: []string{""}, status: 400, message: missingID},
	{operation: "deleteCustomMetadataField", ids: []string{"zz"}, status: 400, message: invalidID},
	{operation: "deleteCustomMetadataField", ids: []string{"$unused"}, status: 404, message: noField},
	{operation: "deleteCustomMetadataField", ids: []string{"$gone"}, status: 404, message: noField},
}

// fieldValueErrors are errors of the custom metadata of files.
var fieldValueErrors = []documentedError{
	{
		operation: "updateFileDetails", ids: []string{"$file"}, body: `{"customMetadata": {"known": "x"}}`, status: 400,
		message: "Invalid custom metadata.", otherFields: fieldErrorsOf("known", "should be of type number"),
	},
}
