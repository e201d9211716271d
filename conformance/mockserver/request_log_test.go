package mockserver_test

import (
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestServer_Requests(t *testing.T) {
	t.Parallel()
	s := start(t)
	body, _ := named("a.txt", []byte("some text")).encode(t)
	uploaded := upload(t, s, named("a.txt", []byte("some text"))).wantStatus(t, http.StatusOK)
	listed := do(t, s, http.MethodGet, "/v1/files?limit=3&limit=x", nil)
	downloaded := get(t, s.URLEndpoint()+"/a.txt?tr=w-1").wantStatus(t, http.StatusOK)
	nowhere := get(t, strings.TrimSuffix(s.URL(), "/base")+"/basement")
	head := newRequest(t, http.MethodHead, s.URLEndpoint()+"/b.txt", nil)
	headed := send(t, head)
	get(t, s.URL()+"/_mock/health")

	var got []mockserver.Request
	for _, r := range s.Requests() {
		if r.Duration <= 0 {
			t.Errorf("%s has the duration %v, want more than 0", r.Path, r.Duration)
		}
		r.Duration = 0
		got = append(got, r)
	}
	entry := func(r reply, path, operation string, query url.Values, in int) mockserver.Request {
		return mockserver.Request{
			ID: r.Header.Get("x-ik-requestid"), Time: noon, Method: r.Request.Method, Path: path, Query: query,
			Operation: operation,
			Status:    r.StatusCode, BytesIn: int64(in), BytesOut: int64(len(r.body)),
		}
	}
	failed := func(e mockserver.Request, why string) mockserver.Request {
		e.Error = why
		return e
	}
	want := []mockserver.Request{
		entry(uploaded, "/api/v1/files/upload", "upload", url.Values{}, body.Len()),
		failed(entry(listed, "/v1/files", "listFiles", url.Values{"limit": {"3", "x"}}, 0),
			"Your request contains invalid limit parameter. Multiple values for single value parameter 'limit'."),
		entry(downloaded, "/demo/a.txt", "deliver", url.Values{"tr": {"w-1"}}, 0),
		failed(entry(nowhere, "/basement", "", url.Values{}, 0), "All paths of this mock server are under /base."),
		failed(entry(headed, "/demo/b.txt", "deliver", url.Values{}, 0),
			"Not Found (No file was found at the specified path)"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	s.ClearRequests()
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests after ClearRequests, want 0", n)
	}
}

func TestServer_Requests_Secrets(t *testing.T) {
	t.Parallel()
	s := start(t)
	signed := s.URLEndpoint() + "/a.txt?ik-t=1&ik-s=SECRET&x=y"
	get(t, signed)
	do(t, s, http.MethodGet, "/v1/metadata?url="+escape(signed)+"&token=SECRET&secretKey=SECRET", nil)
	log := encoded(t, s.Requests())
	if strings.Contains(log, "SECRET") || strings.Contains(log, s.PrivateKey()) {
		t.Errorf("the log has a secret: %s", log)
	}
	for _, want := range []string{`"ik-t":["1"]`, `"x":["y"]`, `ik-s=redacted`} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the log: %s", want, log)
		}
	}
}

// TestServer_Requests_Complete checks that the log entry of a request is complete when the client has read the body.
func TestServer_Requests_Complete(t *testing.T) {
	t.Parallel()
	s := start(t)
	large := strings.Repeat("0123456789", 100_000)
	u := put(t, s, "a.txt", []byte(large))["url"].(string)
	s.ClearRequests()
	for i := range 50 {
		res, err := http.Get(u)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, res.Body, int64(len(large))); err != nil {
			t.Fatal(err)
		}
		log := s.Requests()
		if len(log) != i+1 || log[i].BytesOut != int64(len(large)) || log[i].Status != http.StatusOK ||
			log[i].Duration == 0 {
			t.Fatalf("request %d: the log entry is incomplete: %+v", i, log[len(log)-1])
		}
		_ = res.Body.Close()
	}
}

func TestRequest_MarshalJSON(t *testing.T) {
	t.Parallel()
	got := encoded(t, mockserver.Request{
		ID: "i", Time: noon, Method: "GET", Path: "/", Status: 200, BytesOut: 3, Duration: 1500 * time.Microsecond,
	})
	want := `{"id":"i","time":"2026-03-01T12:00:00Z","method":"GET","path":"/","status":200,"bytesIn":0,"bytesOut":3,` +
		`"duration":"1.5ms"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestServer_RequestsOfConsole checks that the requests of the console are marked, and that paths with unusual encoding
// are recorded as they were sent.
func TestServer_RequestsOfConsole(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, referer := range []string{
		s.URL() + "/_mock/", s.URL() + "/_mock/?token=x", "", "http://127.0.0.1:3000/", s.URL() + "/_mock/other",
	} {
		req := newRequest(t, http.MethodGet, s.URLEndpoint()+"/a%2Fb.txt", nil)
		req.Header.Set("Referer", referer)
		send(t, req)
	}
	var marked []bool
	for _, r := range s.Requests() {
		marked = append(marked, r.Console)
		if r.Path != "/demo/a/b.txt" || r.RawPath != "/demo/a%2Fb.txt" {
			t.Errorf("path %q, raw path %q", r.Path, r.RawPath)
		}
	}
	if want := []bool{true, true, false, false, false}; !slices.Equal(marked, want) {
		t.Errorf("marked are %v, want %v", marked, want)
	}
}
