package imagekit

import (
	"bytes"
	"fmt"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/encode"
)

// Nullable is the type of a field of an update with three states: [Value] sets the field, [Null] removes its value, and
// the zero value leaves it unchanged.
//
//	update := imagekit.UpdateFileDetailsRequest{
//		Tags:              imagekit.Value([]string{"coffee"}), // replaces the tags
//		CustomCoordinates: imagekit.Null[string](),            // removes the coordinates
//	}
//
// Package fmt prints the value, null, or unset.
//
// In JSON, a Nullable is its value or null. A struct field of this type must have the option omitzero, so that the zero
// value is left out; otherwise the zero value is also encoded as null.
type Nullable[T any] struct {
	value T
	state nullableState
}

type nullableState int8

const (
	nullableUnset nullableState = iota
	nullableNull
	nullableValue
)

// Value returns a [Nullable] that sets a field to v.
func Value[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: nullableValue} }

// Null returns a [Nullable] that removes the value of a field.
func Null[T any]() Nullable[T] { return Nullable[T]{state: nullableNull} }

// Get returns the value that the field is set to. ok is false if the value of the field is removed or left unchanged.
func (n Nullable[T]) Get() (value T, ok bool) { return n.value, n.state == nullableValue }

// IsNull reports whether the value of the field is removed.
func (n Nullable[T]) IsNull() bool { return n.state == nullableNull }

// IsZero reports whether the field is left unchanged. The option omitzero of encoding/json calls it.
func (n Nullable[T]) IsZero() bool { return n.state == nullableUnset }

// String returns the value as package fmt prints it, null, or unset.
func (n Nullable[T]) String() string {
	switch n.state {
	case nullableValue:
		return fmt.Sprint(n.value)
	case nullableNull:
		return "null"
	}
	return "unset"
}

// MarshalJSON implements [json.Marshaler].
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != nullableValue {
		return []byte("null"), nil
	}
	return encode.JSON(n.value)
}

// UnmarshalJSON implements [json.Unmarshaler]: null becomes [Null], everything else is decoded as a value.
func (n *Nullable[T]) UnmarshalJSON(b []byte) error {
	if string(bytes.TrimSpace(b)) == "null" {
		*n = Null[T]()
		return nil
	}
	var value T
	if err := decode.Any(b, &value); err != nil {
		return err
	}
	*n = Value(value)
	return nil
}

// Date is a day of the calendar, without a time or a time zone. Dates can be compared with ==. In JSON and other texts,
// a date is written as 2026-11-23. The zero value is not a valid date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns a day. Values outside their ranges are normalised as [time.Date] does it: October 32 is November 1.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the date of t in the time zone of t. The account API counts days in UTC: use DateOf(time.Now().UTC())
// there.
func DateOf(t time.Time) Date {
	var d Date
	d.Year, d.Month, d.Day = t.Date()
	return d
}

// In returns the beginning of the day, midnight, in a location such as [time.UTC].
func (d Date) In(location *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, location)
}

// String returns the day as the API writes it, such as 2026-11-23.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText implements [encoding.TextMarshaler]. It returns what String returns.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts a valid date in the form 2026-11-23.
func (d *Date) UnmarshalText(text []byte) error {
	day, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a date: want YYYY-MM-DD", text)
	}
	*d = DateOf(day)
	return nil
}
