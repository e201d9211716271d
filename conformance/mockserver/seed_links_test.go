package mockserver_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestServer_Seed_Links adds a folder with every kind of symbolic link.
func TestServer_Seed_Links(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a permission on Windows")
	}
	outside, tree := t.TempDir(), t.TempDir()
	in := func(name string) string { return filepath.Join(tree, name) }
	if err := errors.Join(
		os.WriteFile(filepath.Join(outside, "far.txt"), []byte("far"), 0o600),
		os.Mkdir(in("folder"), 0o700),
		os.WriteFile(in("folder/near.txt"), []byte("near"), 0o600),
		os.Symlink("folder/near.txt", in("a-file.txt")),
		os.Symlink(filepath.Join(outside, "far.txt"), in("b-far.txt")),
		os.Symlink("folder", in("c-folder")),
		os.Symlink(outside, in("d-outside")),
		os.Symlink("..", in("folder/e-up")),
		os.Symlink("f-loop", in("f-loop")),
		os.Symlink("nothing", in("g-nothing")),
		os.Symlink("a-file.txt", in("h-link.txt")),
	); err != nil {
		t.Fatal(err)
	}
	s := start(t, mockserver.WithSeed(os.DirFS(tree)))
	const want = "/folder/ /a-file.txt /b-far.txt /folder/near.txt /h-link.txt"
	if got := paths(t, s); got != want {
		t.Errorf("the library has %s, want %s", got, want)
	}
	for name, want := range map[string]string{"a-file.txt": "near", "b-far.txt": "far", "h-link.txt": "near"} {
		if got := get(t, s.URLEndpoint()+"/"+name).wantStatus(t, http.StatusOK).body; string(got) != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestServer_Seed_LinkInManifest adds a tree whose manifest describes a link that is skipped.
func TestServer_Seed_LinkInManifest(t *testing.T) {
	t.Parallel()
	tree := t.TempDir()
	if err := errors.Join(
		os.Symlink("nothing", filepath.Join(tree, "a.txt")),
		os.WriteFile(filepath.Join(tree, "imagekit.json"), []byte(`{"files": [{"path": "a.txt"}]}`), 0o600),
	); err != nil {
		t.Skip(err)
	}
	_, err := mockserver.New(mockserver.WithSeed(os.DirFS(tree)))
	if err == nil || !strings.Contains(err.Error(), "a.txt: the file is not in the tree") {
		t.Errorf("error %v, want one about a.txt", err)
	}
}
