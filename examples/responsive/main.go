// Responsive prints a web page whose images come in the width, and the format, that the reader's screen needs: an image
// by width, a list of pictures by density and format, and one with another crop for narrow windows.
//
// You see HTML with src, srcset and sizes; the URLs of the drinks, which are private, are signed for an hour. Captions
// and file names are what users typed, quotes and all: none of them leaves its place. It needs no account and no
// network; with IMAGEKIT_URL_ENDPOINT and IMAGEKIT_PRIVATE_KEY set, the URLs are those of your account.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
	"github.com/openimagekit/imagekit/urlbuilder/htmlurl"
)

//go:embed page.html.tmpl
var page string

func main() {
	config := urlbuilder.Config{
		URLEndpoint: os.Getenv("IMAGEKIT_URL_ENDPOINT"),
		PrivateKey:  os.Getenv("IMAGEKIT_PRIVATE_KEY"),
	}
	if config.URLEndpoint == "" {
		config = urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key"}
	}
	b, err := urlbuilder.New(config)
	if err == nil {
		err = render(os.Stdout, b, menu)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "responsive:", err)
		os.Exit(1)
	}
}

// photo is an image with the text in its place.
type photo struct {
	Image   urlbuilder.Options
	Caption string
}

type content struct {
	Title  string
	Hero   photo
	Drinks []photo

	Square       urlbuilder.Chain // the hero's crop for narrow windows
	SquareWidths urlbuilder.ResponsiveOptions
}

var menu = content{
	Title: "Menu",
	Hero:  photo{urlbuilder.Options{Path: "/default-image.jpg"}, `Our "house" & garden`},
	Drinks: []photo{
		{private("/menu/coffee.jpg"), "Coffee"},
		{private("/menu/it's tea (green), hot.jpg"), `"><script>alert("tea")</script>`},
	},
	Square: urlbuilder.Chain{{
		urlbuilder.Width(1200), urlbuilder.AspectRatio(1, 1),
		urlbuilder.Focus(urlbuilder.FocusAuto),
	}},
	// It is 1200 pixels wide, and larger ones would be no larger.
	SquareWidths: urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{640, 828, 1080, 1200}},
}

// private is an image that only this page's readers see, for an hour.
func private(path string) urlbuilder.Options {
	return urlbuilder.Options{Path: path, ExpiresIn: time.Hour}
}

// render writes the whole page, or nothing.
func render(out io.Writer, b *urlbuilder.Builder, c content) error {
	parsed, err := template.New("page").Funcs(htmlurl.FuncMap(b)).Parse(page)
	if err != nil {
		return err
	}
	var html bytes.Buffer
	if err := parsed.Execute(&html, c); err != nil {
		return err
	}
	_, err = html.WriteTo(out)
	return err
}
