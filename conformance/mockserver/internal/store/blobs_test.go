package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// sizes has sizes that a store without a backend keeps in memory, and one for which it uses a file.
var sizes = []int{0, 5, 2 << 20}

func TestBlob_Release(t *testing.T) {
	t.Parallel()
	for name, backend := range map[string]store.Backend{"memory": nil, "backend": newBackend()} {
		s := store.New(backend)
		for _, size := range sizes {
			b, err := s.Blobs().Read(bytes.NewReader(make([]byte, size)))
			ok(t, err)
			b.Retain().Release()
			reader, err := b.Open()
			ok(t, err)
			b.Release()
			if _, err := b.Open(); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: a released blob of %d bytes can be opened: %v", name, size, err)
			}
			n, err := io.Copy(io.Discard, reader)
			ok(t, err, reader.Close(), reader.Close())
			if n != int64(size) {
				t.Errorf("%s: an open reader reads %d bytes after the release, want %d", name, n, size)
			}
		}
		ok(t, s.Close())
	}
}

func TestBlobs_Adopt(t *testing.T) {
	t.Parallel()
	for name, backend := range map[string]store.Backend{"memory": nil, "backend": newBackend()} {
		for _, size := range sizes {
			t.Run(fmt.Sprint(name, size), func(t *testing.T) { adopt(t, backend, size) })
		}
	}
}

// adopt creates a temporary blob of a size and checks the blob that adopts its bytes.
func adopt(t *testing.T, backend store.Backend, size int) {
	t.Helper()
	s := store.New(backend)
	temporary, err := s.Blobs().Temporary().Read(bytes.NewReader(make([]byte, size)))
	ok(t, err)
	adopted, err := s.Blobs().Adopt(temporary)
	ok(t, err)
	if adopted.Size != int64(size) || adopted.Sum != temporary.Sum {
		t.Errorf("the adopted blob has %d bytes, sum %s", adopted.Size, adopted.Sum)
	}
	if again, err := s.Blobs().Adopt(adopted); again != adopted || err != nil {
		t.Errorf("adopting a blob twice gives another one, %v", err)
	}
	if backend != nil {
		if found, err := backend.Blobs(); len(found) != 1 || adopted.InMemory() {
			t.Errorf("the backend has %v, %v; in memory: %v", found, err, adopted.InMemory())
		}
	}
	adopted.Release()
	if _, err := temporary.Open(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary blob is still there: %v", err)
	}
	ok(t, s.Close())
}

func TestBlobs_Temporary_Closed(t *testing.T) {
	t.Parallel()
	for _, backend := range []store.Backend{nil, newBackend()} {
		s := store.New(backend)
		large, err := s.Blobs().Temporary().Read(bytes.NewReader(make([]byte, 2<<20)))
		ok(t, err, s.Close())
		if _, err := large.Open(); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("bytes of a closed store can be opened: %v", err)
		}
		if _, err := s.Blobs().Temporary().Read(strings.NewReader("x")); !errors.Is(err, store.ErrClosed) {
			t.Errorf("reading with a closed store: %v", err)
		}
	}
}
