package imagekit_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
)

// TestWithUploadKey_ListedWithoutID lists the file without its id, or with an invalid one.
func TestWithUploadKey_ListedWithoutID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`null`, `17`, `""`} {
		service := &keyedService{status: 400, refusal: taken, list: func(name string) (int, string) {
			return 200, fmt.Sprintf(`[{"fileId":%s,"filePath":"/%s","size":4}]`, id, name)
		}}
		ik := serve(t, service.ServeHTTP, quick)
		result, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
		if !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
			t.Errorf("%s: %+v, %v", id, result, err)
		}
	}
}

// closingService starts a server that reads a part of each upload and resets the connection, so that the client cannot
// send the rest. list answers the searches.
func closingService(t *testing.T, list func(w io.Writer)) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				if request.Method == http.MethodGet {
					list(conn)
					return
				}
				_, _ = io.CopyN(io.Discard, request.Body, 1<<20)
				_ = conn.(*net.TCPConn).SetLinger(0) // so that Close resets the connection
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestWithUploadKey_ResetWhileSent(t *testing.T) {
	t.Parallel()
	const size = 20 << 20
	for name, test := range map[string]struct {
		list                string
		isFound, isConflict bool
	}{
		"listed":     {list: listed("/"+note, fmt.Sprintf(`,"size":%d`, size)), isFound: true},
		"other file": {list: listed("/"+note, `,"size":4`), isConflict: true},
		"not listed": {list: "[]"},
	} {
		url := closingService(t, func(w io.Writer) {
			fmt.Fprintf(w, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
				len(test.list), test.list)
		})
		request := text("")
		request.File = imagekit.FromBytes(make([]byte, size))
		ik := newClient(t, quick, imagekit.WithBaseURL(url))
		result, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey("1"))
		if (err == nil) != test.isFound || err == nil && result.FileID != "listed" ||
			errors.Is(err, imagekit.ErrConflict) != test.isConflict ||
			errors.Is(err, imagekit.ErrUploadOutcomeUnknown) { // the client did not send the whole file
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
}

// TestClient_Upload_TransportRepeats uses a transport that loses the response to an upload, and repeats the request by
// itself. Whatever the second result is, the first request may have stored the file.
func TestClient_Upload_TransportRepeats(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(body io.Reader) (*http.Response, error){
		"refused": func(io.Reader) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		},
		"lost": func(body io.Reader) (*http.Response, error) {
			_, _ = body.Read(make([]byte, 10))
			return nil, errors.New("connection reset")
		},
		"503": func(io.Reader) (*http.Response, error) { return response(503, "{}"), nil },
	} {
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				return response(200, listed("/"+note, "")), nil
			}
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
			body, err := r.GetBody()
			if err != nil {
				return nil, err
			}
			defer body.Close()
			return again(body)
		}))
		if _, err := ik.Upload(t.Context(), text("once")); !errors.Is(err, imagekit.ErrUploadOutcomeUnknown) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1")); err != nil {
			t.Errorf("%s, with a key: %v", name, err)
		}
	}
}

// cancelingReader calls cancel when it is read. It can seek.
type cancelingReader struct {
	strings.Reader
	cancel func()
}

func (c *cancelingReader) Read([]byte) (int, error)          { c.cancel(); return 0, nil }
func (c *cancelingReader) ReadAt([]byte, int64) (int, error) { return c.Read(nil) }

// TestClient_UploadAll_KeyContextCause cancels the context while a key is derived. The cause is the error of another
// call, which the client must not report as the result of the upload.
func TestClient_UploadAll_KeyContextCause(t *testing.T) {
	t.Parallel()
	_, cause := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusServiceUnavailable)
	}).Upload(t.Context(), text("another"))
	if !errors.Is(cause, imagekit.ErrUploadOutcomeUnknown) {
		t.Fatal(cause)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	ik, uploads := newInstantClient(t)
	item := keyless("")
	item.Request.File = imagekit.FromReader(&cancelingReader{*strings.NewReader("content"), func() { cancel(cause) }})
	items := slices.Values([]imagekit.UploadItem{item})
	outcomes := slices.Collect(ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}))
	err := outcomes[0].Err
	if !errors.Is(err, context.Canceled) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || uploads.Load() != 0 {
		t.Errorf("%d uploads, %v", uploads.Load(), err)
	}
}

// TestWithUploadKey_FileGrows uploads a file that grows after the first attempt, whose response is lost.
func TestWithUploadKey_FileGrows(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte("1234"), 0o600); err != nil {
		t.Fatal(err)
	}
	var uploads atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, listed("/"+note, `,"size":4`))
		case uploads.Add(1) == 1:
			_ = os.WriteFile(path, []byte("12345"), 0o600)
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, taken)
		}
	}, quick)
	request := text("")
	request.File = imagekit.FromPath(path)
	result, err := ik.Upload(t.Context(), request, imagekit.WithUploadKey("1"))
	if err != nil || result.Size != 4 {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestWithUploadKey_UnusableResponse gets a first response that does not identify the file. Its fields must not appear
// in the result of the second one.
func TestWithUploadKey_UnusableResponse(t *testing.T) {
	t.Parallel()
	var uploads atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if uploads.Add(1) == 1 {
			_, _ = io.WriteString(w, `{"name":"other","customMetadata":{"a":1}}`)
			return
		}
		_, _ = io.WriteString(w, `{"fileId":"1","customMetadata":{"b":1}}`)
	}, quick)
	result, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
	if err != nil || result.Name != "" || len(result.CustomMetadata) != 1 {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestWithUploadKey_SearchHeader checks that the search has the headers of WithHeader, except Expect, since it has no
// body.
func TestWithUploadKey_SearchHeader(t *testing.T) {
	t.Parallel()
	var isWrong atomic.Bool
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			isWrong.Store(r.Header.Get("Expect") != "" || r.Header.Get("X-Trace") != "1")
			_, _ = io.WriteString(w, listed("/"+note, `,"size":4`))
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, taken)
	})
	_, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"),
		imagekit.WithHeader("Expect", "100-continue"), imagekit.WithHeader("X-Trace", "1"))
	if err != nil || isWrong.Load() {
		t.Errorf("the search has Expect, or lacks X-Trace: %v; %v", isWrong.Load(), err)
	}
}

// TestWithUploadKey_SecretInPath sends a cookie whose value is part of the path.
func TestWithUploadKey_SecretInPath(t *testing.T) {
	t.Parallel()
	const secret = "tenant-12345"
	for attributes, want := range map[string]error{
		`,"size":5`: imagekit.ErrConflict, "": imagekit.ErrUploadOutcomeUnknown,
	} {
		service := &keyedService{status: 400, refusal: taken}
		service.list = func(name string) (int, string) {
			if attributes == "" {
				return 200, "[]"
			}
			return 200, listed("/"+secret+"/"+name, attributes)
		}
		request := text("once")
		request.Folder = new("/" + secret)
		_, err := serve(t, service.ServeHTTP, quick).Upload(t.Context(), request, imagekit.WithUploadKey("1"),
			imagekit.WithHeader("Cookie", "tenant="+secret))
		if !errors.Is(err, want) || strings.Contains(err.Error(), secret) ||
			attributes != "" && service.lookUps.Load() != 1 {
			t.Errorf("%d look-ups, %v", service.lookUps.Load(), err)
		}
	}
}

// TestClient_UploadAll_SharedFile uploads items whose sources share one open file. Sources are created while others are
// read.
func TestClient_UploadAll_SharedFile(t *testing.T) {
	t.Parallel()
	const size = 10_000
	name := filepath.Join(t.TempDir(), "shared")
	if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var short atomic.Int64
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		if n, _ := io.Copy(io.Discard, r.Body); n < size {
			short.Add(1)
		}
		_ = r.Body.Close()
		return response(200, `{"fileId":"1"}`), nil
	}))
	uploadAll(t, ik, func(yield func(imagekit.UploadItem) bool) {
		for i := range 500 {
			item := item(fmt.Sprint(i))
			item.Request.File = imagekit.FromReader(file)
			if !yield(item) {
				return
			}
		}
	}, imagekit.UploadAllOptions{})
	if n := short.Load(); n != 0 {
		t.Errorf("%d of 500 uploads are incomplete", n)
	}
}

// TestWithUploadKey_NotFoundNote checks the note in the error when the file is not listed.
func TestWithUploadKey_NotFoundNote(t *testing.T) {
	t.Parallel()
	service := &keyedService{status: http.StatusBadRequest, refusal: taken, list: func(string) (int, string) {
		return http.StatusOK, "[]"
	}}
	_, err := serve(t, service.ServeHTTP, quick).Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"))
	if err == nil || !strings.Contains(err.Error(), "/"+note+" is not in the list of files") {
		t.Errorf("got %v", err)
	}
}
