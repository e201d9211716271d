package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// mock returns a client for a new mock server, and a function that stops the server.
func mock() (*imagekit.Client, func()) {
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	ik, err := server.Client()
	if err != nil {
		log.Fatal(err)
	}
	return ik, func() { _ = server.Close() }
}

// uploaded uploads a small file to the folder /menu and returns its id.
func uploaded(ctx context.Context, ik *imagekit.Client, name string) string {
	file, err := ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: name, Folder: new("/menu"), UseUniqueFileName: new(false),
	})
	if err != nil {
		log.Fatal(err)
	}
	return file.FileID
}

func ExampleNew() {
	ik, err := imagekit.New(
		imagekit.WithPrivateKey("private_..."),
		imagekit.WithURLEndpoint("https://ik.imagekit.io/your_imagekit_id"),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ik)
	// Output: imagekit.Client(https://api.imagekit.io)
}

func ExampleClient_Upload() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "example")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "coffee.txt")
	_ = os.WriteFile(path, []byte("not really a picture"), 0o600)

	file, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:              imagekit.FromPath(path), // or FromReader, FromBytes, FromURL, ...
		FileName:          "coffee.txt",
		Folder:            new("/menu/drinks"),
		Tags:              []string{"coffee", "summer"},
		UseUniqueFileName: new(false),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.FilePath, file.Size)
	// Output: /menu/drinks/coffee.txt 20
}

func ExampleClient_Files() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")
	uploaded(ctx, ik, "tea.txt")

	params := &imagekit.ListFilesParams{Path: new("/menu"), Sort: new(imagekit.SortOrderAscName)}
	for file, err := range ik.Files(ctx, params) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(file.Name, file.Size)
	}
	// Output:
	// coffee.txt 5
	// tea.txt 5
}

func ExampleClient_ListFiles() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")

	page, err := ik.ListFiles(ctx, &imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterAll), Limit: new(10)})
	if err != nil {
		log.Fatal(err)
	}
	for _, asset := range page {
		switch asset.Type {
		case imagekit.AssetTypeFolder:
			fmt.Println("folder", asset.FolderPath)
		default:
			fmt.Println(asset.Type, asset.FilePath)
		}
	}
	// Unordered output:
	// folder /menu
	// file /menu/coffee.txt
}

func ExampleClient_UpdateFileDetails() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	fileID := uploaded(ctx, ik, "coffee.txt")

	file, err := ik.UpdateFileDetails(ctx, fileID, imagekit.UpdateFileDetailsRequest{
		Tags:              imagekit.Value([]string{"coffee"}), // replaces the tags
		CustomCoordinates: imagekit.Null[string](),            // removes the coordinates
		Description:       new("A cup of coffee."),            // other fields do not change
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.Tags, file.Description)
	// Output: [coffee] A cup of coffee.
}

func ExampleClient_URL() {
	ik, err := imagekit.New(imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"), imagekit.WithoutEnvironment())
	if err != nil {
		log.Fatal(err)
	}
	u, err := ik.URL(urlbuilder.Options{
		Path:           "/menu/café.jpg",
		Transformation: urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.Height(300)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	// Output: https://ik.imagekit.io/demo/tr:w-400,h-300/menu/caf%C3%A9.jpg
}

func ExampleClient_URL_signed() {
	ik, err := imagekit.New(
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"),
		imagekit.WithPrivateKey("private_demo_key"),
		imagekit.WithClock(func() time.Time { return time.Unix(1700000000, 0) }),
	)
	if err != nil {
		log.Fatal(err)
	}
	u, err := ik.URL(urlbuilder.Options{Path: "/invoices/42.pdf", ExpiresIn: 5 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u)
	fmt.Println(ik.VerifyURL(u, urlbuilder.VerifyOptions{}))
	// Output:
	// https://ik.imagekit.io/demo/invoices/42.pdf?ik-t=1700000300&ik-s=e9235d421e803d10ba914755fdadfbebba1bdc28
	// <nil>
}

func ExampleError() {
	ik, end := mock()
	defer end()
	ctx := context.Background()

	_, err := ik.GetFileDetails(ctx, "598821f949c0a938d57563bd")
	var failed *imagekit.Error
	switch {
	case errors.Is(err, imagekit.ErrNotFound):
		fmt.Println("no such file")
	case errors.Is(err, imagekit.ErrOutcomeUnknown): // before context.Canceled, because an error can be both
		fmt.Println("check the library before you go on")
	case errors.Is(err, imagekit.ErrRateLimited) && errors.As(err, &failed):
		fmt.Println("try again in", failed.RetryAfter)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded): // or ErrRateLimitDeadline
		fmt.Println("out of time")
	case errors.As(err, &failed):
		fmt.Println(failed.StatusCode, failed.Message, failed.RequestID)
	}
	// Output: no such file
}

func ExampleWithResponse() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	fileID := uploaded(ctx, ik, "coffee.txt")

	var response imagekit.Response
	if _, err := ik.GetFileDetails(ctx, fileID, imagekit.WithResponse(&response)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode, response.RequestID != "")
	// Output: 200 true
}

func ExampleWithProgress() {
	ik, end := mock()
	defer end()
	ctx := context.Background()

	_, err := ik.Upload(ctx, imagekit.UploadRequest{
		File:     imagekit.FromReader(strings.NewReader("hello")),
		FileName: "hello.txt",
	}, imagekit.WithProgress(func(sent, total int64) {
		fmt.Printf("%d of %d bytes\n", sent, total)
	}))
	if err != nil {
		log.Fatal(err)
	}
	// Output: 5 of 5 bytes
}

func ExampleNewExtension() {
	body := imagekit.UpdateFileDetailsRequest{
		Extensions: []imagekit.Extension{
			imagekit.NewExtension(imagekit.AutoTaggingExtension{
				Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 80,
			}),
			imagekit.NewExtension(imagekit.RemoveBackgroundExtension{}),
		},
	}
	for _, extension := range body.Extensions {
		fmt.Println(extension.Kind())
	}
	// Output:
	// google-auto-tagging
	// remove-bg
}
