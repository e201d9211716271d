package imagekit_test

import (
	"os"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestDocs_UploadKey runs the snippet of docs/exactly-once.md.
func TestDocs_UploadKey(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("page-1.png", []byte("a page"), 0o600); err != nil {
		t.Fatal(err)
	}
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	result, err := ik.Upload(ctx, imagekit.UploadRequest{
		File: imagekit.FromPath("page-1.png"), FileName: "page.png", Folder: new("/invoices"),
	}, imagekit.WithUploadKey("invoice-42/page-1"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "/invoices/page_i74l6hq7ouu7biqn.png"; result.FilePath != want {
		t.Errorf("stored as %s, want %s", result.FilePath, want)
	}
}
