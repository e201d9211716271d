package imagekit

import "github.com/oapi-codegen/nullable"

// Nullable is a field of an update that can be set, removed or left alone: [Value], [Null] or its zero value.
type Nullable[T any] = nullable.Nullable[T]

// Value sets a field to v.
func Value[T any](v T) Nullable[T] { return nullable.NewNullableWithValue(v) }

// Null removes what a field holds.
func Null[T any]() Nullable[T] { return nullable.NewNullNullable[T]() }
