package imagekit_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// BenchmarkUpload50K compares the client with plain net/http, which sends the same fields and the same file from
// memory, without and with TLS. B/op includes the memory of the server.
func BenchmarkUpload50K(b *testing.B) {
	data := make([]byte, 50<<10)
	for _, server := range newUploadServers(b) {
		scheme, _, _ := strings.Cut(server.URL, ":")
		ik := newClient(b, imagekit.WithBaseURL(server.URL))
		upload := func(source imagekit.Source) error {
			request := imagekit.UploadRequest{File: source, FileName: "coffee.png", Folder: new("/menu")}
			_, err := ik.Upload(b.Context(), request)
			return err
		}
		for name, send := range map[string]func() error{
			"floor=net-http": func() error { return postForm(server.URL+"/api/v1/files/upload", data) },
			"upload":         func() error { return upload(imagekit.FromBytes(data)) },
			"upload-reader":  func() error { return upload(imagekit.FromReader(bytes.NewReader(data))) },
		} {
			b.Run(name+"/"+scheme, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := send(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// newUploadServers returns a server without TLS, and one with TLS, whose certificate the default transport trusts.
func newUploadServers(t testing.TB) []*httptest.Server {
	t.Helper()
	plain := newJSONServer(t, fileJSON)
	secure := httptest.NewTLSServer(plain.Config.Handler)
	t.Cleanup(secure.Close)
	trust(t, secure)
	return []*httptest.Server{plain, secure}
}

// TestClient_Upload_Memory50K measures how many bytes an upload of 50 KB allocates, in the client and the server
// together: the least of several runs, because a garbage collection can empty the pools of buffers.
func TestClient_Upload_Memory50K(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector lets sync.Pool drop objects")
	}
	data := make([]byte, 50<<10)
	for _, server := range newUploadServers(t) {
		ik := newClient(t, imagekit.WithBaseURL(server.URL))
		least := uint64(math.MaxUint64)
		for range 20 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			request := imagekit.UploadRequest{File: imagekit.FromBytes(data), FileName: "coffee.png"}
			if _, err := ik.Upload(t.Context(), request); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			least = min(least, after.TotalAlloc-before.TotalAlloc)
		}
		if least >= 24<<10 {
			t.Errorf("%s: an upload allocates %d bytes", server.URL, least)
		}
	}
}

// postForm sends a form with a file, whose length is known, with net/http and mime/multipart only.
func postForm(url string, data []byte) error {
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	err := errors.Join(form.WriteField("fileName", "coffee.png"), form.WriteField("folder", "/menu"))
	if _, partErr := form.CreateFormFile("file", "coffee.png"); err != nil || partErr != nil {
		return errors.Join(err, partErr)
	}
	head := frame.Len()
	if err := form.Close(); err != nil {
		return err
	}
	body := io.MultiReader(bytes.NewReader(frame.Bytes()[:head]), bytes.NewReader(data),
		bytes.NewReader(frame.Bytes()[head:]))
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		return err
	}
	request.ContentLength = int64(frame.Len() + len(data))
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.SetBasicAuth(privateKey, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return errors.Join(err, response.Body.Close())
}
