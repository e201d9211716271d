package boltstore_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

var _ mockserver.Store = (*boltstore.Store)(nil)

func open(t *testing.T, folder string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// contents returns all records as kind/key=value.
func contents(t *testing.T, s *boltstore.Store) string {
	t.Helper()
	var all []string
	err := s.Records(func(kind, key string, value []byte) error {
		all = append(all, fmt.Sprintf("%s/%s=%s", kind, key, value))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestStore_Write(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "folder")
	s := open(t, folder)
	for _, changes := range []map[string]map[string][]byte{
		{"a": {"1": []byte("x"), "2": []byte("y")}, "b": {"1": []byte("z")}},
		{"a": {"1": []byte("changed"), "2": nil, "3": nil}},
	} {
		if err := s.Write(changes); err != nil {
			t.Fatal(err)
		}
	}
	const want = "a/1=changed b/1=z"
	if got := contents(t, s); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := s.Write(map[string]map[string][]byte{"a": {"4": []byte("x"), "": []byte("no key")}}); err == nil {
		t.Error("writing a record without a key: no error")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, open(t, folder)); got != want {
		t.Errorf("after reopening the store has %s, want %s", got, want)
	}
}

func TestStore_Records_Error(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	if err := s.Write(map[string]map[string][]byte{"a": {"1": {'x'}, "2": {'y'}}}); err != nil {
		t.Fatal(err)
	}
	calls, enough := 0, errors.New("enough")
	err := s.Records(func(string, string, []byte) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, error %v; want 1 call and its error", calls, err)
	}
}

func TestStore_Blobs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	name, err := s.PutBlob(strings.NewReader("content"))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if _, err := s.PutBlob(io.MultiReader(strings.NewReader("begin"), brokenReader{broken})); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: error %v, want its error", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "blobs", "mine.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sizes, err := s.Blobs()
	if err != nil || len(sizes) != 1 || sizes[name] != 7 {
		t.Errorf("blobs %v, error %v; want one of 7 bytes", sizes, err)
	}
	r, err := s.OpenBlob(name)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "content" {
		t.Errorf("read %q, error %v; want content", got, err)
	}
	if err := errors.Join(r.Close(), s.DeleteBlob(name)); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteBlob(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("deleting a deleted blob: error %v, want fs.ErrNotExist", err)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestOpen_Errors(t *testing.T) {
	t.Parallel()
	inUse := t.TempDir()
	open(t, inUse)
	for folder, want := range map[string]string{
		inUse: "in use by another server",
		"":    "the name of the folder must not be empty",
	} {
		if s, err := boltstore.Open(folder); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: store %v, error %v, want %s", folder, s, err, want)
		}
	}
}

// TestDependencies checks that the mock server does not import bbolt. Only programs that import this package link it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "..").CombinedOutput()
	if err != nil || strings.Contains(string(out), "bbolt") {
		t.Errorf("the mock server imports bbolt, or go list failed: %v", err)
	}
}
