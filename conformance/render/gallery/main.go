// Gallery writes one HTML page with what each parameter of a transformation does to a photograph: before and after, the
// text of the URL, and how exactly it is rendered. The page has all pictures in it, and no scripts.
//
//	go run -tags nodynamic ./conformance/render/gallery -o gallery.html
//
// It is run in the root of the module.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	_ "github.com/openimagekit/imagekit/conformance/render/avif" // writes AVIF
	_ "github.com/openimagekit/imagekit/conformance/render/webp" // writes WebP
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// run writes the page, and prints its path.
func run(ctx context.Context, arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("gallery", flag.ContinueOnError)
	output := flags.String("o", "gallery.html", "the `file` to write")
	photo := flags.String("photo", "examples/demo/coffee.png", "the `picture` to transform")
	library := flags.String("library", "conformance/render/testdata", "the `folder` with the files that layers name")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	source, err := os.ReadFile(*photo)
	if err != nil {
		return err
	}
	g, err := newGallery(ctx, source, withFont{os.DirFS(*library)})
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := g.write(&page); err != nil {
		return err
	}
	if err := os.WriteFile(*output, page.Bytes(), 0o600); err != nil {
		return err
	}
	path, err := filepath.Abs(*output)
	if err == nil {
		fmt.Fprintf(out, "%s: %d examples, %.1f MB\n", path, g.examples(), float64(page.Len())/1e6)
	}
	return err
}
