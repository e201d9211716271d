// Package controljson reads and writes the JSON of the mock server's own paths. Durations are text such as "1.5s", and a
// field that does not exist is an error, because a misspelt one would silently do nothing.
//
// It imports nothing of the mock server.
package controljson

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var options = json.JoinOptions(
	json.Deterministic(true),
	json.RejectUnknownMembers(true),
	json.WithMarshalers(json.MarshalToFunc(writeDuration)),
	json.WithUnmarshalers(json.UnmarshalFromFunc(readDuration)),
)

// Marshal returns the JSON of a value. Maps are in the order of their keys.
func Marshal(value any) ([]byte, error) { return json.Marshal(value, options) }

// Unmarshal reads exactly one JSON value into what to points to.
func Unmarshal(text []byte, to any) error { return plain(json.Unmarshal(text, to, options)) }

// Read is [Unmarshal] for everything that r has.
func Read(r io.Reader, to any) error { return plain(json.UnmarshalRead(r, to, options)) }

// plain returns the cause if that is one of this package: what the JSON package adds to it is about Go types.
func plain(err error) error {
	if e, ok := errors.AsType[*durationError](err); ok {
		return e
	}
	return err
}

// durationError is about a value that is no duration.
type durationError struct{ value jsontext.Value }

func (e *durationError) Error() string {
	return fmt.Sprintf("%s is no duration; write it like \"1.5s\" or \"200ms\"", e.value)
}

func writeDuration(to *jsontext.Encoder, d time.Duration) error {
	return to.WriteToken(jsontext.String(d.String()))
}

func readDuration(from *jsontext.Decoder, to *time.Duration) error {
	value, err := from.ReadValue()
	if err != nil {
		return err
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		*to, err = time.ParseDuration(text)
	}
	if text == "" || err != nil {
		return &durationError{value.Clone()}
	}
	return nil
}
