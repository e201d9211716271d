package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Read presets from a file. The file names its JSON Schema, so that editors can complete and check it.
func ExamplePresets() {
	file := []byte(`{
		"$schema": "transformations.schema.json",
		"thumbnail": [{"width": 200, "height": 200}, {"radius": "max"}]
	}`)
	var presets urlbuilder.Presets
	if err := json.Unmarshal(file, &presets); err != nil {
		log.Fatal(err)
	}
	if err := presets.Check(); err != nil { // the error names the preset and the parameter
		log.Fatal(err)
	}
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{Path: "/menu/coffee.jpg", Transformation: presets["thumbnail"]})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/tr:w-200,h-200:r-max/menu/coffee.jpg
}

// Read presets with known names into the fields of a struct.
func ExamplePresets_struct() {
	file := []byte(`{
		"$schema": "transformations.schema.json",
		"thumbnail": [{"width": 200}],
		"banner": [{"width": 1600, "aspectRatio": "2-1"}]
	}`)
	var presets struct{ Thumbnail, Banner urlbuilder.Chain }
	if err := json.Unmarshal(file, &presets); err != nil {
		log.Fatal(err)
	}
	fmt.Println(presets.Thumbnail)
	fmt.Println(presets.Banner)
	// Output:
	// w-200
	// w-1600,ar-2-1
}
