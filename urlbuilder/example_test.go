package urlbuilder_test

import (
	"encoding/json"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// exampleBuilder returns a builder with a fixed time.
func exampleBuilder() *urlbuilder.Builder {
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo",
		PrivateKey:  "private_demo_key",
		Now:         func() time.Time { return time.Unix(1700000000, 0) },
	})
	if err != nil {
		log.Fatal(err)
	}
	return b
}

func ExampleBuilder_URL() {
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{
		Path: "/menu/café.jpg",
		Transformation: urlbuilder.Chain{
			{urlbuilder.Height(300), urlbuilder.Width(400)},
			{urlbuilder.Rotation(90)},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/tr:h-300,w-400:rt-90/menu/caf%C3%A9.jpg
}

func ExampleBuilder_URL_query() {
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{
		Path:                   "/menu/coffee.jpg",
		Transformation:         urlbuilder.Chain{{urlbuilder.Width(400)}},
		TransformationPosition: urlbuilder.QueryPosition,
		QueryParameters:        []urlbuilder.QueryParameter{{Name: "v", Value: "2"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/menu/coffee.jpg?v=2&tr=w-400
}

func ExampleBuilder_URL_layer() {
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{
		Path: "/menu/coffee.jpg",
		Transformation: urlbuilder.Chain{{
			urlbuilder.Width(400),
			urlbuilder.TextLayer("Fresh, every day!", urlbuilder.LayerOptions{
				Position:       urlbuilder.LayerPosition{X: urlbuilder.Px(10), Y: urlbuilder.Px(-20)},
				Transformation: urlbuilder.Chain{{urlbuilder.FontSize(32)}},
			}),
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.TrimPrefix(u, "https://ik.imagekit.io/demo/"))
	// Output: tr:w-400,l-text,ie-RnJlc2gsIGV2ZXJ5IGRheSE%3D,lx-10,ly-N20,fs-32,l-end/menu/coffee.jpg
}

func ExampleBuilder_Verify() {
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{Path: "/invoices/42.pdf", ExpiresIn: 5 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	fmt.Println(b.Verify(u, urlbuilder.VerifyOptions{Time: time.Unix(1700000299, 0)}))
	fmt.Println(b.Verify(u, urlbuilder.VerifyOptions{Time: time.Unix(1700000301, 0)}))
	// Output:
	// https://ik.imagekit.io/demo/invoices/42.pdf?ik-t=1700000300&ik-s=e9235d421e803d10ba914755fdadfbebba1bdc28
	// <nil>
	// urlbuilder: signature has expired: it was valid until 2023-11-14T22:18:20Z
}

func ExampleBuilder_Parse() {
	b := exampleBuilder()
	o, err := b.Parse("https://ik.imagekit.io/demo/tr:w-400,l-image,i-logo.png,lfo-center,l-end/menu/coffee.jpg?v=2")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.Path, o.QueryParameters)
	for _, p := range o.Transformation[0] {
		if layer, ok := p.Layer(); ok {
			fmt.Println("layer", layer.Kind, layer.Input, layer.Position.Focus)
			continue
		}
		fmt.Println(p.Name(), p.Value())
	}
	// Output:
	// /menu/coffee.jpg [{v 2}]
	// w 400
	// layer image logo.png center
}

func ExampleChain_UnmarshalJSON() {
	var preset urlbuilder.Chain
	if err := json.Unmarshal([]byte(`[{"height":300,"width":400},{"rotation":90}]`), &preset); err != nil {
		log.Fatal(err)
	}
	b := exampleBuilder()
	u, err := b.URL(urlbuilder.Options{Path: "/menu/coffee.jpg", Transformation: preset})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/tr:h-300,w-400:rt-90/menu/coffee.jpg
}
