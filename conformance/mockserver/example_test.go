package mockserver_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strings"
	"testing/fstest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// listen starts a server for an example. Tests call mockserver.Start(t) instead.
func listen(opts ...mockserver.Option) (srv *mockserver.Server, closeServer func()) {
	srv, err := mockserver.Listen("127.0.0.1:0", opts...)
	if err != nil {
		log.Fatal(err)
	}
	return srv, func() {
		if err := srv.Close(); err != nil {
			log.Fatal(err)
		}
	}
}

// status requests a URL and returns the status of the response.
func status(rawURL string) string {
	res, err := http.Get(rawURL)
	if err != nil {
		return "no response"
	}
	_ = res.Body.Close()
	return res.Status
}

func Example() {
	srv, closeServer := listen()
	defer closeServer()
	ik, err := srv.Client()
	if err != nil {
		log.Fatal(err)
	}
	file, err := ik.Upload(context.Background(),
		imagekit.UploadRequest{File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.Size, "bytes:", status(file.URL))
	// Output: 5 bytes: 200 OK
}

func ExampleServer_AddFault() {
	srv, closeServer := listen(mockserver.WithSeed(fstest.MapFS{"a.txt": {Data: []byte("a")}}))
	defer closeServer()
	id, err := srv.AddFault(mockserver.Fault{
		Operation: "deliver", Kind: mockserver.FaultHTML, Status: http.StatusBadGateway, After: 1, Count: 2,
	})
	if err != nil {
		log.Fatal(err)
	}
	for range 4 {
		fmt.Println(status(srv.URLEndpoint() + "/a.txt"))
	}
	for _, f := range srv.Faults() {
		fmt.Println(f.ID == id, f.Hits)
	}
	// Output:
	// 200 OK
	// 502 Bad Gateway
	// 502 Bad Gateway
	// 200 OK
	// true 2
}

// Programs in other languages add faults over HTTP.
func ExampleServer_AddFault_overHTTP() {
	srv, closeServer := listen()
	defer closeServer()
	fault := `{"operation": "deliver", "kind": "resetBeforeBody", "latency": "5ms"}`
	res, err := http.Post(srv.URL()+"/_mock/faults", "application/json", strings.NewReader(fault))
	if err != nil {
		log.Fatal(err)
	}
	_ = res.Body.Close()
	fmt.Println(status(srv.URLEndpoint() + "/a.txt"))
	// Output: no response
}

func ExampleServer_Advance() {
	srv, closeServer := listen(mockserver.WithSeed(fstest.MapFS{"a.txt": {Data: []byte("a")}}))
	defer closeServer()
	ik, err := srv.Client(imagekit.WithClock(srv.Now))
	if err != nil {
		log.Fatal(err)
	}
	u, err := ik.URL(urlbuilder.Options{Path: "/a.txt", ExpiresIn: time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(status(u))
	if err := srv.Advance(time.Hour); err != nil {
		log.Fatal(err)
	}
	fmt.Println(status(u))
	// Output:
	// 200 OK
	// 401 Unauthorized
}

func ExampleServer_Requests() {
	srv, closeServer := listen()
	defer closeServer()
	_ = status(srv.URLEndpoint() + "/missing.png?tr=w-100")
	for _, r := range srv.Requests() {
		fmt.Println(r.Operation, r.Path, r.Query.Get("tr"), r.Status)
	}
	// Output: deliver /demo/missing.png w-100 404
}

func ExampleServer_Seed() {
	srv, closeServer := listen()
	defer closeServer()
	err := srv.Seed(fstest.MapFS{
		"menu/coffee.txt": {Data: []byte("coffee")},
		"imagekit.json": {Data: []byte(`{"files": [
			{"path": "/menu/coffee.txt", "tags": ["drinks"], "isPrivateFile": true}
		]}`)},
	})
	if err != nil {
		log.Fatal(err)
	}
	state, err := srv.State()
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range state.Files {
		fmt.Println(f.FilePath, f.Tags, f.IsPrivateFile)
	}
	// Output: /menu/coffee.txt [drinks] true
}
