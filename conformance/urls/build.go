package main

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/openimagekit/imagekit/conformance/internal/sdkinput"
)

// buildAll builds the URL of each vector that it reads.
func buildAll(in io.Reader, out io.Writer) error {
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		var v sdkinput.Vector
		switch err := decoder.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := encoder.Encode(newResult(v.URL())); err != nil {
			return err
		}
	}
}
