// Quickstart uploads a picture, lists its folder, and fetches a smaller version of the picture by a signed URL.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">
	<circle cx="300" cy="200" r="99"/>
</svg>`

func main() {
	ik, err := connect()
	if err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), ik); err != nil {
		log.Fatal(err)
	}
}

// connect returns a client for your account if IMAGEKIT_PRIVATE_KEY is set, and otherwise for a mock server.
func connect() (*imagekit.Client, error) {
	if os.Getenv("IMAGEKIT_PRIVATE_KEY") != "" {
		return imagekit.New() // reads IMAGEKIT_PRIVATE_KEY and IMAGEKIT_URL_ENDPOINT
	}
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return server.Client()
}

func run(ctx context.Context, ik *imagekit.Client) error {
	uploaded, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:     imagekit.FromBytes([]byte(picture)), // or FromPath, FromReader, FromURL, ...
		FileName: "circle.svg",
		Folder:   new("/quickstart"),
	}, imagekit.WithUploadKey("circle")) // run it again: the picture is stored once
	if err != nil {
		return err
	}
	fmt.Println("uploaded", uploaded.FilePath)

	for file, err := range ik.Files(ctx, &imagekit.ListFilesParams{Path: new("/quickstart")}) {
		if err != nil {
			return err
		}
		fmt.Println("listed", file.Name, file.Size, "bytes")
	}

	url, err := ik.URL(urlbuilder.Options{
		Path:           uploaded.FilePath,
		Transformation: urlbuilder.Chain{{urlbuilder.Width(300), urlbuilder.Format(urlbuilder.FormatPNG)}},
		ExpiresIn:      time.Hour, // makes it a signed URL
	})
	if err != nil {
		return err
	}
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	fmt.Println("delivered", url, response.Status)
	return nil
}
