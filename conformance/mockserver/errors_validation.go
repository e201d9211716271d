package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// validationError is the documented response to requests of some operations in which one field does not match
// openapi.yaml. All other requests that do not match openapi.yaml get the response of [contractError].
type validationError struct {
	operations []string // operationIds
	// field is the name of the field as in [contract.Error], with * for the index of an array: fileIds.*. An empty name
	// means all fields that have no row in the table.
	field string
	// keywords are those of the JSON schema that the field does not match, such as maxItems. A row without keywords
	// applies to all keywords that have no row, and to the fields inside the field.
	keywords []string
	answer   func(*contract.Error) *apiError
}

// on returns the operations of a row, and keywords returns its keywords, so that the table shows which list is which.
func on(operations ...string) []string { return operations }
func keywords(of ...string) []string   { return of }

// message returns a function that responds with status 400 and a message.
func message(text string) func(*contract.Error) *apiError {
	return func(*contract.Error) *apiError { return failure(http.StatusBadRequest, text, "") }
}

// messageWithReason returns a function that responds with status 400, a message and a reason.
func messageWithReason(text, reason string) func(*contract.Error) *apiError {
	return func(*contract.Error) *apiError { return failure(http.StatusBadRequest, text, reason) }
}

// messageAboutField returns a function that responds with status 400 and a message that begins with the name of the
// field.
func messageAboutField(rest string) func(*contract.Error) *apiError {
	return func(e *contract.Error) *apiError { return failure(http.StatusBadRequest, e.Field+" "+rest, "") }
}

// messageWithValue returns a function that responds with status 400 and a message that ends with the value that was
// sent.
func messageWithValue(text string) func(*contract.Error) *apiError {
	return func(e *contract.Error) *apiError {
		return failure(http.StatusBadRequest, text+" Value sent is "+e.Value+".", "")
	}
}

// messageAboutTags returns a function that responds with status 400 to a field that is not a list of tags.
func messageAboutTags(field string) func(*contract.Error) *apiError {
	return message("Your request contains invalid value for " + field +
		". Please provide an array of strings. Example - ['t-shirt','summer-sale'].")
}

// validationErrorKey is the key of validationErrors.
type validationErrorKey struct{ operation, field, keyword string }

// validationErrors are the documented responses of all operations.
var validationErrors = indexValidationErrors(slices.Concat(
	fileValidationErrors, folderValidationErrors, accountValidationErrors, metadataFieldValidationErrors,
	uploadValidationErrors))

func indexValidationErrors(rows []validationError) map[validationErrorKey]func(*contract.Error) *apiError {
	index := map[validationErrorKey]func(*contract.Error) *apiError{}
	for _, row := range rows {
		words := row.keywords
		if len(words) == 0 {
			words = []string{""} // any keyword
		}
		for _, operation := range row.operations {
			for _, keyword := range words {
				index[validationErrorKey{operation, row.field, keyword}] = row.answer
			}
		}
	}
	return index
}

// documentedError returns the documented response to a request that does not match openapi.yaml. It returns nil if
// there is none.
func documentedError(operation string, e *contract.Error) *apiError {
	field := withoutIndexes(e.Field)
	candidates := []validationErrorKey{{operation, field, e.Keyword}}
	for ; field != ""; field = parentField(field) {
		candidates = append(candidates, validationErrorKey{operation, field, ""})
	}
	candidates = append(candidates, validationErrorKey{operation, "", e.Keyword}, validationErrorKey{operation, "", ""})
	for _, key := range candidates {
		if answer := validationErrors[key]; answer != nil {
			return answer(e)
		}
	}
	return nil
}

// parentField returns the field that contains another one: fileIds for fileIds.*, and an empty string for a field at
// the top.
func parentField(field string) string {
	return field[:max(0, strings.LastIndexByte(field, '.'))]
}

// withoutIndexes returns the name of a field with * instead of indexes: fileIds.* for fileIds.0.
func withoutIndexes(field string) string {
	parts := strings.Split(field, ".")
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err == nil {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, ".")
}
