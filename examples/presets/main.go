// Presets prints the URLs of a photograph in every preset of a file, which people can edit who do not write Go.
//
// You see one line for each preset, such as a thumbnail or a banner with text. Editors complete and check presets.json,
// because it names its JSON Schema. It needs no account and no network; with IMAGEKIT_URL_ENDPOINT set, the URLs are
// those of your account.
package main

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit/urlbuilder"
)

//go:embed presets.json
var file []byte

func main() {
	endpoint := os.Getenv("IMAGEKIT_URL_ENDPOINT")
	if endpoint == "" {
		endpoint = "https://ik.imagekit.io/demo"
	}
	if err := run(os.Stdout, endpoint); err != nil {
		fmt.Fprintln(os.Stderr, "presets:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, endpoint string) error {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: endpoint})
	if err != nil {
		return err
	}
	presets, err := load(file)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(presets)) {
		u, err := b.URL(urlbuilder.Options{Path: "/default-image.jpg", Transformation: presets[name]})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-12s %s\n", name, u)
	}
	return nil
}

// load reads the presets of a file, and checks them: a mistake ends the program before it serves a broken picture.
func load(file []byte) (urlbuilder.Presets, error) {
	var presets urlbuilder.Presets
	if err := json.Unmarshal(file, &presets); err != nil {
		return nil, err
	}
	return presets, presets.Check()
}
