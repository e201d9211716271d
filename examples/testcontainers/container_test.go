package testcontainers_test

import (
	"testing"

	tc "github.com/testcontainers/testcontainers-go"

	"example.com/testcontainers"

	"github.com/openimagekit/imagekit"
)

func TestContainer(t *testing.T) {
	tc.SkipIfProviderIsNotHealthy(t) // with the reason
	container, err := testcontainers.Start(t.Context(), "../..")
	tc.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}
	ik, err := testcontainers.Client(t.Context(), container)
	if err != nil {
		t.Fatal(err)
	}
	uploaded, err := ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt", Folder: new("/notes"),
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := ik.GetFileDetails(t.Context(), uploaded.FileID)
	if err != nil || file.FilePath != uploaded.FilePath || file.Size != 5 {
		t.Errorf("got %+v, %v", file, err)
	}
}
