package render_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func ExampleRenderer_Render() {
	photograph, err := os.ReadFile("testdata/rocket.jpg") // 640 by 427 pixels
	if err != nil {
		log.Fatal(err)
	}
	chain := urlbuilder.Chain{
		{urlbuilder.Width(300), urlbuilder.Height(200), urlbuilder.Focus(urlbuilder.FocusTop)},
		{urlbuilder.Format(urlbuilder.FormatPNG), urlbuilder.Blur(10)},
	}
	rendition, err := render.New(render.Options{}).Render(context.Background(),
		render.Request{Source: photograph, Chain: chain})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rendition.ContentType, rendition.Width, rendition.Height)
	fmt.Println(rendition.Report)
	// Output:
	// image/png 300 200
	// exact: w-300, h-200, fo-top, f-png; approximate: bl-10 (the kernel of the service is unknown)
}
