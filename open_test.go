package imagekit_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// origin is a server of delivery that records the headers of requests.
type origin struct {
	*httptest.Server
	mu      sync.Mutex
	headers []http.Header
}

// newOrigin starts an origin. handler gets the number of each request, from 1 on.
func newOrigin(t *testing.T, handler func(w http.ResponseWriter, r *http.Request, n int)) *origin {
	t.Helper()
	o := &origin{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		o.headers = append(o.headers, r.Header.Clone())
		n := len(o.headers)
		o.mu.Unlock()
		handler(w, r, n)
	}))
	t.Cleanup(o.Close)
	return o
}

// sent returns the headers of a request, from 1 on.
func (o *origin) sent(n int) http.Header {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.headers[n-1]
}

// requests returns the number of requests.
func (o *origin) requests() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.headers)
}

// client returns a client that repeats requests up to three times without a wait.
func (o *origin) client(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return newClient(t, append([]imagekit.Option{
		imagekit.WithURLEndpoint(o.URL + "/demo"),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 4, MinBackoff: 1, MaxBackoff: 1}),
	}, opts...)...)
}

// serveText serves a text with an ETag. net/http handles ranges.
func serveText(w http.ResponseWriter, r *http.Request, etag, text string) {
	w.Header().Set("ETag", etag)
	w.Header().Set("Content-Type", "text/plain")
	http.ServeContent(w, r, "", time.Unix(1e9, 0), strings.NewReader(text))
}

// serveHalf serves a text as serveText does, but resets the connection after some bytes of the body.
func serveHalf(w http.ResponseWriter, r *http.Request, etag, text string, n int) {
	recorded := httptest.NewRecorder()
	serveText(recorded, r, etag, text)
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes()[:n])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// open opens a file and closes it at the end of the test.
func open(t *testing.T, ik *imagekit.Client, path string, o imagekit.OpenOptions) *imagekit.Object {
	t.Helper()
	object, err := ik.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = object.Close() })
	return object
}

func TestClient_Open(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		serveText(w, r, `"1"`, "hello, world")
	})
	object := open(t, server.client(t), "/a b.txt", imagekit.OpenOptions{})
	content, err := io.ReadAll(object)
	if err != nil || string(content) != "hello, world" {
		t.Errorf("read %q, %v", content, err)
	}
	if object.Size != 12 || object.Length != 12 || object.ContentType != "text/plain" || object.ETag != `"1"` ||
		!object.LastModified.Equal(time.Unix(1e9, 0)) {
		t.Errorf("opened %+v", object)
	}
	header := server.sent(1)
	for _, name := range []string{"Authorization", "Range", "If-Range", "Referer", "Cookie"} {
		if header.Get(name) != "" {
			t.Errorf("the request has %s: %s", name, header.Get(name))
		}
	}
	if !strings.HasPrefix(header.Get("User-Agent"), "openimagekit/") || header.Get("Accept-Encoding") != "identity" {
		t.Errorf("the request has %v", header)
	}
	if n, err := object.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("after the end, Read returned %d, %v", n, err)
	}
}

func TestClient_Open_Part(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		serveText(w, r, `"1"`, "0123456789")
	})
	ik := server.client(t)
	for _, test := range []struct {
		offset, length int64
		want           string
	}{
		{0, 0, "0123456789"},
		{3, 0, "3456789"},
		{3, 4, "3456"},
		{0, 4, "0123"},
		{9, 1, "9"},
		{8, 100, "89"},
		{10, 5, ""},
		{10, 0, ""},
	} {
		object := open(t, ik, "/a.txt", imagekit.OpenOptions{Offset: test.offset, Length: test.length})
		content, err := io.ReadAll(object)
		if err != nil || string(content) != test.want {
			t.Errorf("%d+%d: read %q, %v, want %q", test.offset, test.length, content, err, test.want)
		}
		if object.Size != 10 || object.Length != int64(len(test.want)) || object.Offset != test.offset {
			t.Errorf("%d+%d: opened %+v", test.offset, test.length, object)
		}
	}
	_, err := ik.Open(t.Context(), "/a.txt", imagekit.OpenOptions{Offset: 11})
	if e, ok := errors.AsType[*imagekit.Error](err); !ok || e.StatusCode != 416 {
		t.Errorf("after the end: %v", err)
	}
}

func TestClient_Open_Arguments(t *testing.T) {
	t.Parallel()
	ik := newClient(t, imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	for want, o := range map[string]imagekit.OpenOptions{
		"OpenOptions.Offset must not be negative: -1":      {Offset: -1},
		"OpenOptions.Length must not be negative: -2":      {Length: -2},
		"OpenOptions.MaxSize must not be negative: -3":     {MaxSize: -3},
		"OpenOptions.ExpiresIn must not be negative: -1":   {ExpiresIn: -1},
		"OpenOptions.Accept must not contain control char": {Accept: "a\nb"},
	} {
		_, err := ik.Open(t.Context(), "/a", o)
		wantError(t, err, want)
		if !errors.Is(err, imagekit.ErrInvalidRequest) {
			t.Errorf("%v is not ErrInvalidRequest", err)
		}
	}
	_, err := ik.Open(t.Context(), "", imagekit.OpenOptions{})
	wantError(t, err, "Path is required")
	_, err = ik.OpenFile(t.Context(), nil, imagekit.OpenOptions{})
	wantError(t, err, "file must have a FilePath")
	version := &imagekit.File{FilePath: "/a", Type: imagekit.AssetTypeFileVersion}
	_, err = ik.OpenFile(t.Context(), version, imagekit.OpenOptions{})
	wantError(t, err, "must have ik-obj-version")
}

func TestClient_Open_Config(t *testing.T) {
	t.Parallel()
	_, err := newClient(t).Open(t.Context(), "/a", imagekit.OpenOptions{})
	wantError(t, err, "WithURLEndpoint (or IMAGEKIT_URL_ENDPOINT): not configured")
	ik := newClient(t, imagekit.WithURLEndpoint("http://ik.example/demo"))
	_, err = ik.Open(t.Context(), "/a", imagekit.OpenOptions{})
	wantError(t, err, "must use https for downloads")
	keyless, err := imagekit.New(imagekit.WithURLEndpoint("https://ik.example/demo"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = keyless.Open(t.Context(), "/a", imagekit.OpenOptions{Signed: true})
	wantError(t, err, "WithPrivateKey (or IMAGEKIT_PRIVATE_KEY): not configured")
}

// TestClient_Open_MockServer opens files of all kinds of the mock server.
func TestClient_Open_MockServer(t *testing.T) {
	t.Parallel()
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	upload := imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("secret")), FileName: "a.txt", Folder: new("/menu"),
		UseUniqueFileName: new(false), IsPrivateFile: new(true),
	}
	if _, err := ik.Upload(ctx, upload); err != nil {
		t.Fatal(err)
	}
	_, err = ik.Open(ctx, "/menu/a.txt", imagekit.OpenOptions{})
	if !errors.Is(err, imagekit.ErrUnauthorized) || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("without a signature: %v", err)
	}
	wantContent(t, open(t, ik, "/menu/a.txt", imagekit.OpenOptions{Signed: true}), "secret")
	wantContent(t, open(t, ik, "/menu/a.txt", imagekit.OpenOptions{ExpiresIn: time.Hour}), "secret")

	_, err = ik.Open(ctx, "/menu/b.txt", imagekit.OpenOptions{})
	e, ok := errors.AsType[*imagekit.Error](err)
	if !errors.Is(err, imagekit.ErrNotFound) || !errors.Is(err, fs.ErrNotExist) || !ok || e.Reason != "ENOENT" ||
		e.Message != "No file was found at the specified path" || e.Path != "/demo/menu/b.txt" {
		t.Errorf("a missing file: %#v", err)
	}
	wantError(t, err, "imagekit: open: GET /demo/menu/b.txt: 404: No file was found at the specified path")
}

// wantContent reads an object to its end.
func wantContent(t *testing.T, r io.Reader, want string) {
	t.Helper()
	content, err := io.ReadAll(r)
	if err != nil || string(content) != want {
		t.Errorf("read %.100q, %v, want %.100q", content, err, want)
	}
}

func TestClient_OpenFile(t *testing.T) {
	t.Parallel()
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, text := range []string{"first", "second"} {
		_, err := ik.Upload(ctx, imagekit.UploadRequest{
			File: imagekit.FromBytes([]byte(text)), FileName: "a.txt", UseUniqueFileName: new(false),
			IsPrivateFile: new(true),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var id string
	for file, err := range ik.Files(ctx, nil) {
		if err != nil {
			t.Fatal(err)
		}
		id = file.FileID
		wantOpenFile(t, ik, file, "second")
	}
	versions, err := ik.GetFileVersions(ctx, id)
	if err != nil || len(versions) != 2 {
		t.Fatal(versions, err)
	}
	wantOpenFile(t, ik, &versions[0], "second")
	wantOpenFile(t, ik, &versions[1], "first")
}

func wantOpenFile(t *testing.T, ik *imagekit.Client, file *imagekit.File, want string) {
	t.Helper()
	object, err := ik.OpenFile(t.Context(), file, imagekit.OpenOptions{})
	if err != nil {
		t.Error(err)
		return
	}
	defer object.Close()
	wantContent(t, object, want)
}

// TestClient_Open_NotReady opens renditions that take time.
func TestClient_Open_NotReady(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		switch r.URL.Path {
		case "/demo/a.mp4/ik-video.mp4":
			http.Redirect(w, r, "/demo/a.mp4", http.StatusFound)
		case "/demo/a.mp4/ik-master.m3u8":
			w.WriteHeader(http.StatusAccepted)
		default:
			w.Header().Set("is-intermediate-response", "true")
			_, _ = io.WriteString(w, "The asset is currently being prepared")
		}
	})
	ik := server.client(t)
	for path, status := range map[string]int{
		"/a.mp4/ik-video.mp4": 302, "/a.mp4/ik-master.m3u8": 202, "/a.png": 200,
	} {
		_, err := ik.Open(t.Context(), path, imagekit.OpenOptions{})
		if e, ok := errors.AsType[*imagekit.Error](err); !errors.Is(err, imagekit.ErrNotReady) || !ok ||
			e.StatusCode != status {
			t.Errorf("%s: %v", path, err)
		}
	}
	if n := server.requests(); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// TestClient_Open_Intermediate waits until the mock server has prepared a rendition.
func TestClient_Open_Intermediate(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t, mockserver.WithIntermediateResponses(time.Minute))
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromPath("examples/demo/coffee.png"), FileName: "a.png", UseUniqueFileName: new(false),
	})
	if err != nil {
		t.Fatal(err)
	}
	chain := urlbuilder.Chain{{urlbuilder.AIRemoveBackground()}}
	_, err = ik.Open(t.Context(), "/a.png", imagekit.OpenOptions{Transformation: chain})
	if !errors.Is(err, imagekit.ErrNotReady) {
		t.Errorf("at once: %v", err)
	}
	server.Advance(time.Minute)
	object := open(t, ik, "/a.png", imagekit.OpenOptions{Transformation: chain})
	if n, err := io.Copy(io.Discard, object); err != nil || n != object.Size || n == 0 {
		t.Errorf("read %d bytes of %d, %v", n, object.Size, err)
	}
}

func TestClient_Open_MaxSize(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.URL.Path == "/demo/chunked" {
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, "0123456789")
			return
		}
		serveText(w, r, `"1"`, "0123456789")
	})
	ik := server.client(t)
	wantTooLarge := func(err error) {
		t.Helper()
		limit, ok := errors.AsType[*imagekit.ResponseLimitError](err)
		if !ok || limit.Limit != 9 || limit.Quantity != "bytes" {
			t.Errorf("got error %v", err)
		}
	}
	_, err := ik.Open(t.Context(), "/a", imagekit.OpenOptions{MaxSize: 9})
	wantTooLarge(err)
	wantContent(t, open(t, ik, "/a", imagekit.OpenOptions{MaxSize: 10}), "0123456789")
	wantContent(t, open(t, ik, "/a", imagekit.OpenOptions{MaxSize: 2, Offset: 8}), "89")
	chunked := open(t, ik, "/chunked", imagekit.OpenOptions{MaxSize: 9})
	content, err := io.ReadAll(chunked)
	wantTooLarge(err)
	if string(content) != "012345678" || chunked.Size != -1 || chunked.Length != -1 {
		t.Errorf("read %q of %d, %d", content, chunked.Length, chunked.Size)
	}
	wantContent(t, open(t, ik, "/chunked", imagekit.OpenOptions{MaxSize: 10}), "0123456789")
}

func TestClient_Open_Redirects(t *testing.T) {
	t.Parallel()
	var foreign bytes.Buffer
	other := newOrigin(t, func(_ http.ResponseWriter, r *http.Request, _ int) { _ = r.Header.Write(&foreign) })
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		switch r.URL.Path {
		case "/demo/moved":
			http.Redirect(w, r, "/demo/a", http.StatusMovedPermanently)
		case "/demo/foreign":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/demo/foreign302":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/demo/loop":
			http.Redirect(w, r, "/demo/loop", http.StatusMovedPermanently)
		default:
			serveText(w, r, `"1"`, "hello")
		}
	})
	ik := server.client(t)
	wantContent(t, open(t, ik, "/moved", imagekit.OpenOptions{Signed: true}), "hello")
	for path, want := range map[string]string{
		"/foreign": "not a configured server", "/foreign302": "not the URL endpoint", "/loop": "10 redirects",
	} {
		_, err := ik.Open(t.Context(), path, imagekit.OpenOptions{Signed: true})
		wantError(t, err, want)
		if errors.Is(err, imagekit.ErrHostNotAllowed) != (path != "/loop") || strings.Contains(err.Error(), "ik-s") {
			t.Errorf("%s: %v", path, err)
		}
	}
	if other.requests() != 0 {
		t.Errorf("the other server got a request: %s", foreign.String())
	}
}
