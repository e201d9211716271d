package mockserver_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// photographs are those of the renderer's tests and of the demo program. They have about 450 by 300 to 1000 by 900
// pixels.
var photographs = []struct{ folder, name string }{
	{"../render/testdata", "chelsea.png"},
	{"../render/testdata", "hubble_deep_field.jpg"},
	{"../render/testdata", "rocket.jpg"},
	{"../../examples/demo", "coffee.png"},
}

// startWithPhotographs starts a server with the photographs in its library.
func startWithPhotographs(b *testing.B) *mockserver.Server {
	b.Helper()
	s := mockserver.Start(b)
	files := fstest.MapFS{}
	for _, photo := range photographs {
		data, err := os.ReadFile(filepath.Join(photo.folder, photo.name))
		if err != nil {
			b.Fatal(err)
		}
		files[photo.name] = &fstest.MapFile{Data: data}
	}
	if err := s.Seed(files); err != nil {
		b.Fatal(err)
	}
	return s
}

// fetch reads a rendition.
func fetch(b *testing.B, url string) {
	response, err := http.Get(url)
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	if n, err := io.Copy(io.Discard, response.Body); err != nil || n == 0 || response.StatusCode != http.StatusOK {
		b.Errorf("%s: status %d with %d bytes, %v", url, response.StatusCode, n, err)
	}
}

// BenchmarkRendition_Cached measures the delivery of a rendition that has been rendered before, over the loopback
// interface.
func BenchmarkRendition_Cached(b *testing.B) {
	url := startWithPhotographs(b).URLEndpoint() + "/rocket.jpg?tr=w-300,h-200"
	fetch(b, url)
	for b.Loop() {
		fetch(b, url)
	}
}

// BenchmarkRendition_Page measures the delivery of a page with 50 different thumbnails of 200 by 200 pixels, to a
// browser with six connections.
func BenchmarkRendition_Page(b *testing.B) {
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s := startWithPhotographs(b)
			b.StartTimer()
			fetchPage(b, s)
		}
	})
	b.Run("cached", func(b *testing.B) {
		s := startWithPhotographs(b)
		fetchPage(b, s)
		for b.Loop() {
			fetchPage(b, s)
		}
	})
}

// fetchPage reads the thumbnails of a page.
func fetchPage(b *testing.B, s *mockserver.Server) {
	const thumbnails, connections = 50, 6
	urls := make(chan string, thumbnails)
	for i := range thumbnails {
		urls <- fmt.Sprintf("%s/tr:w-200,h-200,q-%d/%s", s.URLEndpoint(), 50+i/len(photographs),
			photographs[i%len(photographs)].name)
	}
	close(urls)
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			for url := range urls {
				fetch(b, url)
			}
		})
	}
	all.Wait()
}
