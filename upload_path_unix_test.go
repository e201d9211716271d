//go:build unix

package imagekit_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestFromPath_IrregularFile uploads files that block when they are opened, and endless files.
func TestFromPath_IrregularFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe, socket, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket"), filepath.Join(dir, "link")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL) })
	for path, want := range map[string]string{
		pipe: "is a named pipe, not a regular file; open it yourself and use FromReader",
		link: "a named pipe", socket: "a socket",
		"/dev/zero": "a device", dir: "is a directory",
		filepath.Join(dir, "none"): "no such file",
	} {
		_, err := ik.Upload(context.WithoutCancel(t.Context()), imagekit.UploadRequest{
			File:     imagekit.FromPath(path),
			FileName: "a",
		})
		var failed *fs.PathError
		if !errors.As(err, &failed) || failed.Path != path || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

// TestFromPath_UnknownSize uploads a file of /proc, whose size is given as 0 although it has content.
func TestFromPath_UnknownSize(t *testing.T) {
	t.Parallel()
	const path = "/proc/sys/kernel/ostype"
	content, err := os.ReadFile(path)
	if info, statErr := os.Stat(path); err != nil || statErr != nil || info.Size() != 0 || len(content) == 0 {
		t.Skip("there is no such file")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	received := make(chan upload, 1)
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		received <- receive(r)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	for name, source := range map[string]imagekit.Source{
		"FromPath": imagekit.FromPath(path), "FromReader": imagekit.FromReader(f),
	} {
		if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: source, FileName: "a"}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := <-received; got.file != string(content) || got.length != -1 {
			t.Errorf("%s: got %q with Content-Length %d, want %q with -1", name, got.file, got.length, content)
		}
	}
}
