package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Store a chain as JSON, for example as a preset.
func ExampleChain_MarshalJSON() {
	preset := urlbuilder.Chain{
		{urlbuilder.Width(400), urlbuilder.TextLayer("Fresh!", urlbuilder.LayerOptions{})},
		urlbuilder.If(urlbuilder.CurrentHeight.Is(urlbuilder.GreaterThan, 300),
			urlbuilder.Chain{{urlbuilder.Height(300)}}, nil),
	}
	text, err := json.Marshal(preset)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	var read urlbuilder.Chain
	if err := json.Unmarshal(text, &read); err != nil {
		log.Fatal(err)
	}
	fmt.Println(read.Equal(preset))
	fmt.Println(read)
	// Output:
	// [{"width":400,"overlay":{"type":"text","text":"Fresh!"}},{"if":"h_gt_300","then":[{"height":300}]}]
	// true
	// w-400,l-text,ie-RnJlc2gh,l-end:if-h_gt_300,h-300,if-end
}

// Print Go code for the transformation of an existing URL.
func ExampleChain_GoString() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		log.Fatal(err)
	}
	o, err := b.Parse("https://ik.imagekit.io/demo/tr:w-400,e-sharpen:rt-90/coffee.jpg")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%#v\n", o.Transformation)
	// Output: urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Sharpen()}, {urlbuilder.Rotation(90)}}
}
