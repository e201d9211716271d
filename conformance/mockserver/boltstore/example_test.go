package boltstore_test

import (
	"fmt"
	"log"
	"os"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// run starts a server with the store in a folder, calls use, and closes both.
func run(folder string, use func(*mockserver.Server) error) error {
	kept, err := boltstore.Open(folder)
	if err != nil {
		return err
	}
	defer kept.Close()
	srv, err := mockserver.Listen("127.0.0.1:0", mockserver.WithStore(kept))
	if err != nil {
		return err
	}
	defer srv.Close()
	return use(srv)
}

func Example() {
	folder, err := os.MkdirTemp("", "library-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	err = run(folder, func(srv *mockserver.Server) error {
		return srv.Seed(fstest.MapFS{"menu/coffee.txt": {Data: []byte("coffee")}})
	})
	if err != nil {
		log.Fatal(err)
	}
	err = run(folder, func(srv *mockserver.Server) error {
		state, err := srv.State()
		if err != nil {
			return err
		}
		fmt.Println(state.Files[0].FilePath)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: /menu/coffee.txt
}
