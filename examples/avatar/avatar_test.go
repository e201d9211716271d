package avatar_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/examples/avatar"
)

func TestAvatar(t *testing.T) {
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	url, err := avatar.Save(t.Context(), ik, "ada", strings.NewReader("a picture"))
	if err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, url); status != http.StatusOK || body != "a picture" {
		t.Errorf("%s answers %d %q", url, status, body)
	}
	unsigned, _, _ := strings.Cut(url, "?")
	if status, _ := get(t, unsigned); status == http.StatusOK {
		t.Errorf("%s shows a private picture", unsigned)
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
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
