package mockserver

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// Messages about rules of a custom metadata field that are invalid.
//
// Contradiction: the message about invalid rules of a custom metadata field in an update is "Invalid schema object." in
// the vendor's OpenAPI document, and "Invalid field object" in the documentation of 2024. The former is followed. For a
// creation only the latter has a text.
const (
	messageFieldObject = "Invalid field object"
	messageFieldSchema = "Invalid schema object."
)

// metadataFieldRefusals are the documented refusals of requests for custom metadata fields.
var metadataFieldValidationErrors = []validationError{
	{on("createCustomMetadataField"), "schema", nil, fieldRuleError(messageFieldObject)},
	{on("updateCustomMetadataField"), "schema", nil, fieldRuleError(messageFieldSchema)},
}

// refuseFieldRule returns a function that answers with a message and with an error about one rule of a field. The text
// of an error about a type is documented, and says number where the contract says integer; other texts are those of the
// contract.
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

// failureWithErrors makes an error that says what is wrong with one field.
func failureWithErrors(message, field, why string) *apiError {
	e := failure(http.StatusBadRequest, message, "")
	e.body.Errors = &map[string]any{field: why}
	return e
}
