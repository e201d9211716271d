package mockserver_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestWithMaxFileSize(t *testing.T) {
	t.Parallel()
	const limit = 2 << 20
	s := start(t, mockserver.WithMaxFileSize(limit))
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(make([]byte, limit+len(r.URL.Path)-1))
	}))
	t.Cleanup(origin.Close)
	text := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for _, test := range []struct {
		name          string
		right, larger part
	}{
		{"binary", part{bytes: make([]byte, limit)}, part{bytes: make([]byte, limit+1)}},
		{"base64", part{text: text(limit)}, part{text: text(limit + 1)}},
		{"text", part{text: "data:,x"}, part{text: strings.Repeat("x", 3*limit)}},
		{"URL", part{text: origin.URL + "/"}, part{text: origin.URL + "/x"}},
	} {
		for _, file := range []struct {
			part
			status int
		}{{test.right, http.StatusOK}, {test.larger, http.StatusBadRequest}} {
			file.name = "file"
			got := upload(t, s, parts{{name: "fileName", text: "x.bin"}, file.part}).wantStatus(t, file.status)
			if file.status != http.StatusOK {
				got.wantError(t, file.status, "larger than your plan allows")
			}
		}
	}
	if n := stored(t, s); n != 4 {
		t.Errorf("%d files are stored, want 4", n)
	}
}

func TestWithMaxFileSize_Endless(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithMaxFileSize(100))
	head := "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
	req := newRequest(t, http.MethodPost, s.URL()+"/api/v1/files/upload",
		io.MultiReader(strings.NewReader(head), endless{}))
	req.Header.Set("Content-Type", "multipart/form-data; boundary=B")
	req.SetBasicAuth(s.PrivateKey(), "")
	got, err := attempt(t, s, req)
	if err != nil {
		t.Fatal(err)
	}
	got.wantError(t, http.StatusBadRequest, "larger than your plan allows")
}

// endless is a file that has no end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
