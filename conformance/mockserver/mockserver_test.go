package mockserver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

// noon is the time of the servers' clocks in tests.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// unusedID is an id in the format of the service that no resource has.
const unusedID = "ffffffffffffffffffffffff"

// start starts a server whose ids count up and whose clock does not advance. Its responses are validated.
func start(t *testing.T, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	var n atomic.Int64
	return mockserver.Start(t, append([]mockserver.Option{
		mockserver.WithIDs(func() string { return fmt.Sprintf("id%d", n.Add(1)) }),
		mockserver.WithClock(func() time.Time { return noon }),
		mockserver.WithPrefix("/base"),
		mockserver.WithResponseValidation(true),
	}, opts...)...)
}

// stop closes a server before the end of the test.
func stop(t *testing.T, s *mockserver.Server) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// stateOf returns the state of a server.
func stateOf(t *testing.T, s *mockserver.Server) mockserver.State {
	t.Helper()
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// clientOf returns an imagekit client for a server.
func clientOf(t *testing.T, s *mockserver.Server, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	ik, err := s.Client(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

// reply is a response and its body.
type reply struct {
	*http.Response
	body []byte
}

// object decodes the body, a JSON object.
func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	return decode[map[string]any](t, r)
}

func decode[T any](t *testing.T, r reply) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("decoding %q: %v", r.body, err)
	}
	return v
}

// wantStatus ends the test if the response has another status.
func (r reply) wantStatus(t *testing.T, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, status, r.body)
	}
	return r
}

// wantError checks that a response has the status and an error body of the service. The message, the errors of fields
// and the header X-Mock-Detail together must contain all words.
func (r reply) wantError(t *testing.T, status int, words ...string) {
	t.Helper()
	body := r.wantStatus(t, status).object(t)
	message, _ := body["message"].(string)
	if fields, ok := body["errors"].(object); ok {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			message += fmt.Sprintf(" %s %v", name, fields[name])
		}
	}
	message += " " + r.Header.Get("X-Mock-Detail")
	for _, word := range words {
		if !strings.Contains(message, word) {
			t.Errorf("message %q does not contain %q", message, word)
		}
	}
}

func send(t *testing.T, req *http.Request) reply {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	id := res.Header.Get("x-ik-requestid")
	if id != res.Header.Get("x-request-id") || strings.HasPrefix(req.URL.Path, "/base/") && id == "" {
		t.Errorf("%s %s: request ids %q and %q", req.Method, req.URL, id, res.Header.Get("x-request-id"))
	}
	return reply{res, body}
}

func newRequest(t *testing.T, method, rawURL string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, rawURL, body)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// do calls the API with the private key. A body is sent as JSON.
func do(t *testing.T, s *mockserver.Server, method, path string, body any) reply {
	t.Helper()
	var encoded bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&encoded).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	req := newRequest(t, method, s.URL()+path, &encoded)
	req.SetBasicAuth(s.PrivateKey(), "")
	if body != nil || strings.HasPrefix(path, "/_mock/") {
		req.Header.Set("Content-Type", "application/json")
	}
	return send(t, req)
}

// get downloads a URL without a key.
func get(t *testing.T, rawURL string) reply {
	t.Helper()
	return send(t, newRequest(t, http.MethodGet, rawURL, nil))
}

// part is one part of a multipart body: a file if it has bytes, otherwise text.
type part struct {
	name, text string
	bytes      []byte
}

type parts []part

// with returns a copy of p with more parts at the end.
func (p parts) with(more ...part) parts { return append(p[:len(p):len(p)], more...) }

// encode returns the multipart body and its content type.
func (p parts) encode(t *testing.T) (*bytes.Buffer, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, part := range p {
		header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", part.name)}}
		if part.bytes != nil {
			header = textproto.MIMEHeader{
				"Content-Disposition": {multipart.FileContentDisposition(part.name, "whatever.bin")},
				"Content-Type":        {"application/octet-stream"},
			}
		}
		pw, err := w.CreatePart(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pw.Write(append([]byte(part.text), part.bytes...)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}

// upload sends parts with the private key.
func upload(t *testing.T, s *mockserver.Server, p parts) reply {
	t.Helper()
	return uploadTo(t, s, "/api/v1/files/upload", s.PrivateKey(), p)
}

// uploadTo sends parts to the path of an upload operation. An empty key sends no key.
func uploadTo(t *testing.T, s *mockserver.Server, path, key string, p parts) reply {
	t.Helper()
	body, contentType := p.encode(t)
	req := newRequest(t, http.MethodPost, s.URL()+path, body)
	req.Header.Set("Content-Type", contentType)
	if key != "" {
		req.SetBasicAuth(key, "")
	}
	return send(t, req)
}

// named returns the parts of an upload that keeps its file name.
func named(name string, content []byte) parts {
	return parts{
		{name: "useUniqueFileName", text: "false"},
		{name: "fileName", text: name},
		{name: "file", bytes: content},
	}
}

// put uploads a file that keeps its name and returns the response.
func put(t *testing.T, s *mockserver.Server, name string, content []byte, more ...part) map[string]any {
	t.Helper()
	return upload(t, s, named(name, content).with(more...)).wantStatus(t, http.StatusOK).object(t)
}

// details returns the details of a file.
func details(t *testing.T, s *mockserver.Server, id any) map[string]any {
	t.Helper()
	return do(t, s, http.MethodGet, fmt.Sprintf("/v1/files/%v/details", id), nil).wantStatus(t, http.StatusOK).object(t)
}

// wantFields compares some fields of an object with want, as JSON.
func wantFields(t *testing.T, object, want map[string]any) {
	t.Helper()
	for name, value := range want {
		got, found := object[name]
		if encoded(t, got) != encoded(t, value) || !found {
			t.Errorf("%s is %s (present: %v), want %s", name, encoded(t, got), found, encoded(t, value))
		}
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// timestamp formats a time as the service does.
func timestamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func pngFile(t testing.TB, width, height int, transparent bool) []byte {
	t.Helper()
	return sample.PNG(t, width, height, transparent)
}

func jpegFile(t testing.TB, width, height, quality int) []byte {
	t.Helper()
	return sample.JPEG(t, width, height, quality)
}

func gifFile(t testing.TB, width, height int) []byte {
	t.Helper()
	return sample.GIF(t, width, height)
}

func escape(text string) string { return url.QueryEscape(text) }
