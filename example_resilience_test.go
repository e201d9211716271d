package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// The same upload is made twice, as after a crash. The second one finds the file of the first.
func ExampleWithUploadKey() {
	ik, end := mock()
	defer end()
	ctx, page := context.Background(), []byte("one coffee")
	for range 2 {
		result, err := ik.Upload(ctx, imagekit.UploadRequest{
			File: imagekit.FromBytes(page), FileName: "page.txt", Folder: new("/invoices"),
		}, imagekit.WithUploadKey("invoice-42/page-1")) // stored as /invoices/page_i74l6hq7ouu7biqn.txt
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result.FilePath)
	}
	files, err := ik.ListFiles(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(files), "file")
	// Output:
	// /invoices/page_i74l6hq7ouu7biqn.txt
	// /invoices/page_i74l6hq7ouu7biqn.txt
	// 1 file
}

func ExampleKeyedFileName() {
	fmt.Println(imagekit.KeyedFileName("coffee.png", "invoice-42/page-1"))
	// Output: coffee_i74l6hq7ouu7biqn.png
}

// The response to an upload is lost after the service has stored the file. The client repeats the upload; the service
// refuses it, and the client finds the file.
func ExampleWithRepeatableUploads() {
	ctx := context.Background()
	srv, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	fault := mockserver.Fault{Operation: "upload", Kind: mockserver.FaultResetAfterExecution, Count: 1}
	if _, err := srv.AddFault(fault); err != nil {
		log.Fatal(err)
	}
	ik, err := srv.Client(imagekit.WithRepeatableUploads())
	if err != nil {
		log.Fatal(err)
	}
	request := imagekit.UploadRequest{File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt"}
	if _, err := ik.Upload(ctx, request); err != nil {
		log.Fatal(err)
	}
	files, err := ik.ListFiles(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(files), "file")
	// Output: 1 file
}

// Without a key, the client cannot determine whether the upload was carried out, and returns an error.
func ExampleErrOutcomeUnknown() {
	srv, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	fault := mockserver.Fault{Operation: "upload", Kind: mockserver.FaultResetAfterExecution}
	if _, err := srv.AddFault(fault); err != nil {
		log.Fatal(err)
	}
	ik, err := srv.Client()
	if err != nil {
		log.Fatal(err)
	}
	request := imagekit.UploadRequest{File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt"}
	_, err = ik.Upload(context.Background(), request)
	fmt.Println(errors.Is(err, imagekit.ErrUploadOutcomeUnknown))
	// Output: true
}

func ExampleWithRetryPolicy() {
	ik, err := imagekit.New(
		imagekit.WithPrivateKey("private_..."),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 6, MaxBackoff: 10 * time.Second}),
		imagekit.WithTimeouts(imagekit.Timeouts{ResponseHeader: 30 * time.Second}),
		imagekit.WithRateLimiters(imagekit.RateLimiters{ // about half of the account's limits
			Reads: imagekit.NewTokenBucket(20, 50), Writes: imagekit.NewTokenBucket(2, 10),
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ik)
	// Output: imagekit.Client(https://api.imagekit.io)
}

func ExampleClient_UploadAll() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "example")
	defer os.RemoveAll(dir)
	paths := []string{filepath.Join(dir, "a.txt"), filepath.Join(dir, "b.txt")}
	for _, path := range paths {
		if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
			log.Fatal(err)
		}
	}
	journal, err := imagekit.OpenJournal(filepath.Join(dir, "upload.journal"))
	if err != nil {
		log.Fatal(err)
	}
	defer journal.Close()
	items := func(yield func(imagekit.UploadItem) bool) {
		for _, path := range paths {
			request := imagekit.UploadRequest{File: imagekit.FromPath(path), FileName: filepath.Base(path)}
			if !yield(imagekit.UploadItem{Request: request}) {
				return
			}
		}
	}
	for outcome := range ik.UploadAll(ctx, items, imagekit.UploadAllOptions{Journal: journal}) {
		if outcome.Err != nil {
			log.Println(outcome.Item.Request.FileName, outcome.Err)
		}
	}
	files, err := ik.ListFiles(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(files), "files")
	// Output: 2 files
}

func ExampleClient_DeleteFiles() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	ids := []string{uploaded(ctx, ik, "a.txt"), "none", uploaded(ctx, ik, "b.txt")}
	for id, err := range ik.DeleteFiles(ctx, slices.Values(ids)) {
		if err != nil {
			fmt.Println(id, errors.Is(err, imagekit.ErrNotFound))
		}
	}
	// Output: none true
}
