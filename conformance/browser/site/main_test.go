package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// newSite starts the web site, whose pages upload to a mock server.
func newSite(t *testing.T) *httptest.Server {
	t.Helper()
	mock := mockserver.Start(t)
	ik, err := mock.Client()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(ik, settings{uploadHost: mock.URL(), origin: "https://www.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(handler)
	t.Cleanup(site.Close)
	return site
}

// get returns the status and the body of a response to a user who is logged in.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.AddCookie(&http.Cookie{Name: "user", Value: "7"})
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestHandler(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	for path, want := range map[string]string{
		"/upload":           `data-upload-host="http://127.0.0.1:`,
		"/responsive":       `/tr:w-256,c-at_max/thumbnail.png 1x, `,
		"/pages/upload.mjs": `from '@imagekit/javascript'`,
		"/upload-auth":      `"signature":`,
		"/photo":            `"srcSet":"http://127.0.0.1:`,
	} {
		if status, body := get(t, site.URL+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: got %d %s, want %s", path, status, body, want)
		}
	}
}

func TestHandler_NoUser(t *testing.T) {
	t.Parallel()
	response, err := http.Get(newSite(t).URL + "/upload-auth")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %s", response.Status)
	}
}

func TestHandler_InvalidOrigin(t *testing.T) {
	t.Parallel()
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	var invalid *imagekit.ConfigError
	if _, err := newHandler(ik, settings{origin: "*"}); !errors.As(err, &invalid) {
		t.Errorf("got %v", err)
	}
}

func TestWriteImages(t *testing.T) {
	t.Parallel()
	table, err := os.Open("../images.json")
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var out strings.Builder
	if err := writeImages(table, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"src": "https://ik.imagekit.io/demo/default-image.jpg?tr=w-3840,c-at_max"`,
		`"error": "urlbuilder: Path \"/../other/a.jpg\" leads out of the URL endpoint"`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, out.String())
		}
	}
}
