package urlbuilder_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// show prints a URL of exampleBuilder without its endpoint.
func show(o urlbuilder.Options) {
	u, err := exampleBuilder().URL(o)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.TrimPrefix(u, "https://ik.imagekit.io/demo/"))
}

// A poster of a video, 5 seconds after its start, and the second page of a PDF.
func ExampleRendition_thumbnail() {
	show(urlbuilder.Options{
		Path:           "/menu/pour.mp4",
		Rendition:      urlbuilder.Thumbnail,
		Transformation: urlbuilder.Chain{{urlbuilder.StartOffset(5), urlbuilder.Width(400)}},
	})
	show(urlbuilder.Options{
		Path:           "/menu/menu.pdf",
		Rendition:      urlbuilder.Thumbnail,
		Transformation: urlbuilder.Chain{{urlbuilder.Page(2)}},
	})
	// Output:
	// tr:so-5,w-400/menu/pour.mp4/ik-thumbnail.jpg
	// tr:pg-2/menu/menu.pdf/ik-thumbnail.jpg
}

func ExampleRendition_streaming() {
	resolutions := urlbuilder.Chain{{urlbuilder.StreamingResolutions(480, 720, 1080)}}
	for _, manifest := range []urlbuilder.Rendition{urlbuilder.HLS, urlbuilder.DASH} {
		show(urlbuilder.Options{
			Path:                   "/menu/pour.mp4",
			Rendition:              manifest,
			Transformation:         resolutions,
			TransformationPosition: urlbuilder.QueryPosition,
		})
	}
	// Output:
	// menu/pour.mp4/ik-master.m3u8?tr=sr-480_720_1080
	// menu/pour.mp4/ik-master.mpd?tr=sr-480_720_1080
}

func ExampleRendition_video() {
	show(urlbuilder.Options{Path: "/menu/latte-art.gif", Rendition: urlbuilder.GIFVideo})
	show(urlbuilder.Options{Path: "/menu/pour.mov", Rendition: urlbuilder.MP4})
	// Output:
	// menu/latte-art.gif/ik-gif-video.mp4
	// menu/pour.mov/ik-video.mp4
}

// The URL names the picture, whatever the file is called.
func ExampleOptions_seoName() {
	show(urlbuilder.Options{
		Path:           "/menu/DSC1234.jpg",
		SEOName:        "espresso",
		Transformation: urlbuilder.Chain{{urlbuilder.Width(400)}},
	})
	// Output: ik-seo/tr:w-400/menu/DSC1234/espresso.jpg
}

// The service generates the picture from its description.
func ExampleOptions_prompt() {
	show(urlbuilder.Options{Path: "/menu/generated/espresso.png", Prompt: "An espresso, seen from above"})
	// Output:
	// ik-genimg-prompt-An%20espresso%2C%20seen%20from%20above/menu/generated/espresso.png
}

// A browser saves the previous version of an invoice under a name that a customer understands.
func ExampleOptions_attachment() {
	show(urlbuilder.Options{
		Path:           "/invoices/42.pdf",
		Version:        "bREnN9Z5VQQ5OOZCSvaXcO9SW",
		AttachmentName: "Invoice 42.pdf",
	})
	// Output:
	// invoices/42.pdf?ik-obj-version=bREnN9Z5VQQ5OOZCSvaXcO9SW&ik-attachment=true&ik-attachment-filename=Invoice+42.pdf
}

// The original is on another server, from which the service reads it.
func ExampleOptions_proxy() {
	show(urlbuilder.Options{
		Path:           "https://www.example.com/photos/a.jpg",
		Transformation: urlbuilder.Chain{{urlbuilder.Width(400)}},
		Signed:         true,
	})
	// Output:
	// tr:w-400/https%3A%2F%2Fwww.example.com%2Fphotos%2Fa.jpg?ik-s=f81cbd4b9eb18b985844cb0dfe08d3dae6c08a23
}

func ExampleBuilder_Parse_rendition() {
	b := exampleBuilder()
	o, err := b.Parse("https://ik.imagekit.io/demo/menu/pour.mp4/ik-thumbnail.jpg?ik-attachment=true&tr=so-5")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.Path, o.Rendition == urlbuilder.Thumbnail, o.Attachment, o.Transformation)
	// Output: /menu/pour.mp4 true true so-5
}
