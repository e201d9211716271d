package boltstore_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// A file that is uploaded to one server is there when another one opens the folder.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "library")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()

	withServer(folder, func(ik *imagekit.Client) error {
		_, err := ik.Upload(ctx, imagekit.UploadRequest{
			File: imagekit.FromBytes([]byte("black")), FileName: "coffee.txt", UseUniqueFileName: new(false),
		})
		return err
	})
	withServer(folder, func(ik *imagekit.Client) error {
		for file, err := range ik.Files(ctx, nil) {
			if err != nil {
				return err
			}
			fmt.Println(file.FilePath)
		}
		return nil
	})
	// Output: /coffee.txt
}

// withServer runs a server whose state is in a folder, and uses it.
func withServer(folder string, use func(ik *imagekit.Client) error) {
	store, err := boltstore.Open(folder)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	srv, err := mockserver.Listen("127.0.0.1:0", mockserver.WithStore(store))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close() // before the store
	ik, err := srv.Client()
	if err != nil {
		log.Fatal(err)
	}
	if err := use(ik); err != nil {
		log.Fatal(err)
	}
}
