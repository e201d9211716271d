package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"runtime"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestRun_Killed_TemporaryFiles kills a server that has the bytes of a file in a temporary file. It is not parallel,
// because it changes the folder for temporary files.
func TestRun_Killed_TemporaryFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot delete open files")
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	p := launch(t, "")
	ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(mockserver.DefaultPrivateKey),
		imagekit.WithBaseURL(p.base), imagekit.WithUploadURL(p.base))
	if err != nil {
		t.Fatal(err)
	}
	defer ik.CloseIdleConnections()
	content := bytes.Repeat([]byte("x"), 3<<20)
	r, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromBytes(content), FileName: "a.bin"})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(p.base + "/" + mockserver.DefaultImageKitID + r.FilePath)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes of %d are delivered, %v", len(got), len(content), err)
	}
	p.kill(t)
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("temporary files %v are left, error %v", left, err)
	}
}
