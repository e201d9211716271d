package search

import (
	"slices"
	"strings"
	"time"
)

// Operators.
const (
	opEqual     = "="
	opNotEqual  = "NOT ="
	opBegins    = ":"
	opLess      = "<"
	opAtMost    = "<="
	opGreater   = ">"
	opAtLeast   = ">="
	opIn        = "IN"
	opNotIn     = "NOT IN"
	opHas       = "HAS"
	opExists    = "EXISTS"
	opNotExists = "NOT EXISTS"
)

// field is a field of the table. custom is the name of a custom metadata field.
type field struct {
	entry  *Field
	custom string
}

// name returns the name in queries, without quotes.
func (f field) name() string {
	if f.entry == nil {
		return ""
	}
	if prefix, ok := strings.CutSuffix(f.entry.Name, "*"); ok {
		return prefix + f.custom
	}
	return f.entry.Name
}

// written returns the name as it is written in queries: a name with a period needs quotes.
func (f field) written() string {
	if name := f.name(); strings.Contains(name, ".") {
		return quote(name)
	}
	return f.name()
}

func (f field) supports(operator string) bool {
	return f.entry != nil && slices.Contains(f.entry.Operators, operator)
}

func (f field) err(operator, value, reason string) *Error {
	return &Error{Field: f.name(), Operator: operator, Value: value, Reason: reason}
}

// problem returns why the field cannot be compared at all, or "".
func (f field) problem(operator string) string {
	switch {
	case f.entry == nil:
		return "is a condition on the zero value of a field, which has no name"
	case !f.supports(operator):
		return "is not supported: the operators of this field are " + strings.Join(f.entry.Operators, ", ")
	case strings.HasSuffix(f.entry.Name, "*") && f.custom == "":
		return "needs the name of a custom metadata field"
	}
	if _, reason := text(f.custom); reason != "" {
		return "is a condition on a field whose name " + reason
	}
	return ""
}

// ExactField is a field that can be compared for equality. The comparison of text is case-sensitive.
type ExactField[T any] struct{ field }

// Is holds if the field has this value.
func (f ExactField[T]) Is(value T) Condition { return compare(f.field, opEqual, value) }

// IsNot holds if the field has another value or none.
func (f ExactField[T]) IsNot(value T) Condition { return compare(f.field, opNotEqual, value) }

// In holds if the field has one of the values. There must be at least one.
func (f ExactField[T]) In(values ...T) Condition { return compare(f.field, opIn, values...) }

// NotIn holds if the field has none of the values. There must be at least one.
func (f ExactField[T]) NotIn(values ...T) Condition { return compare(f.field, opNotIn, values...) }

// TextField is a field with text.
type TextField struct{ ExactField[string] }

// HasPrefix holds if the text begins with prefix, in the same case. The prefix must not be empty.
func (f TextField) HasPrefix(prefix string) Condition { return compare(f.field, opBegins, prefix) }

// Has holds if the text has all words, in any order and case. The last one can be the beginning of a word: "red dr"
// finds "Dress, red.jpg". Anything but letters and digits separates words; there must be at least one word.
// [imagekit.Client.ListFiles] returns the best matches first, unless the parameter Sort is set.
//
// [imagekit.Client.ListFiles]: https://pkg.go.dev/github.com/openimagekit/imagekit#Client.ListFiles
func (f TextField) Has(words string) Condition { return compare(f.field, opHas, words) }

// ListField is a field with any number of values. The comparison of text is case-sensitive.
type ListField[T string | float64 | bool] struct{ OptionalField }

// In holds if the field has at least one of the values. There must be at least one.
func (f ListField[T]) In(values ...T) Condition { return compare(f.field, opIn, values...) }

// NotIn holds if the field has none of the values. There must be at least one.
func (f ListField[T]) NotIn(values ...T) Condition { return compare(f.field, opNotIn, values...) }

// TagsField is a field with tags.
type TagsField struct{ ListField[string] }

// Has holds if the tags have all words; see [TextField.Has].
func (f TagsField) Has(words string) Condition { return compare(f.field, opHas, words) }

// OptionalField is a field that an asset can have or not.
type OptionalField struct{ field }

// Exists holds if the field has a value.
func (f OptionalField) Exists() Condition { return compare[string](f.field, opExists) }

// NotExists holds if the field has no value.
func (f OptionalField) NotExists() Condition { return compare[string](f.field, opNotExists) }

// NumberField is a field with a number or a size. NaN and infinite numbers are errors.
type NumberField[T int | float64 | ByteSize] struct{ ExactField[T] }

// LessThan holds if the number is less than bound.
func (f NumberField[T]) LessThan(bound T) Condition { return compare(f.field, opLess, bound) }

// AtMost holds if the number is less than or equal to bound.
func (f NumberField[T]) AtMost(bound T) Condition { return compare(f.field, opAtMost, bound) }

// GreaterThan holds if the number is greater than bound.
func (f NumberField[T]) GreaterThan(bound T) Condition { return compare(f.field, opGreater, bound) }

// AtLeast holds if the number is greater than or equal to bound.
func (f NumberField[T]) AtLeast(bound T) Condition { return compare(f.field, opAtLeast, bound) }

// DateField is a field with a time. None of its conditions except IsNot and NotIn hold for an asset without one.
//
// An age is relative to the time at which the service evaluates the query. It must be a whole number of hours, at least
// one; for calendar months, compute a time with [time.Time.AddDate].
//
// Queries have times in UTC, in whole seconds. AfterTime, BeforeTime, NotBeforeTime and NotAfterTime round the time
// down: the two queries BeforeTime(t) and NotBeforeTime(t) neither overlap nor leave a gap. For Is, IsNot, In and
// NotIn, a fraction of a second is an error. A time must not be the zero time, and its year must be from 0 to 9999.
type DateField struct{ ExactField[time.Time] }

// After holds for times less than age ago: After(7*24*time.Hour) is the last seven days.
func (f DateField) After(age time.Duration) Condition { return compare(f.field, opGreater, age) }

// Before holds for times more than age ago.
func (f DateField) Before(age time.Duration) Condition { return compare(f.field, opLess, age) }

// NotBefore is like [DateField.After], and also holds for the time exactly age ago.
func (f DateField) NotBefore(age time.Duration) Condition { return compare(f.field, opAtLeast, age) }

// NotAfter is like [DateField.Before], and also holds for the time exactly age ago.
func (f DateField) NotAfter(age time.Duration) Condition { return compare(f.field, opAtMost, age) }

// AfterTime holds for times after t.
func (f DateField) AfterTime(t time.Time) Condition { return compare(f.field, opGreater, t) }

// BeforeTime holds for times before t.
func (f DateField) BeforeTime(t time.Time) Condition { return compare(f.field, opLess, t) }

// NotBeforeTime holds for t and times after it.
func (f DateField) NotBeforeTime(t time.Time) Condition { return compare(f.field, opAtLeast, t) }

// NotAfterTime holds for t and times before it.
func (f DateField) NotAfterTime(t time.Time) Condition { return compare(f.field, opAtMost, t) }

// BoolField is a field that is true or false.
type BoolField struct{ field }

// Is holds if the field has this value.
func (f BoolField) Is(value bool) Condition { return compare(f.field, opEqual, value) }

// FormatField is a field with the format of a file, in lower case.
type FormatField struct{ field }

// Is holds if the file has this format.
func (f FormatField) Is(format string) Condition { return compare(f.field, opEqual, format) }

// In holds if the file has one of the formats. There must be at least one.
func (f FormatField) In(formats ...string) Condition { return compare(f.field, opIn, formats...) }

// PathField is a field with the folder that contains an asset. Slashes at the beginning and the end of a folder can be
// omitted; the root is "/". Empty segments and the segments . and .. are errors. All methods but Within do not include
// subfolders.
type PathField struct{ ExactField[string] }

// Within holds for the assets in a folder and in all its subfolders.
func (f PathField) Within(folder string) Condition { return compare(f.field, opBegins, folder) }

// LocationField is a field with a place on earth.
type LocationField struct{ field }

// Near holds for places that are at most km kilometres away from a point.
func (f LocationField) Near(center Point, km float64) Condition {
	return compare(f.field, opEqual, circle{center, km})
}

// InRectangle holds for places in a rectangle with these opposite corners.
func (f LocationField) InRectangle(corner, opposite Point) Condition {
	return compare(f.field, opEqual, rectangle{corner, opposite})
}
