package urlbuilder_test

import (
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func printURL(path string, chain urlbuilder.Chain) {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := b.URL(urlbuilder.Options{Path: path, Transformation: chain})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u)
}

func ExampleChain() {
	printURL("/photo.jpg", urlbuilder.Chain{
		{urlbuilder.Width(400), urlbuilder.AspectRatio(4, 3), urlbuilder.Focus(urlbuilder.FocusFace)},
		{urlbuilder.Radius(urlbuilder.Max), urlbuilder.Format(urlbuilder.FormatWebP), urlbuilder.Quality(75)},
	})
	// Output:
	// https://ik.imagekit.io/demo/tr:w-400,ar-4-3,fo-face:r-max,f-webp,q-75/photo.jpg
}

func ExampleTextLayer() {
	fmt.Println(urlbuilder.Chain{{
		urlbuilder.Width(800),
		urlbuilder.TextLayer("Hello World", urlbuilder.LayerOptions{
			Position: urlbuilder.LayerPosition{Focus: "bottom"},
			Transformation: urlbuilder.Chain{{
				urlbuilder.FontFamily("/fonts/Lato.ttf"),
				urlbuilder.FontSize(urlbuilder.Expr("bw_div_20")),
				urlbuilder.FontColor("white"),
				urlbuilder.Background("00000050"),
				urlbuilder.Padding(10, 20),
				urlbuilder.Typography(urlbuilder.Bold, urlbuilder.Italic),
			}},
		}),
	}})
	// Output:
	// w-800,l-text,i-Hello World,lfo-bottom,ff-fonts@@Lato.ttf,fs-bw_div_20,co-white,bg-00000050,pa-10_20,tg-b_i,l-end
}

func ExampleIf() {
	large := urlbuilder.InitialWidth.Is(urlbuilder.GreaterThan, 1000)
	landscape := urlbuilder.InitialAspectRatio.IsRatio(urlbuilder.AtLeast, 4, 3)
	printURL("/photo.jpg", urlbuilder.Chain{
		urlbuilder.If(
			large.And(landscape),
			urlbuilder.Chain{{urlbuilder.Width(1000)}},
			urlbuilder.Chain{{urlbuilder.Height(600)}},
		),
		{urlbuilder.Sharpen()},
	})
	// Output:
	// https://ik.imagekit.io/demo/tr:if-iw_gt_1000_and_iar_gte_4-3,w-1000,if-else,h-600,if-end:e-sharpen/photo.jpg
}

func ExampleShadow() {
	printURL("/bottle.png", urlbuilder.Chain{{urlbuilder.Shadow(urlbuilder.ShadowOptions{Blur: new(15), Y: new(-5)})}})
	// Output:
	// https://ik.imagekit.io/demo/tr:e-shadow-bl-15_y-N5/bottle.png
}

func ExampleAIEdit() {
	printURL("/cake.jpg", urlbuilder.Chain{
		{urlbuilder.AIEdit("add a candle")},
		{urlbuilder.AIDropShadow(urlbuilder.DropShadowOptions{})},
	})
	printURL("/cake.jpg", urlbuilder.Chain{{urlbuilder.AIEdit("add candles: 3, or more")}})
	// Output:
	// https://ik.imagekit.io/demo/tr:e-edit-prompt-add%20a%20candle:e-dropshadow/cake.jpg
	// https://ik.imagekit.io/demo/tr:e-edit-prompte-YWRkIGNhbmRsZXM6IDMsIG9yIG1vcmU%3D/cake.jpg
}

func ExampleStreamingResolutions() {
	printURL("/clip.mp4/ik-master.m3u8", urlbuilder.Chain{{urlbuilder.StreamingResolutions(480, 720, 1080)}})
	// Output:
	// https://ik.imagekit.io/demo/tr:sr-480_720_1080/clip.mp4/ik-master.m3u8
}

func ExampleBuildError() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = b.URL(urlbuilder.Options{
		Path:           "/photo.jpg",
		Transformation: urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Quality(180)}},
	})
	fmt.Println(err)
	if e, ok := errors.AsType[*urlbuilder.BuildError](err); ok {
		fmt.Println(e.Field, e.Step, e.Param, e.Value, e.Reason)
	}
	// Output:
	// urlbuilder: Transformation: step 1: q "180" must be from 1 to 100
	// Transformation 1 q 180 must be from 1 to 100
}
