// Presets reads named transformations from presets.json and prints the URL of a photograph for each of them.
//
// It prints one line for each preset, such as a thumbnail or a banner with text. Editors complete and check
// presets.json, because the file names its JSON Schema. The program needs no account and no network. If
// IMAGEKIT_URL_ENDPOINT is set, the URLs are those of your account.
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

// load reads presets and checks them, so that a mistake is found when the program starts.
func load(file []byte) (urlbuilder.Presets, error) {
	var presets urlbuilder.Presets
	if err := json.Unmarshal(file, &presets); err != nil {
		return nil, err
	}
	return presets, presets.Check()
}
