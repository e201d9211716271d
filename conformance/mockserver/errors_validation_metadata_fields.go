package mockserver

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// Messages about invalid rules of a custom metadata field.
//
// Contradiction: the message about invalid rules of a custom metadata field in an update is "Invalid schema object." in
// the vendor's OpenAPI document, and "Invalid field object" in the documentation of 2024. The mock server follows the
// OpenAPI document for updates. Only the documentation of 2024 has a message for the creation of a field.
const (
	messageFieldObject = "Invalid field object"
	messageFieldSchema = "Invalid schema object."
)

// metadataFieldValidationErrors are the documented responses to invalid requests for custom metadata fields.
var metadataFieldValidationErrors = []validationError{
	{on("createCustomMetadataField"), "schema", nil, fieldRuleError(messageFieldObject)},
	{on("updateCustomMetadataField"), "schema", nil, fieldRuleError(messageFieldSchema)},
}

// fieldRuleError returns a function that responds with a message and a description of the error in one rule of a field.
// The descriptions of wrong types are documented; they have the word number where openapi.yaml has integer. All other
// descriptions are those of package contract.
func fieldRuleError(message string) func(*contract.Error) *apiError {
	return func(e *contract.Error) *apiError {
		return failureWithErrors(message, e.Field[strings.LastIndexByte(e.Field, '.')+1:], ruleProblem(e))
	}
}

func ruleProblem(e *contract.Error) string {
	switch {
	case e.Missing():
		return "is required"
	case e.Keyword == "type":
		_, expected, _ := strings.Cut(e.Reason, "want ")
		return "should be of type " + strings.Replace(expected, "integer", "number", 1)
	}
	return strings.ToLower(e.Reason[:1]) + e.Reason[1:]
}

// failureWithErrors returns a response with status 400 that describes the error in one field.
func failureWithErrors(message, field, why string) *apiError {
	e := failure(http.StatusBadRequest, message, "")
	e.body.Errors = &map[string]any{field: why}
	return e
}
