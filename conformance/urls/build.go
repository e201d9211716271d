package main

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/internal/sdkinput"
)

// buildAll builds the URL of each vector that it reads.
func buildAll(in io.Reader, out io.Writer) error {
	decoder := jsontext.NewDecoder(in)
	for {
		var v sdkinput.Vector
		err := json.UnmarshalDecode(decoder, &v, json.MatchCaseInsensitiveNames(true))
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := writeLine(out, newResult(v.URL())); err != nil {
			return err
		}
	}
}

// writeLine writes a value as one line of JSON.
func writeLine(out io.Writer, value any) error {
	if err := json.MarshalWrite(out, value, json.Deterministic(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}
