package imagekit_test

import (
	"context"
	"fmt"
	"log"

	"github.com/openimagekit/imagekit"
)

// The loop may delete files: each file is listed once nevertheless.
func ExampleClient_Files_delete() {
	ik, end := mock()
	defer end()
	ctx := context.Background()
	for i := range 5 {
		uploaded(ctx, ik, fmt.Sprintf("%d.txt", i))
	}

	params := &imagekit.ListFilesParams{Path: new("/menu"), Limit: new(2)}
	for file, err := range ik.Files(ctx, params) { // oldest first, because params has no other order
		if err != nil {
			log.Fatal(err)
		}
		if err := ik.DeleteFile(ctx, file.FileID); err != nil {
			log.Fatal(err)
		}
		fmt.Println("deleted", file.Name)
	}
	// Output:
	// deleted 0.txt
	// deleted 1.txt
	// deleted 2.txt
	// deleted 3.txt
	// deleted 4.txt
}
