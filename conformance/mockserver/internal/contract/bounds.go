package contract

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of a request, far above the limits of the service. They are checked first, because the time of later checks
// can grow with the square of the size of a request. They are limits of the mock server; the service documents none.
const (
	maxDepth  = 100      // nested objects and lists
	maxValues = 10_000   // field names and values, on all levels; in JSON text also the ends of objects and lists
	maxText   = 64 << 10 // bytes of a text, or of the name of a field
)

// bounds counts the values of a request.
type bounds struct{ values int }

// exceeded counts a value with the depth and the length of its text in bytes. It returns the reason if a bound is
// exceeded, or an empty string.
func (b *bounds) exceeded(depth, length int) string {
	b.values++
	switch {
	case depth > maxDepth:
		return fmt.Sprintf("It has more than %d levels", maxDepth)
	case b.values > maxValues:
		return fmt.Sprintf("It has more than %d values", maxValues)
	case length > maxText:
		return fmt.Sprintf("It has a text of more than %d bytes", maxText)
	}
	return ""
}

// CheckBounds checks the depth, the number of values and the lengths of texts in JSON text, as [CheckJSON] does first.
// It does not decode the text. The error is an [*Error].
func CheckBounds(text []byte) error { return new(bounds).checkText("body", text) }

// checkText checks JSON text. It ignores syntax errors, which the decoder reports.
func (b *bounds) checkText(field string, text []byte) error {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return nil
		}
		length := 0
		if token.Kind() == '"' {
			length = len(token.String())
		}
		if why := b.exceeded(d.StackDepth(), length); why != "" {
			return &Error{Field: fieldPath(field, topLevel(d.StackPointer())), Reason: why}
		}
	}
}

// topLevel returns the first name of a JSON pointer, if there is one.
func topLevel(p jsontext.Pointer) []string {
	for name := range p.Tokens() {
		return []string{name[:min(len(name), 64)]}
	}
	return nil
}

// checkValue is checkText for a decoded value.
func (b *bounds) checkValue(field string, value any, depth int) error {
	text, _ := value.(string)
	if why := b.exceeded(depth, len(text)); why != "" {
		return &Error{Field: field, Reason: why}
	}
	switch value := value.(type) {
	case []any:
		return b.checkAll(field, slices.Values(value), depth+1)
	case map[string]any:
		for name := range value {
			if err := b.checkValue(field, name, depth+1); err != nil {
				return err
			}
		}
		return b.checkAll(field, maps.Values(value), depth+1)
	}
	return nil
}

func (b *bounds) checkAll(field string, values iter.Seq[any], depth int) error {
	for value := range values {
		if err := b.checkValue(field, value, depth); err != nil {
			return err
		}
	}
	return nil
}

// checkQuery checks the length of a query.
func checkQuery(u *url.URL) error {
	if len(u.RawQuery) > maxText {
		return &Error{Field: "query", Reason: fmt.Sprintf("It has more than %d bytes", maxText)}
	}
	return nil
}
