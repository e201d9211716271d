// Responsive prints a web page with responsive images: an image in several widths, pictures in several densities and
// formats, and a picture with another crop for narrow windows.
//
// It prints HTML with src, srcset and sizes. The pictures of the drinks are private, so their URLs are signed and valid
// for an hour. Captions and file names contain quotation marks and HTML, as if users had entered them; the templates
// escape them. The program needs no account and no network. If IMAGEKIT_URL_ENDPOINT and IMAGEKIT_PRIVATE_KEY are set,
// the URLs are those of your account.
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

// photo is an image with its alternative text.
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
	// The crop is 1200 pixels wide; the service does not enlarge it for larger breakpoints.
	SquareWidths: urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{640, 828, 1080, 1200}},
}

// private returns options for a private file, with a signed URL that is valid for an hour.
func private(path string) urlbuilder.Options {
	return urlbuilder.Options{Path: path, ExpiresIn: time.Hour}
}

// render writes the page. If it fails, it writes nothing.
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
