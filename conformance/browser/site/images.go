package main

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/internal/sdkinput"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// image is an entry of images.json.
type image struct {
	Props sdkinput.Image `json:"props"`
}

// result has the attributes of an image, or the error of building them.
type result struct {
	urlbuilder.ImageAttributes
	Error string `json:"error,omitzero"`
}

// writeImages reads a table of images, and writes a list with the result for each.
func writeImages(in io.Reader, out io.Writer) error {
	var table struct {
		URLEndpoint string  `json:"urlEndpoint"`
		Images      []image `json:"images"`
	}
	if err := json.UnmarshalRead(in, &table); err != nil {
		return err
	}
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: table.URLEndpoint, Dialect: urlbuilder.Current})
	if err != nil {
		return err
	}
	results := make([]result, len(table.Images))
	for i := range table.Images {
		attributes, err := table.Images[i].Props.Attributes(b)
		if results[i].ImageAttributes = attributes; err != nil {
			results[i].Error = err.Error()
		}
	}
	return json.MarshalWrite(out, results, jsontext.WithIndent("\t"))
}
