package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// A file of presets, which editors complete and check because it names its JSON Schema.
func ExamplePresets() {
	file := []byte(`{
		"$schema": "transformations.schema.json",
		"thumbnail": [{"width": 200, "height": 200}, {"radius": "max"}]
	}`)
	var presets urlbuilder.Presets
	if err := json.Unmarshal(file, &presets); err != nil {
		log.Fatal(err)
	}
	if err := presets.Check(); err != nil { // names the preset and what the service would refuse in it
		log.Fatal(err)
	}
	b := standing()
	u, err := b.URL(urlbuilder.Options{Path: "/menu/coffee.jpg", Transformation: presets["thumbnail"]})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/tr:w-200,h-200:r-max/menu/coffee.jpg
}

// A program that knows its presets reads them into fields of their own.
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
