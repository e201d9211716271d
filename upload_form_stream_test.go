package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// TestClient_UploadHandler_Streams sends the second half of a form when the service has received the first half.
func TestClient_UploadHandler_Streams(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		part, err := parts.NextPart()
		for ; err == nil && part.FormName() != "file"; part, err = parts.NextPart() {
			// the fields of the upload
		}
		if _, err := io.CopyN(io.Discard, part, int64(len(gif))); err != nil {
			t.Error(err)
		}
		close(started)
		if rest, err := io.ReadAll(part); !strings.HasSuffix(string(rest), "the rest") || err != nil {
			t.Errorf("got %q, %v", rest, err)
		}
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	s := &formServer{url: handleForms(t, ik, imagekit.UploadHandlerOptions{Authorize: allowUpload})}
	body, browser := io.Pipe()
	go func() {
		// more than what the handler reads to detect the type
		_, _ = io.WriteString(browser, fileHeader("file", "a.gif")+gif+strings.Repeat("x", 1000))
		<-started
		_, _ = io.WriteString(browser, "the rest\r\n--"+boundary+"--\r\n")
		_ = browser.Close()
	}()
	if r := s.send(t, http.MethodPost, body); r.status != http.StatusOK || r.body != `{"fileId":"1"}` {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

// handleForms serves the UploadHandler of a client and returns its URL.
func handleForms(t *testing.T, ik *imagekit.Client, o imagekit.UploadHandlerOptions) string {
	t.Helper()
	handler, err := ik.UploadHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// counter counts the bytes that are read from a reader.
type counter struct {
	io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// TestClient_UploadHandler_MaxSize sends an endless file. The upload to the service is aborted.
func TestClient_UploadHandler_MaxSize(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{MaxSize: 1 << 20})
	sent := &counter{Reader: io.MultiReader(strings.NewReader(fileHeader("file", "a.gif")+gif), zeros{})}
	conn := dial(t, s.url)
	go func() { // a browser that does not read the response while it sends
		request, _ := http.NewRequest(http.MethodPost, s.url, sent)
		request.Header.Set("Content-Type", multiType)
		_ = request.Write(conn) // fails when the server closes the connection
	}()
	head := make([]byte, len("HTTP/1.1 413"))
	if _, err := io.ReadFull(conn, head); err != nil || string(head) != "HTTP/1.1 413" {
		t.Errorf("got %q, %v", head, err)
	}
	s.wantStored(t)
}

func dial(t *testing.T, url string) net.Conn {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// TestClient_UploadHandler_Abort closes the connection of the browser in different parts of the form.
func TestClient_UploadHandler_Abort(t *testing.T) {
	t.Parallel()
	cup := fileHeader("file", "cup.gif") + gif
	for name, sent := range map[string]string{
		"in a field":   field("a", "1")[:60],
		"in a header":  cup[:60],
		"in the start": cup,
		"in the file":  cup + strings.Repeat("x", 300_000),
		"at the end":   form(cup + "\r\n")[:len(cup)+20],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFormServer(t, imagekit.UploadHandlerOptions{})
			conn := dial(t, s.url)
			header := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nContent-Type: " + multiType + "\r\n\r\n"
			if _, err := io.WriteString(conn, header+sent); err != nil {
				t.Fatal(err)
			}
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			response, err := io.ReadAll(conn) // the response shows that the handler has ended
			// The server can also notice that the connection is closed, and end the context of the request.
			_, body, _ := strings.Cut(string(response), "\r\n\r\n")
			if err != nil || body != `{"message":"the form is incomplete"}` &&
				body != `{"message":"the file could not be stored"}` {
				t.Errorf("got %s, %v", response, err)
			}
			s.wantStored(t)
		})
	}
}

// TestClient_UploadHandler_ContextEnds cancels the context of a request whose body does not arrive, as a middleware
// with a timeout does. The server must not wait for the body.
func TestClient_UploadHandler_ContextEnds(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	var once atomic.Bool
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if once.CompareAndSwap(false, true) {
			close(started)
		}
		_, _ = io.Copy(io.Discard, r.Body)
	})
	handler, err := ik.UploadHandler(imagekit.UploadHandlerOptions{
		Authorize: allowUpload,
		Prepare: func(r *http.Request, upload *imagekit.FormUpload) error {
			upload.Request.Description = new(strings.Repeat("x", 100_000)) // more than the transport buffers
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		go func() {
			<-started
			cancel()
		}()
		handler.ServeHTTP(w, r.WithContext(ctx))
	}))
	defer server.Close()
	conn := dial(t, server.URL)
	header := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nContent-Type: " + multiType + "\r\n\r\n"
	if _, err := io.WriteString(conn, header+fileHeader("file", "a.gif")+gif+strings.Repeat("x", 1000)); err != nil {
		t.Fatal(err)
	}
	response, err := io.ReadAll(conn) // until the server closes the connection
	if err != nil || !strings.HasPrefix(string(response), "HTTP/1.1 502 ") {
		t.Errorf("got %s, %v", response, err)
	}
}

// TestClient_UploadHandler_ReadTimeout sends nothing after the beginning of a file, to a server with a read deadline.
func TestClient_UploadHandler_ReadTimeout(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{})
	body := io.MultiReader(strings.NewReader(fileHeader("file", "a.gif")+gif), errorReader{os.ErrDeadlineExceeded})
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.Header.Set("Content-Type", multiType)
	w := httptest.NewRecorder()
	ik, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := ik.UploadHandler(imagekit.UploadHandlerOptions{Authorize: allowUpload})
	if err != nil {
		t.Fatal(err)
	}
	handler.ServeHTTP(w, r)
	s.wantRefused(t, readForm(t, w.Result()), http.StatusRequestTimeout, "the form did not arrive in time")
}

type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

// TestClient_UploadHandler_MaxBytes uses a middleware that limits the body.
func TestClient_UploadHandler_MaxBytes(t *testing.T) {
	t.Parallel()
	s := newFormServer(t, imagekit.UploadHandlerOptions{})
	ik, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	var got error
	handler, err := ik.UploadHandler(imagekit.UploadHandlerOptions{
		Authorize: allowUpload, OnError: func(_ *http.Request, err error) { got = err },
	})
	if err != nil {
		t.Fatal(err)
	}
	limited := httptest.NewServer(http.MaxBytesHandler(handler, 500))
	defer limited.Close()
	s.url = limited.URL
	r := s.post(t, form(file("file", "a.gif", gif+strings.Repeat("x", 1000))))
	s.wantRefused(t, r, http.StatusRequestEntityTooLarge, "the file is too large")
	if _, ok := errors.AsType[*http.MaxBytesError](got); !ok {
		t.Errorf("OnError got %v", got)
	}
}

// TestClient_UploadHandler_Memory is not parallel, because it measures all allocations.
func TestClient_UploadHandler_Memory(t *testing.T) {
	race.SkipSlow(t)
	const size = 64 << 20
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n < size {
			t.Errorf("got %d bytes, %v", n, err)
		}
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	s := &formServer{url: handleForms(t, ik, imagekit.UploadHandlerOptions{Authorize: allowUpload, MaxSize: 2 * size})}
	body := io.MultiReader(strings.NewReader(fileHeader("file", "a.gif")+gif), io.LimitReader(zeros{}, size),
		strings.NewReader("\r\n--"+boundary+"--\r\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := s.send(t, http.MethodPost, body)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; r.status != http.StatusOK || allocated > 2<<20 {
		t.Errorf("uploading %d MiB allocated %d KiB, status %d", size>>20, allocated>>10, r.status)
	}
}
