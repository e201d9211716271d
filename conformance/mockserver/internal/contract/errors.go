package contract

import (
	"errors"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Error says which field of a request or an event breaks the contract.
type Error struct {
	Field  string // name of a parameter, path to a field of the body such as fileIds.0, or body
	Reason string // a sentence without its full stop; empty if the field is missing
}

// Missing reports whether the field is required and not present.
func (e *Error) Missing() bool { return e.Reason == "" }

// Error names the field and says what is wrong with it.
func (e *Error) Error() string {
	if e.Missing() {
		return e.Field + " is missing"
	}
	return e.Field + ": " + e.Reason
}

// describeParameter names the parameter that is wrong. The texts of kin-openapi show whole schemas.
func describeParameter(err error) error {
	if err == nil {
		return nil
	}
	var request *openapi3filter.RequestError
	field := "request"
	if errors.As(err, &request) && request.Parameter != nil {
		field = request.Parameter.Name
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return &Error{Field: field}
	}
	if parse, ok := errors.AsType[*openapi3filter.ParseError](err); ok {
		return &Error{field, parse.Reason}
	}
	return describe(field, err)
}

// describe says which part of the value of a field breaks which rule of its schema. kin-openapi has two validators, and
// uses the older one for some parameters.
func describe(field string, err error) error {
	if err == nil {
		return nil
	}
	if newer, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		return describeValidation(field, newer)
	}
	if older, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		path := fieldPath(field, older.JSONPointer())
		if older.SchemaField == "required" {
			return &Error{Field: path}
		}
		return &Error{path, older.Reason}
	}
	return &Error{field, firstLine(err)}
}

// describeValidation describes the innermost cause.
func describeValidation(field string, e *jsonschema.ValidationError) error {
	for len(e.Causes) > 0 && !isChoice(e) {
		e = e.Causes[0]
	}
	if isChoice(e) {
		return &Error{fieldPath(field, e.InstanceLocation), "It has none of the forms that it can have"}
	}
	if required, ok := e.ErrorKind.(*kind.Required); ok {
		return &Error{Field: fieldPath(field, append(e.InstanceLocation, required.Missing[0]))}
	}
	reason := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	return &Error{fieldPath(field, e.InstanceLocation), reason}
}

// isChoice reports whether a value failed every branch of a choice: what is wrong with it in the first one would
// mislead.
func isChoice(e *jsonschema.ValidationError) bool {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return true
	}
	return false
}

// fieldPath returns fileIds.0 for the first element of fileIds, a field of the body.
func fieldPath(field string, path []string) string {
	if field != "body" || len(path) == 0 {
		path = append([]string{field}, path...)
	}
	return strings.Join(path, ".")
}

// firstLine shortens an error that goes on about schemas.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
