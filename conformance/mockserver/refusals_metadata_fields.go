package mockserver

import (
	"net/http"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// messageFieldSchema is the answer to rules of a custom metadata field that cannot be.
//
// Contradiction: the message about invalid rules of a custom metadata field is "Invalid schema object." for an update
// in the vendor's OpenAPI document, and "Invalid field object" for a creation and an update in the documentation of
// 2024. The former is followed for both.
const messageFieldSchema = "Invalid schema object."

// metadataFieldRefusals are the documented refusals of requests for custom metadata fields.
var metadataFieldRefusals = []refusal{
	{on("createCustomMetadataField", "updateCustomMetadataField"), "schema", nil, refuseFieldSchema},
}

// refuseFieldSchema tells about a rule of a field, by its name. The documentation has the text about a type; the others
// are those of the contract.
func refuseFieldSchema(e *contract.Error) *apiError {
	why := e.Reason
	switch {
	case e.Missing():
		why = "is required"
	case e.Keyword == "type":
		_, expected, _ := strings.Cut(why, "want ")
		why = "should be of type " + expected
	default:
		why = strings.ToLower(why[:1]) + why[1:]
	}
	return failureWithErrors(messageFieldSchema, e.Field[strings.LastIndexByte(e.Field, '.')+1:], why)
}

// failureWithErrors makes an error that says what is wrong with one field.
func failureWithErrors(message, field, why string) *apiError {
	e := failure(http.StatusBadRequest, message, "")
	e.body.Errors = &map[string]any{field: why}
	return e
}

// fieldsPath is where fields are listed and created.
const fieldsPath = "/v1/customMetadataFields"

// refuseFieldWithoutID answers requests that change or delete a field and do not say which.
func (a *api) refuseFieldWithoutID(w http.ResponseWriter, r *http.Request) {
	err := a.checkKey(r)
	if err == nil {
		err = failure(http.StatusBadRequest, "Missing id parameter.", "")
	}
	a.fail(w, r, err)
}
