//go:build unix

package mockserver_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestServer_Seed_Pipe adds a folder with a named pipe. The pipe must be skipped, because opening it would block.
func TestServer_Seed_Pipe(t *testing.T) {
	t.Parallel()
	tree := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(tree, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("pipe", filepath.Join(tree, "link")); err != nil {
		t.Fatal(err)
	}
	if got := paths(t, start(t, mockserver.WithSeed(os.DirFS(tree)))); got != "" {
		t.Errorf("the library has %s, want nothing", got)
	}
}
