package mockserver

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// refusal is the documented answer to requests of some operations in which one field breaks the contract, which is
// openapi.yaml. A request that breaks it in another way gets the answer of [contractFailure].
type validationError struct {
	operations []string // operationIds
	// field is a name as in [contract.Error], with * for the index of an array: fileIds.*. It is empty for all fields
	// that have no row of their own.
	field string
	// keywords are those of the schema, such as maxItems. A row without keywords is for all that have no row of their
	// own, also for the fields inside its field.
	keywords []string
	answer   func(*contract.Error) *apiError
}

// on returns the operations of a row, and keywords its keywords: they tell the two lists apart.
func on(operations ...string) []string { return operations }
func keywords(of ...string) []string   { return of }

// message answers 400 with a message.
func message(text string) func(*contract.Error) *apiError {
	return func(*contract.Error) *apiError { return failure(http.StatusBadRequest, text, "") }
}

// messageWithReason answers 400 with a message and a reason.
func messageWithReason(text, reason string) func(*contract.Error) *apiError {
	return func(*contract.Error) *apiError { return failure(http.StatusBadRequest, text, reason) }
}

// messageAboutField answers 400 with a message that begins with the name of the field.
func messageAboutField(rest string) func(*contract.Error) *apiError {
	return func(e *contract.Error) *apiError { return failure(http.StatusBadRequest, e.Field+" "+rest, "") }
}

// messageWithValue answers 400 with a message that ends with the value that was sent.
func messageWithValue(text string) func(*contract.Error) *apiError {
	return func(e *contract.Error) *apiError {
		return failure(http.StatusBadRequest, text+" Value sent is "+e.Value+".", "")
	}
}

// messageAboutTags answers 400 to a field that is not a list of tags.
func messageAboutTags(field string) func(*contract.Error) *apiError {
	return message("Your request contains invalid value for " + field +
		". Please provide an array of strings. Example - ['t-shirt','summer-sale'].")
}

// refusalKey finds a row of the table.
type validationErrorKey struct{ operation, field, keyword string }

// documentedRefusals are the refusals of all resources.
var validationErrors = indexValidationErrors(slices.Concat(
	fileValidationErrors, folderValidationErrors, accountValidationErrors, metadataFieldValidationErrors, uploadValidationErrors))

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

// documentedRefusal returns the documented answer to a request that breaks the contract, nil if there is none.
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

// parentField returns the field that contains another one: fileIds for fileIds.*, empty for a field at the top.
func parentField(field string) string {
	return field[:max(0, strings.LastIndexByte(field, '.'))]
}

// withoutIndexes returns fileIds.* for fileIds.0.
func withoutIndexes(field string) string {
	parts := strings.Split(field, ".")
	for i, part := range parts {
		if _, err := strconv.Atoi(part); err == nil {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, ".")
}
