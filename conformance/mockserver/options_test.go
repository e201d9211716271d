package mockserver_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestWithMaxFileSize(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	const limit = 1<<20 + 2
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
				got.wantError(t, file.status, "The file size exceeds limits.")
			}
		}
	}
	if n := stored(t, s); n != 4 {
		t.Errorf("%d files are stored, want 4", n)
	}
}

func TestWithMaxFileSize_EndlessFile(t *testing.T) {
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
	got.wantError(t, http.StatusBadRequest, "The file size exceeds limits.")
}

// endless is a file without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestWithRemoteFetch(t *testing.T) {
	t.Parallel()
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("fetched"))
	}))
	t.Cleanup(origin.Close)
	// This address leads to the same machine, but is not a loopback address.
	elsewhere := strings.Replace(origin.URL, "127.0.0.1", "0.0.0.0", 1)
	for on, status := range map[bool]int{true: http.StatusOK, false: http.StatusBadRequest} {
		s := start(t, mockserver.WithRemoteFetch(on))
		got := upload(t, s, parts{{name: "fileName", text: "a.txt"}, {name: "file", text: elsewhere}})
		if got.StatusCode != status {
			t.Errorf("remote fetch %t: status %d: %s", on, got.StatusCode, got.body)
		}
	}
}

func TestWithPrefix_Missing(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/v1/files", "/", "/basement/v1/files"} {
		get(t, strings.TrimSuffix(s.URL(), "/base")+path).wantError(t, http.StatusNotFound, "/base")
	}
	wantFields(t, get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK).object(t), object{"status": "ok"})
}

func TestNew_Errors(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]mockserver.Option{
		"the private key must not be empty":            mockserver.WithPrivateKey(""),
		"the public key must not be empty":             mockserver.WithPublicKey(""),
		"the private key must not contain white space": mockserver.WithPrivateKey("private_x\n"),
		"the public key must not contain white space":  mockserver.WithPublicKey(" public_x"),
		`invalid ImageKit id ""`:                       mockserver.WithImageKitID(""),
		`invalid ImageKit id "v1"`:                     mockserver.WithImageKitID("v1"), // a path of the API
		`invalid ImageKit id "a/b"`:                    mockserver.WithImageKitID("a/b"),
		"the clock is nil":                             mockserver.WithClock(nil),
		"the function that generates ids is nil":       mockserver.WithIDs(nil),
		"the logger is nil":                            mockserver.WithLogger(nil),
		`"/nowhere/ffmpeg"`:                            mockserver.WithFFmpeg("/nowhere/ffmpeg"),
		`invalid prefix "/"`:                           mockserver.WithPrefix("/"),
		`invalid prefix "/../x"`:                       mockserver.WithPrefix("/../x"),
		`"/x" is not an absolute URL`:                  mockserver.WithURL("/x"),
		"the private key must not contain a colon":     mockserver.WithPrivateKey("private:key"),
		"the webhook secret must not be empty":         mockserver.WithWebhookSecret(""),
		"the webhook secret must not have white space": mockserver.WithWebhookSecret("whsec_x\n"),
		"the maximum file size is 0 bytes":             mockserver.WithMaxFileSize(0),
		"the purge quota is 0":                         mockserver.WithPurgeQuota(0),
		"the seed is nil":                              mockserver.WithSeed(nil),
	} {
		if _, err := mockserver.Listen("127.0.0.1:0", option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if _, err := mockserver.Listen("256.0.0.1:0"); err == nil {
		t.Error("an invalid address: no error")
	}
}
