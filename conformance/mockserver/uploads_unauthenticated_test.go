package mockserver_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// countingStore is a store that counts the calls of PutBlob.
type countingStore struct {
	mockserver.Store
	puts atomic.Int64
}

func (s *countingStore) PutBlob(r io.Reader) (string, error) {
	s.puts.Add(1)
	return s.Store.PutBlob(r)
}

// withCountingStore starts a server with an empty counting store.
func withCountingStore(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, *countingStore) {
	t.Helper()
	kept, err := boltstore.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	store := &countingStore{Store: kept}
	return start(t, append(opts, mockserver.WithStore(store))...), store
}

// TestUpload_Unauthenticated sends uploads with files of different sizes before and after the credentials. The test is
// not parallel, because it counts temporary files.
func TestUpload_Unauthenticated(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const v1, public = "/api/v1/files/upload", mockserver.DefaultPublicKey
	for _, size := range []int{10, largeFile} {
		sent := named("a.txt", bytes.Repeat([]byte("x"), size))
		right := signed(mockserver.DefaultPrivateKey, "t", public, noon.Add(time.Minute))
		wrong := signed("other", "t", public, noon.Add(time.Minute))
		token := signing{}.token(t, sent)
		for name, test := range map[string]struct {
			path   string
			parts  parts
			status int
		}{
			"signature after the file":        {v1, sent.with(right...), http.StatusOK},
			"signature before the file":       {v1, right.with(sent...), http.StatusOK},
			"signature around the file":       {v1, slices.Concat(right[:2], sent, right[2:]), http.StatusOK},
			"wrong signature after the file":  {v1, sent.with(wrong...), http.StatusBadRequest},
			"wrong signature before the file": {v1, wrong.with(sent...), http.StatusBadRequest},
			"no signature":                    {v1, sent, http.StatusUnauthorized},
			"token after the file":            {uploadV2, sent.with(token), http.StatusOK},
			"token before the file":           {uploadV2, parts{token}.with(sent...), http.StatusOK},
			"invalid token after the file": {
				uploadV2, sent.with(part{name: "token", text: "x"}), http.StatusBadRequest,
			},
		} {
			t.Run(fmt.Sprint(name, " of ", size), func(t *testing.T) {
				s, store := withCountingStore(t)
				got := uploadTo(t, s, test.path, "", test.parts).wantStatus(t, test.status)
				if test.status == http.StatusOK {
					wantFields(t, got.object(t), object{"size": size})
					store.wantBlobs(t, 1)
				} else {
					store.wantBlobs(t, 0)
				}
				wantNoTemporaryFiles(t)
			})
		}
	}
}

func wantNoTemporaryFiles(t *testing.T) {
	t.Helper()
	if n := temporaryFiles(t); n != 0 {
		t.Errorf("%d temporary files are left", n)
	}
}

// wantBlobs checks the number of blobs, and the number that were ever written.
func (s *countingStore) wantBlobs(t *testing.T, want int64) {
	t.Helper()
	if n := s.puts.Load(); n != want {
		t.Errorf("PutBlob was called %d times, want %d", n, want)
	}
	if blobs, err := s.Blobs(); err != nil || len(blobs) != int(want) {
		t.Errorf("the store has the blobs %v, error %v; want %d", blobs, err, want)
	}
}

// TestUploadV2_TokenForOtherFields sends a token before the file. The server verifies the token at once, and compares
// it with the fields when it has read all of them.
func TestUploadV2_TokenForOtherFields(t *testing.T) {
	t.Parallel()
	s, store := withCountingStore(t)
	sent := named("a.txt", []byte("x"))
	other := parts{signing{}.token(t, sent), {name: "tags", text: "a"}}
	uploadTo(t, s, uploadV2, "", other.with(sent...)).wantStatus(t, http.StatusBadRequest)
	if blobs, err := store.Blobs(); err != nil || len(blobs) != 0 {
		t.Errorf("the store has the blobs %v, error %v; want none", blobs, err)
	}
}

// TestUpload_EarlyResponse sends only the beginning of bodies. The server refuses the uploads without waiting
// for the rest.
func TestUpload_EarlyResponse(t *testing.T) {
	t.Parallel()
	s, store := withCountingStore(t)
	wrong, contentType := signed("other", "t", s.PublicKey(), noon.Add(time.Minute)).
		with(part{name: "file", bytes: []byte("begin")}).encode(t)
	file := wrong.Bytes()[:bytes.Index(wrong.Bytes(), []byte("begin"))+len("begin")]
	for name, test := range map[string]struct {
		key, contentType string
		begin            []byte
		status           int
	}{
		"wrong key":       {"other", contentType, nil, http.StatusForbidden},
		"no multipart":    {"", "application/octet-stream", nil, http.StatusBadRequest},
		"wrong signature": {"", contentType, file, http.StatusBadRequest},
		"no multipart v2": {s.PrivateKey(), "text/plain", nil, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rest, more := io.Pipe()
			t.Cleanup(func() { _ = more.Close() })
			body := io.MultiReader(bytes.NewReader(test.begin), rest)
			req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload", body)
			req.Header.Set("Content-Type", test.contentType)
			if test.key != "" {
				req.SetBasicAuth(test.key, "")
			}
			res, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if n := store.puts.Load(); res.StatusCode != test.status || n != 0 {
				t.Errorf("status %d, want %d; PutBlob was called %d times, want 0", res.StatusCode, test.status, n)
			}
		})
	}
}
