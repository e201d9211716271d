package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func ExampleClient_Open() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")

	object, err := ik.Open(ctx, "/menu/coffee.txt", imagekit.OpenOptions{
		Signed:  true,     // a signed URL for each request: private files need one
		MaxSize: 10 << 20, // refuse files of more than 10 MiB
	})
	if errors.Is(err, imagekit.ErrNotFound) {
		log.Fatal("there is no such file")
	}
	if err != nil {
		log.Fatal(err)
	}
	defer object.Close()
	fmt.Println(object.ContentType, object.Size, "bytes")
	if _, err := io.Copy(os.Stdout, object); err != nil {
		log.Fatal(err) // never after a part of another version of the file
	}
	// Output:
	// text/plain; charset=utf-8 5 bytes
	// hello
}

// A rendition that an AI model makes is not ready at once.
func ExampleClient_Open_rendition() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploadPicture(ctx, ik)

	cutOut := imagekit.OpenOptions{Transformation: urlbuilder.Chain{
		{urlbuilder.AIRemoveBackground()}, {urlbuilder.Width(200)},
	}}
	object, err := ik.Open(ctx, "/coffee.png", cutOut)
	for errors.Is(err, imagekit.ErrNotReady) && ctx.Err() == nil {
		time.Sleep(5 * time.Second)
		object, err = ik.Open(ctx, "/coffee.png", cutOut)
	}
	if err != nil {
		log.Fatal(err)
	}
	defer object.Close()
	fmt.Println(object.ContentType)
	// Output: image/png
}

// The first bytes of a file, without the rest.
func ExampleClient_OpenFile() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploadPicture(ctx, ik)

	for file, err := range ik.Files(ctx, nil) {
		if err != nil {
			log.Fatal(err)
		}
		object, err := ik.OpenFile(ctx, file, imagekit.OpenOptions{Length: 8})
		if err != nil {
			log.Fatal(err)
		}
		head, err := io.ReadAll(object)
		object.Close()
		fmt.Printf("%s begins with %q, %v\n", file.Name, head, err)
	}
	// Output: coffee.png begins with "\x89PNG\r\n\x1a\n", <nil>
}

// uploadPicture uploads /coffee.png.
func uploadPicture(ctx context.Context, ik *imagekit.Client) {
	_, err := ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromPath("examples/demo/coffee.png"), FileName: "coffee.png", UseUniqueFileName: new(false),
	})
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleClient_FS() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")
	uploaded(ctx, ik, "tea.txt")

	menu := ik.FS(ctx, "/menu")
	err := fs.WalkDir(menu, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(menu, name)
		fmt.Println(name, string(content))
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// coffee.txt hello
	// tea.txt hello
}

// A backup of a folder.
func ExampleClient_FS_copy() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")
	dir, _ := os.MkdirTemp("", "example")
	defer os.RemoveAll(dir)

	if err := os.CopyFS(dir, ik.FS(ctx, "/menu")); err != nil {
		log.Fatal(err)
	}
	content, err := os.ReadFile(dir + "/coffee.txt")
	fmt.Println(string(content), err)
	// Output: hello <nil>
}

// A web server for a folder: private files are served too, and nobody sees the URLs of ImageKit.
func ExampleClient_FS_fileServer() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	uploaded(ctx, ik, "coffee.txt")

	http.Handle("/files/", http.StripPrefix("/files/", http.FileServerFS(ik.FS(ctx, "/menu"))))
	// Output:
}
