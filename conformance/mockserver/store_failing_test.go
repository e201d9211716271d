package mockserver_test

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// fullStore is a store that cannot be written to while full is set.
type fullStore struct {
	mockserver.Store
	full atomic.Bool
}

func (s *fullStore) err() error {
	if s.full.Load() {
		return errors.New("the disk is full")
	}
	return nil
}

func (s *fullStore) Write(changes map[string]map[string][]byte) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.Store.Write(changes)
}

func (s *fullStore) PutBlob(r io.Reader) (string, error) {
	if err := s.err(); err != nil {
		return "", err
	}
	return s.Store.PutBlob(r)
}

func TestWithStore_Full(t *testing.T) {
	t.Parallel()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	failing := &fullStore{Store: kept}
	s := start(t, mockserver.WithStore(failing))
	put(t, s, "a.txt", []byte("a"), part{name: "folder", text: "/f"})
	failing.full.Store(true)
	for _, r := range []reply{
		uploadTo(t, s, "/api/v1/files/upload", s.PrivateKey(), named("b.txt", []byte("b"))),
		do(t, s, http.MethodPost, "/v1/folder", object{"folderName": "g", "parentFolderPath": "/"}),
		do(t, s, http.MethodDelete, "/v1/folder", object{"folderPath": "/f"}),
	} {
		r.wantError(t, http.StatusInternalServerError, "internal error")
	}
	failing.full.Store(false)
	if got := tree(t, s); got != "/f/ /f/a.txt+" {
		t.Errorf("afterwards the library has %s, want /f/ /f/a.txt+", got)
	}
	get(t, s.URLEndpoint()+"/f/a.txt").wantStatus(t, http.StatusOK)
	put(t, s, "b.txt", []byte("b"))
	if sizes, err := kept.Blobs(); err != nil || len(sizes) != 2 {
		t.Errorf("the store has the blobs %v, error %v; want 2", sizes, err)
	}
}

// failingStore is a store whose methods return the errors that are set.
type failingStore struct {
	*boltstore.Store
	write, read, put error
}

func (f *failingStore) PutBlob(r io.Reader) (string, error) {
	if f.put != nil {
		return "", f.put
	}
	return f.Store.PutBlob(r)
}

func (f *failingStore) Write(changes map[string]map[string][]byte) error {
	if f.write != nil {
		return f.write
	}
	return f.Store.Write(changes)
}

func (f *failingStore) Records(yield func(kind, key string, value []byte) error) error {
	if f.read != nil {
		return f.read
	}
	return f.Store.Records(yield)
}

// startOnFailingStore starts a server that has a file. No error is set.
func startOnFailingStore(t *testing.T) (*mockserver.Server, *failingStore) {
	t.Helper()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	failing := &failingStore{Store: kept}
	s, err := mockserver.Listen("127.0.0.1:0", mockserver.WithStore(failing))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	put(t, s, "first.txt", []byte("first"))
	return s, failing
}

// TestWithStore_WriteFails checks that a change is undone if the store does not write it, and that earlier files keep
// their bytes.
func TestWithStore_WriteFails(t *testing.T) {
	t.Parallel()
	s, failing := startOnFailingStore(t)
	failing.write = errors.New("the disk is full")
	inFolder := part{name: "folder", text: "/second"}
	upload(t, s, named("second.txt", []byte("second")).with(inFolder)).wantStatus(t, http.StatusInternalServerError)
	folder := object{"folderName": "third", "parentFolderPath": "/"}
	do(t, s, http.MethodPost, "/v1/folder", folder).wantStatus(t, http.StatusInternalServerError)
	wantNames(t, s, "type=all", "first.txt")
	if got := get(t, s.URLEndpoint()+"/first.txt").wantStatus(t, http.StatusOK).body; string(got) != "first" {
		t.Errorf("the first file has the bytes %q, want first", got)
	}
	if blobs, err := failing.Blobs(); err != nil || len(blobs) != 1 {
		t.Errorf("the store has the blobs %v, error %v; want that of the first file", blobs, err)
	}
	failing.write = nil
	put(t, s, "fourth.txt", []byte("fourth"))
	wantNames(t, s, "type=all&sort=ASC_NAME", "first.txt", "fourth.txt")
}

// TestWithStore_PutBlobFails checks the status if the store fails after an upload is authenticated. Only then are the
// bytes of base64 text moved from a temporary file to the store.
func TestWithStore_PutBlobFails(t *testing.T) {
	t.Parallel()
	s, failing := startOnFailingStore(t)
	failing.put = errors.New("the disk is full")
	sent := parts{{name: "fileName", text: "second.txt"}, {name: "file", text: "c2Vjb25k"}}
	credentials := signed(s.PrivateKey(), "t", s.PublicKey(), time.Now().Add(time.Minute))
	uploadTo(t, s, "/api/v1/files/upload", "", sent.with(credentials...)).
		wantError(t, http.StatusInternalServerError, "internal error")
	wantNames(t, s, "type=all", "first.txt")
}

// TestWithStore_WriteAndReadFail checks that no more changes are accepted if a change fails and the state before it
// cannot be read.
func TestWithStore_WriteAndReadFail(t *testing.T) {
	t.Parallel()
	s, failing := startOnFailingStore(t)
	failing.write, failing.read = errors.New("the disk is full"), errors.New("the disk is broken")
	upload(t, s, named("second.txt", []byte("x"))).wantStatus(t, http.StatusInternalServerError)
	broken := failing.read
	failing.write, failing.read = nil, nil
	upload(t, s, named("third.txt", []byte("x"))).wantStatus(t, http.StatusInternalServerError)
	if err := s.Close(); !errors.Is(err, broken) {
		t.Errorf("Close: error %v, want %v", err, broken)
	}
}
