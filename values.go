package imagekit

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/oapi-codegen/nullable"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/encode"
)

// Nullable is the type of a field of an update with three states: [Value] sets the field, [Null] removes its value, and
// the zero value leaves it unchanged. Its methods IsSpecified, IsNull and Get, those of
// github.com/oapi-codegen/nullable, read the state.
//
//	update := imagekit.UpdateFileDetailsRequest{
//		Tags:              imagekit.Value([]string{"coffee"}), // replaces the tags
//		CustomCoordinates: imagekit.Null[string](),            // removes the coordinates
//	}
type Nullable[T any] = nullable.Nullable[T]

// Value returns the value of a [Nullable] field of an update that sets the field to v.
func Value[T any](v T) Nullable[T] { return nullable.NewNullableWithValue(v) }

// Null returns the value of a [Nullable] field of an update that removes what the field holds.
func Null[T any]() Nullable[T] { return nullable.NewNullNullable[T]() }

// Date is a calendar day, stored as the time at midnight UTC. Create one with [NewDate]. The zero value is no date;
// calls that require a date refuse it.
type Date struct{ time.Time }

// NewDate returns a day, such as NewDate(2026, time.November, 23). Like [time.Date], it normalizes values outside their
// ranges.
func NewDate(year int, month time.Month, day int) Date {
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// String returns the day as the API writes it, such as 2026-11-23.
func (d Date) String() string { return d.Format(time.DateOnly) }

// LogValue implements [slog.LogValuer]: a date is logged as String returns it.
func (d Date) LogValue() slog.Value { return slog.StringValue(d.String()) }

// AppendText implements [encoding.TextAppender].
func (d Date) AppendText(b []byte) ([]byte, error) { return d.AppendFormat(b, time.DateOnly), nil }

// MarshalText implements [encoding.TextMarshaler], so that a date can be the key of a JSON object.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes what MarshalText returns.
func (d *Date) UnmarshalText(text []byte) error {
	day, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a date: want YYYY-MM-DD", text)
	}
	d.Time = day
	return nil
}

// MarshalJSON implements [json.Marshaler].
func (d Date) MarshalJSON() ([]byte, error) { return encode.JSON(d.String()) }

// UnmarshalJSON implements [json.Unmarshaler]; null leaves the date as it is.
func (d *Date) UnmarshalJSON(b []byte) error {
	var text *string
	if err := decode.Any(b, &text); err != nil || text == nil {
		return err
	}
	return d.UnmarshalText([]byte(*text))
}
