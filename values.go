package imagekit

import (
	"time"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/internal/rest"
)

// Date is a day, the time of it at midnight UTC.
type Date = rest.Date

// NewDate returns a day.
func NewDate(year int, month time.Month, day int) Date {
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// Nullable is a field of an update that can be set, removed or left alone: [Value], [Null] or its zero value.
type Nullable[T any] = nullable.Nullable[T]

// Value sets a field to v.
func Value[T any](v T) Nullable[T] { return nullable.NewNullableWithValue(v) }

// Null removes what a field holds.
func Null[T any]() Nullable[T] { return nullable.NewNullNullable[T]() }

// AllAITags, given to [NewRemoveAITags], removes all AI tags of a file.
const AllAITags = AITagSelectionAll
