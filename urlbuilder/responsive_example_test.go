package urlbuilder_test

import (
	"fmt"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func ExampleBuilder_Responsive() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	image, err := b.Responsive(urlbuilder.Options{Path: "/menu/coffee.jpg"}, urlbuilder.ResponsiveOptions{
		Sizes:             "(min-width: 768px) 50vw, 100vw",
		DeviceBreakpoints: []int{640, 1080, 1920}, // in device pixels
	})
	fmt.Println(image.Src, err)
	fmt.Println(strings.ReplaceAll(image.SrcSet, ", ", ",\n"))
	fmt.Println(image.Sizes)
	// Output:
	// https://ik.imagekit.io/demo/tr:w-1920,c-at_max/menu/coffee.jpg <nil>
	// https://ik.imagekit.io/demo/tr:w-384,c-at_max/menu/coffee.jpg 384w,
	// https://ik.imagekit.io/demo/tr:w-640,c-at_max/menu/coffee.jpg 640w,
	// https://ik.imagekit.io/demo/tr:w-1080,c-at_max/menu/coffee.jpg 1080w,
	// https://ik.imagekit.io/demo/tr:w-1920,c-at_max/menu/coffee.jpg 1920w
	// (min-width: 768px) 50vw, 100vw
}

// A picture that is always 200 CSS pixels wide needs only two widths: for screens with one and with two device pixels
// for each CSS pixel.
func ExampleBuilder_Picture() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := b.Picture(urlbuilder.Options{Path: "/a.jpg"}, urlbuilder.ResponsiveOptions{Width: 200}, "avif")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, source := range picture.Sources {
		fmt.Println(source.Type)
		fmt.Println(strings.ReplaceAll(source.SrcSet, ", ", ",\n"))
	}
	fmt.Println(strings.ReplaceAll(picture.Image.SrcSet, ", ", ",\n"))
	// Output:
	// image/avif
	// https://ik.imagekit.io/demo/tr:w-256,c-at_max,f-avif/a.jpg 1x,
	// https://ik.imagekit.io/demo/tr:w-640,c-at_max,f-avif/a.jpg 2x
	// https://ik.imagekit.io/demo/tr:w-256,c-at_max/a.jpg 1x,
	// https://ik.imagekit.io/demo/tr:w-640,c-at_max/a.jpg 2x
}
