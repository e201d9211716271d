package spec

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Error is an error that x-errors in openapi.yaml lists for an operation.
type Error struct {
	Operation string // operationId
	Status    int
	Message   string // text with placeholders such as {name}; empty if only the reason is documented
	Reason    string // empty if the error has none
	When      string // cause of the error, if message and reason do not describe it
}

// Errors returns the documented errors of all operations, including those of shared responses such as 401. They are
// sorted by operation and status; errors with the same status have the order of the document.
func Errors(t testing.TB) []Error {
	t.Helper()
	var all []Error
	operations := Operations(t)
	for _, id := range slices.Sorted(maps.Keys(operations)) {
		all = append(all, operations[id].Errors(t)...)
	}
	return all
}

// Errors returns the documented errors of the operation.
func (op Operation) Errors(t testing.TB) []Error {
	t.Helper()
	all := op.errors(t, 0, op.Extensions)
	for status, response := range op.Responses.Map() {
		if code, err := strconv.Atoi(status); err == nil {
			all = append(all, op.errors(t, code, response.Value.Extensions)...)
		}
	}
	slices.SortStableFunc(all, func(a, b Error) int { return a.Status - b.Status })
	return all
}

// errors reads x-errors. status is the status of the response that contains them, or 0 if each error has a status.
func (op Operation) errors(t testing.TB, status int, extensions map[string]any) []Error {
	t.Helper()
	list, _ := extensions["x-errors"].([]any)
	var all []Error
	for _, item := range list {
		e := Error{Operation: op.OperationID, Status: status}
		for name, value := range item.(map[string]any) {
			switch text, _ := value.(string); name {
			case "status":
				e.Status = int(value.(float64))
			case "message":
				e.Message = text
			case "reason":
				e.Reason = text
			case "when":
				e.When = text
			default:
				t.Errorf("%s: x-errors has the unknown property %s", op.OperationID, name)
			}
		}
		all = append(all, e)
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[A-Za-z]+\}`)

// Matches reports whether the message and the reason of a response are those of the error. A message or a reason that
// is not documented matches any text.
func (e Error) Matches(message, reason string) bool {
	texts := placeholder.Split(e.Message, -1)
	for i := range texts {
		texts[i] = regexp.QuoteMeta(texts[i])
	}
	pattern := regexp.MustCompile(`(?s)^` + strings.Join(texts, ".+") + `$`)
	return (e.Message == "" || pattern.MatchString(message)) && (e.Reason == "" || e.Reason == reason)
}
