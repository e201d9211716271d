// Site is the web site that the tests in Chromium open. Its pages upload photographs and show responsive images. The
// IMAGEKIT_ environment variables set its keys and its URL endpoint. The program itself sends no requests.
//
//	site [-modules DIR] [-upload-host URL] [-origin ORIGIN]   serves the pages, and prints their URL
//	site -images                                              reads images.json, and writes the attributes of images
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/openimagekit/imagekit"
)

func main() {
	var s settings
	flag.StringVar(&s.modules, "modules", "node_modules", "folder with the npm packages that the pages import")
	flag.StringVar(&s.uploadHost, "upload-host", "", "host to which the pages upload instead of that of the SDK")
	flag.StringVar(&s.origin, "origin", "", "origin of other pages that may get upload parameters")
	images := flag.Bool("images", false, "read a table of images, and write their attributes")
	flag.Parse()
	run := func() error { return serve(s, os.Stdout) }
	if *images {
		run = func() error { return writeImages(os.Stdin, os.Stdout) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

type settings struct {
	modules, uploadHost, origin string
}

func (s *settings) origins() []string {
	if s.origin == "" {
		return nil
	}
	return []string{s.origin}
}

// serve serves the pages on a free loopback port until the program is killed.
func serve(s settings, stdout io.Writer) error {
	ik, err := imagekit.New() // reads the keys and the URL endpoint from the environment
	if err != nil {
		return err
	}
	handler, err := newHandler(ik, s)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(stdout, "http://%s\n", listener.Addr()); err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}
