package contract

import (
	"errors"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Error describes the field of a request or of an event that violates the document.
type Error struct {
	Field   string // name of a parameter, path of a field in the body such as fileIds.0, or body
	Keyword string // violated keyword of the schema, such as maxItems; empty if there is none
	Reason  string // a sentence without a full stop; empty if the field is missing
	Value   string // the text that was sent; empty for fields of the body
}

// Missing reports whether the field is required and not present.
func (e *Error) Missing() bool { return e.Keyword == keywordRequired }

// Keywords of schemas for the errors that this package creates itself.
const (
	keywordRequired = "required"
	keywordType     = "type"
	keywordConst    = "const"
)

func missing(field string) *Error { return &Error{Field: field, Keyword: keywordRequired} }

// Error returns the field and the reason.
func (e *Error) Error() string {
	if e.Missing() {
		return e.Field + " is missing"
	}
	return e.Field + ": " + e.Reason
}

// describeParameter returns the error of a parameter. It does not use the texts of kin-openapi, which contain schemas.
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
		return missing(field)
	}
	if parse, ok := errors.AsType[*openapi3filter.ParseError](err); ok {
		return &Error{Field: field, Keyword: keywordType, Reason: parse.Reason}
	}
	return describe(field, err)
}

// describe returns the error of the part of a field that violates the schema. kin-openapi has two validators, and uses
// the older one for some parameters.
func describe(field string, err error) error {
	if err == nil {
		return nil
	}
	if newer, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		return describeValidation(field, newer)
	}
	if older, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		path := fieldPath(field, older.JSONPointer())
		if older.SchemaField == keywordRequired {
			return missing(path)
		}
		return &Error{Field: path, Keyword: older.SchemaField, Reason: older.Reason}
	}
	return &Error{Field: field, Reason: firstLine(err)}
}

// describeValidation describes the innermost cause.
func describeValidation(field string, e *jsonschema.ValidationError) error {
	for len(e.Causes) > 0 && !isChoice(e) {
		e = e.Causes[0]
	}
	if isChoice(e) {
		return describeChoice(field, e)
	}
	if required, ok := e.ErrorKind.(*kind.Required); ok {
		return missing(fieldPath(field, append(e.InstanceLocation, required.Missing[0])))
	}
	reason := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	return &Error{Field: fieldPath(field, e.InstanceLocation), Keyword: keywordOf(e), Reason: reason}
}

// describeChoice describes the error of a value that matches no branch of a oneOf or anyOf. Usually a field with a
// constant, such as the type of an origin, selects the branch. describeChoice then returns the error of this branch.
func describeChoice(field string, e *jsonschema.ValidationError) error {
	selector := selectorOf(e)
	if selector == nil {
		if name := missingEverywhere(e.Causes); name != "" {
			return missing(fieldPath(field, append(e.InstanceLocation, name)))
		}
		return &Error{
			Field: fieldPath(field, e.InstanceLocation), Keyword: keywordOf(e),
			Reason: "It must have one of the allowed forms",
		}
	}
	for _, branch := range e.Causes {
		if !refusesConstant(branch, selector) {
			return describeValidation(field, branch)
		}
	}
	return &Error{
		Field: fieldPath(field, selector), Keyword: keywordConst, Reason: "It must be one of the allowed values",
	}
}

// selectorOf returns the path of the field whose constant selects a branch of a choice, or nil.
func selectorOf(choice *jsonschema.ValidationError) (path []string) {
	walk(choice, func(e *jsonschema.ValidationError) {
		if _, ok := e.ErrorKind.(*kind.Const); ok && len(e.InstanceLocation) == len(choice.InstanceLocation)+1 {
			path = e.InstanceLocation
		}
	})
	return path
}

// refusesConstant reports whether a branch of a choice is for another value of the field that selects the branch.
func refusesConstant(branch *jsonschema.ValidationError, selector []string) (refused bool) {
	walk(branch, func(e *jsonschema.ValidationError) {
		switch e.ErrorKind.(type) {
		case *kind.Const, *kind.Enum:
			refused = refused || slices.Equal(e.InstanceLocation, selector)
		}
	})
	return refused
}

// walk calls visit for an error and all of its causes.
func walk(e *jsonschema.ValidationError, visit func(*jsonschema.ValidationError)) {
	visit(e)
	for _, cause := range e.Causes {
		walk(cause, visit)
	}
}

// missingEverywhere returns a field that is missing and that all branches require, or an empty string.
func missingEverywhere(branches []*jsonschema.ValidationError) string {
	counts := map[string]int{}
	for _, branch := range branches {
		for _, name := range missingFields(branch) {
			if counts[name]++; counts[name] == len(branches) {
				return name
			}
		}
	}
	return ""
}

func missingFields(branch *jsonschema.ValidationError) (names []string) {
	walk(branch, func(e *jsonschema.ValidationError) {
		if required, ok := e.ErrorKind.(*kind.Required); ok {
			names = append(names, required.Missing...)
		}
	})
	return names
}

// isChoice reports whether an error is that of a oneOf or anyOf.
func isChoice(e *jsonschema.ValidationError) bool {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return true
	}
	return false
}

// fieldPath returns the path of a part of a field, such as fileIds.0 for the first element of fileIds in the body.
func fieldPath(field string, path []string) string {
	if field != "body" || len(path) == 0 {
		path = append([]string{field}, path...)
	}
	return strings.Join(path, ".")
}

// firstLine returns the first line of an error. The other lines have schemas.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// keywordOf returns the keyword of the schema that is violated.
func keywordOf(e *jsonschema.ValidationError) string {
	path := e.ErrorKind.KeywordPath()
	if len(path) == 0 {
		return ""
	}
	return path[0]
}
