package imagekit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	imagekit "github.com/openimagekit/imagekit"
)

const fileJSON = `{"type":"file","fileId":"598821f949c0a938d57563bd","name":"coffee.png",` +
	`"filePath":"/menu/drinks/coffee.png","tags":["coffee","summer"],` +
	`"AITags":[{"name":"Tableware","confidence":90.12,"source":"google-auto-tagging"}],` +
	`"versionInfo":{"id":"598821f949c0a938d57563bd","name":"Version 2"},` +
	`"isPrivateFile":false,"isPublished":true,"customCoordinates":null,` +
	`"url":"https://ik.imagekit.io/demo/menu/drinks/coffee.png",` +
	`"thumbnail":"https://ik.imagekit.io/demo/tr:n-ik_ml_thumbnail/menu/drinks/coffee.png",` +
	`"fileType":"image","mime":"image/png","width":600,"height":400,"size":466706,"hasAlpha":true,` +
	`"customMetadata":{"price":4.5},"createdAt":"2024-08-24T06:14:41.313Z","updatedAt":"2024-09-24T06:14:41.313Z"}`

// newJSONServer starts a server that answers each request with body.
func newJSONServer(b testing.TB, body string) *httptest.Server {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	b.Cleanup(server.Close)
	return server
}

// getJSON makes the same call with net/http and encoding/json only, for comparison.
func getJSON[T any](ctx context.Context, url string) (T, error) {
	var result T
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return result, err
	}
	request.SetBasicAuth(privateKey, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return result, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return result, fmt.Errorf("status %d", response.StatusCode)
	}
	return result, json.NewDecoder(response.Body).Decode(&result)
}

// BenchmarkGetFile compares the client with plain net/http and encoding/json for one file.
func BenchmarkGetFile(b *testing.B) {
	server := newJSONServer(b, fileJSON)
	ik := newClient(b, imagekit.WithBaseURL(server.URL), imagekit.WithRetryPolicy(imagekit.RetryPolicy{}))
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if file, err := getJSON[imagekit.File](b.Context(),
				server.URL+"/v1/files/598821f949c0a938d57563bd/details"); err != nil || file.Name == "" {
				b.Fatal(err)
			}
		}
	})
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if file, err := ik.GetFileDetails(b.Context(), "598821f949c0a938d57563bd"); err != nil || file.Name == "" {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkGetFileCustomTransport uses a transport that is not an [http.Transport]. The client runs it, and the Reads
// of its bodies, in separate goroutines.
func BenchmarkGetFileCustomTransport(b *testing.B) {
	server := newJSONServer(b, fileJSON)
	ik := newClient(b, imagekit.WithBaseURL(server.URL),
		imagekit.WithTransportWrapper(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(next.RoundTrip)
		}))
	b.ReportAllocs()
	for b.Loop() {
		if file, err := ik.GetFileDetails(b.Context(), "598821f949c0a938d57563bd"); err != nil || file.Name == "" {
			b.Fatal(err)
		}
	}
}

// BenchmarkListFiles compares the client with plain net/http and encoding/json for a page of 1,000 files.
func BenchmarkListFiles(b *testing.B) {
	server := newJSONServer(b, "["+strings.Repeat(fileJSON+",", 999)+fileJSON+"]")
	ik := newClient(b, imagekit.WithBaseURL(server.URL), imagekit.WithRetryPolicy(imagekit.RetryPolicy{}))
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if assets, err := getJSON[[]imagekit.Asset](b.Context(), server.URL+"/v1/files?limit=1000"); err != nil ||
				len(assets) != 1000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if assets, err := ik.ListFiles(b.Context(), &imagekit.ListFilesParams{Limit: new(1000)}); err != nil ||
				len(assets) != 1000 {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkUpload shows that the allocated bytes do not grow with the file. B/op includes the memory of client and
// server.
func BenchmarkUpload(b *testing.B) {
	server := newJSONServer(b, `{"fileId":"1"}`)
	ik := newClient(b, imagekit.WithBaseURL(server.URL), imagekit.WithRetryPolicy(imagekit.RetryPolicy{}))
	for _, size := range []int64{1 << 20, 64 << 20, 1 << 30} {
		b.Run(fmt.Sprintf("%dMB", size>>20), func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				file := imagekit.FromSizedReader(io.LimitReader(zeros{}, size), size)
				if _, err := ik.Upload(b.Context(), imagekit.UploadRequest{File: file, FileName: "zeros"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
