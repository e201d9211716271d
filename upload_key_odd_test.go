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

// TestWithUploadKey_ListedWithoutID has lists that do not tell which file is there.
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

// closingService refuses each upload when it has read a part of it, and closes the connection, so that the client can
// fail to send the rest before it sees the refusal. It lists what it is asked for.
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
				_ = conn.(*net.TCPConn).SetLinger(0) // the refusal is lost
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestWithUploadKey_RefusedWhileSent(t *testing.T) {
	t.Parallel()
	const size = 20 << 20
	for name, test := range map[string]struct {
		list                string
		isFound, isConflict bool
	}{
		"there":      {list: listed("/"+note, fmt.Sprintf(`,"size":%d`, size)), isFound: true},
		"other file": {list: listed("/"+note, `,"size":4`), isConflict: true},
		"not there":  {list: "[]"},
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
			errors.Is(err, imagekit.ErrUploadOutcomeUnknown) { // the client has not sent the whole file
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
}

// TestClient_Upload_TransportRepeats has a transport that loses the answer to an upload, and sends it again by itself:
// whatever becomes of that, the first one was stored.
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

// cancelling cancels when it is read. It can seek.
type cancelling struct {
	strings.Reader
	cancel func()
}

func (c *cancelling) Read([]byte) (int, error)          { c.cancel(); return 0, nil }
func (c *cancelling) ReadAt([]byte, int64) (int, error) { return c.Read(nil) }

// TestClient_UploadAll_KeyContextCause ends the context while a key is derived. Its cause is the error of another call,
// which says nothing about this one.
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
	item := unnamed("")
	item.Request.File = imagekit.FromReader(&cancelling{*strings.NewReader("content"), func() { cancel(cause) }})
	items := slices.Values([]imagekit.UploadItem{item})
	outcomes := slices.Collect(ik.UploadAll(ctx, items, imagekit.UploadAllOptions{}))
	err := outcomes[0].Err
	if !errors.Is(err, context.Canceled) || errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || uploads.Load() != 0 {
		t.Errorf("%d uploads, %v", uploads.Load(), err)
	}
}

// TestWithUploadKey_FileGrows has a file that grows after the first attempt, whose answer is lost.
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

// TestWithUploadKey_ForgetsUnusableAnswer has a first answer that cannot be the result.
func TestWithUploadKey_ForgetsUnusableAnswer(t *testing.T) {
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

// TestWithUploadKey_SearchExpectsNothing looks at the header of a search, which has no body.
func TestWithUploadKey_SearchExpectsNothing(t *testing.T) {
	t.Parallel()
	var expects atomic.Bool
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			expects.Store(r.Header.Get("Expect") != "" || r.Header.Get("X-Trace") != "1")
			_, _ = io.WriteString(w, listed("/"+note, `,"size":4`))
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, taken)
	})
	_, err := ik.Upload(t.Context(), text("once"), imagekit.WithUploadKey("1"),
		imagekit.WithHeader("Expect", "100-continue"), imagekit.WithHeader("X-Trace", "1"))
	if err != nil || expects.Load() {
		t.Errorf("the search has the header Expect: %v; %v", expects.Load(), err)
	}
}

// TestWithUploadKey_SecretInPath has a cookie whose value is part of the path.
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

// TestClient_UploadAll_SharedFile has items with sources of one open file, which are made while others are read.
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
		for i := range 2000 {
			item := item(fmt.Sprint(i))
			item.Request.File = imagekit.FromReader(file)
			if !yield(item) {
				return
			}
		}
	}, imagekit.UploadAllOptions{})
	if n := short.Load(); n != 0 {
		t.Errorf("%d of 2000 files are cut", n)
	}
}

// TestWithUploadKey_NotFoundNote tells what went wrong.
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
