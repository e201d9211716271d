package rest

import (
	"encoding/json"
	"fmt"
	"time"
)

// Date is a day, the time of it at midnight UTC. The zero value is no day.
type Date struct{ time.Time }

// String returns the day as the API writes it, such as 2026-11-23.
func (d Date) String() string { return d.Format(time.DateOnly) }

// MarshalJSON implements [json.Marshaler].
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON implements [json.Unmarshaler]; null leaves the date as it is.
func (d *Date) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil || text == nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, *text)
	if err != nil {
		return fmt.Errorf("%q is not a date: want YYYY-MM-DD", *text)
	}
	d.Time = day
	return nil
}
