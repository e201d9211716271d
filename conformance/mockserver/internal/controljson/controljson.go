// Package controljson encodes and decodes the JSON of the mock server's control endpoints. Durations are strings such
// as "1.5s". An unknown field is an error, because otherwise a misspelt field would have no effect. Invalid UTF-8 is
// replaced, because logged requests can contain any bytes.
//
// It does not import other packages of the mock server.
package controljson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var invalidUTF8 = jsontext.AllowInvalidUTF8(true)

var options = json.JoinOptions(
	invalidUTF8,
	json.Deterministic(true),
	json.RejectUnknownMembers(true),
	json.WithMarshalers(json.MarshalToFunc(writeDuration)),
	json.WithUnmarshalers(json.UnmarshalFromFunc(readDuration)),
)

// Marshal returns the JSON of a value. Maps are sorted by their keys.
func Marshal(value any) ([]byte, error) { return json.Marshal(value, options) }

// Unmarshal decodes exactly one JSON value into the value that to points to.
func Unmarshal(text []byte, to any) error { return Read(bytes.NewReader(text), to) }

// Read is [Unmarshal] for the content of r.
func Read(r io.Reader, to any) error {
	d := jsontext.NewDecoder(r, invalidUTF8)
	err := json.UnmarshalDecode(d, to, options)
	switch {
	case errors.Is(err, io.EOF) && d.InputOffset() == 0:
		return errors.New("it must not be empty")
	case err != nil:
		return describe(err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one value")
	}
	return nil
}

// describe removes the parts of an error about Go types, if there is a more specific cause.
func describe(err error) error {
	e, ok := errors.AsType[*json.SemanticError](err)
	switch {
	case !ok || e.Err == nil, errors.Is(e.Err, strconv.ErrSyntax), errors.Is(e.Err, strconv.ErrRange):
		return err
	case errors.Is(e.Err, json.ErrUnknownName):
		return fmt.Errorf("unknown field %q", e.JSONPointer.LastToken())
	}
	return describe(e.Err)
}

// durationError is the error for a value that is not a duration.
type durationError struct{ value jsontext.Value }

func (e *durationError) Error() string {
	return fmt.Sprintf("%s is not a duration; write it like \"1.5s\" or \"200ms\"", e.value)
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
