package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestObject_Read_LostConnection(t *testing.T) {
	t.Parallel()
	const text = "0123456789"
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		switch n {
		case 1:
			serveHalf(w, r, `"1"`, text, 4)
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 3:
			serveHalf(w, r, `"1"`, text, 3)
		default:
			serveText(w, r, `"1"`, text)
		}
	})
	var log bytes.Buffer
	wantContent(t, open(t, server.client(t, withLog(&log)), "/a", imagekit.OpenOptions{Signed: true}), text)
	for n, want := range map[int]string{1: "", 2: "bytes=4-9", 3: "bytes=4-9", 4: "bytes=7-9"} {
		ifRange := ""
		if n > 1 {
			ifRange = `"1"`
		}
		if got := server.sent(n); got.Get("Range") != want || got.Get("If-Range") != ifRange {
			t.Errorf("request %d has Range %q and If-Range %q", n, got.Get("Range"), got.Get("If-Range"))
		}
	}
	if lines := strings.Count(log.String(), "\n"); lines != 4 || strings.Count(log.String(), "level=WARN") != 3 ||
		!strings.Contains(log.String(), "operation=open attempt=4") || strings.Contains(log.String(), "ik-s") {
		t.Errorf("logged %s", log.String())
	}
}

// TestObject_Read_MockServerFaults resets the connection of downloads from the mock server.
func TestObject_Read_MockServerFaults(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t)
	ik, err := server.Client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("0123456789", 100_000)
	_, err = ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte(text)), FileName: "a.txt",
		UseUniqueFileName: new(false), IsPrivateFile: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range []mockserver.Fault{
		{Kind: mockserver.FaultResetDuringResponse, Count: 2},
		{Kind: mockserver.FaultStatus, Status: 503, Count: 1},
	} {
		fault.Operation = "deliver"
		if _, err := server.AddFault(fault); err != nil {
			t.Fatal(err)
		}
	}
	wantContent(t, open(t, ik, "/a.txt", imagekit.OpenOptions{Signed: true}), text)
	if n := len(server.Requests()); n != 5 {
		t.Errorf("%d requests", n)
	}
}

func TestObject_Read_Changed(t *testing.T) {
	t.Parallel()
	handlers := map[string]func(w http.ResponseWriter, r *http.Request){
		"If-Range is obeyed": func(w http.ResponseWriter, r *http.Request) { serveText(w, r, `"2"`, "abcdefghij") },
		"If-Range is ignored": func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("If-Range")
			serveText(w, r, `"2"`, "abcdefghij")
		},
		"another size": func(w http.ResponseWriter, r *http.Request) { serveText(w, r, `"1"`, "abcdefghijk") },
		"no ETag": func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("If-Range")
			serveText(w, r, "", "abcdefghij")
		},
	}
	for name, handler := range handlers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
				if n == 1 {
					serveHalf(w, r, `"1"`, "0123456789", 4)
				}
				handler(w, r)
			})
			content, err := io.ReadAll(open(t, server.client(t), "/a", imagekit.OpenOptions{}))
			if string(content) != "0123" || !errors.Is(err, imagekit.ErrFileChanged) {
				t.Errorf("read %q, %v", content, err)
			}
		})
	}
}

// shortBody serves a body that ends before the announced length.
func shortBody(w http.ResponseWriter, header, body string) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = buffer.WriteString("HTTP/1.1 " + header + "\r\n\r\n" + body)
	_ = buffer.Flush()
}

func TestObject_Read_Short(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		shortBody(w, "200 OK\r\nContent-Length: 10", "01234") // neither ETag nor Last-Modified
	})
	content, err := io.ReadAll(open(t, server.client(t), "/a", imagekit.OpenOptions{}))
	e, ok := errors.AsType[*imagekit.Error](err)
	if string(content) != "01234" || !errors.Is(err, io.ErrUnexpectedEOF) || !ok || e.StatusCode != 200 {
		t.Errorf("read %q, %v", content, err)
	}
	wantError(t, err, "after 5 of 10 bytes: unexpected EOF (not repeated: the server does not identify the version")
	if n := server.requests(); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestObject_Read_MaxAttempts checks that the number of attempts is limited.
func TestObject_Read_MaxAttempts(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		serveHalf(w, r, `"1"`, "0123456789", 1)
	})
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{})
	content, err := io.ReadAll(object)
	e, ok := errors.AsType[*imagekit.Error](err)
	if string(content) != "0123" || !errors.Is(err, io.ErrUnexpectedEOF) || !ok || e.Attempts != 4 {
		t.Errorf("read %q, %v", content, err)
	}
	if _, again := object.Read(make([]byte, 1)); again != err { //nolint:errorlint // the same error
		t.Errorf("another Read returned %v", again)
	}
	if _, err := object.Seek(0, io.SeekCurrent); err != nil {
		t.Fatal(err)
	}
	if n, err := object.Read(make([]byte, 2)); n != 1 || err != nil {
		t.Errorf("after Seek, Read returned %d, %v", n, err)
	}
}

// TestObject_Read_LongFile checks that the number of attempts does not limit the size of a file.
func TestObject_Read_LongFile(t *testing.T) {
	t.Parallel()
	const part, parts = 8 << 20, 6
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		h := w.Header()
		h.Set("ETag", `"1"`)
		h.Set("Content-Length", strconv.Itoa((parts-n+1)*part))
		if n > 1 {
			h.Set("Content-Range", "bytes "+strconv.Itoa((n-1)*part)+"-"+strconv.Itoa(parts*part-1)+"/*")
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(make([]byte, part))
	})
	n, err := io.Copy(io.Discard, open(t, server.client(t), "/a", imagekit.OpenOptions{}))
	if err != nil || n != part*parts || server.requests() != parts {
		t.Errorf("copied %d bytes with %d requests, %v", n, server.requests(), err)
	}
}

func TestClient_Open_RetryBudget(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	ik := server.client(t, imagekit.WithRetryBudget(0, 2), imagekit.WithBaseURL(server.URL))
	_, err := ik.Open(t.Context(), "/a", imagekit.OpenOptions{})
	wantError(t, err, "the retry budget of the client is used up")
	if server.requests() != 3 {
		t.Errorf("%d requests", server.requests())
	}
	_, err = ik.GetFileDetails(t.Context(), "id") // has a budget of its own
	if e, ok := errors.AsType[*imagekit.Error](err); !ok || e.Attempts != 3 {
		t.Errorf("a call of the API: %v", err)
	}
}

// neverLimiter is a limiter that lets nothing pass.
type neverLimiter struct{}

func (neverLimiter) Wait(context.Context) error { return errors.New("not now") }

func TestClient_Open_RateLimits(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if n == 1 {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		serveText(w, r, `"1"`, "hello")
	})
	never := imagekit.RateLimiters{Reads: neverLimiter{}, Writes: neverLimiter{}}
	ik := server.client(t, imagekit.WithRateLimiters(never))
	wantContent(t, open(t, ik, "/a", imagekit.OpenOptions{}), "hello")
}

func TestClient_Open_RangeNotSupported(t *testing.T) {
	t.Parallel()
	for name, etag := range map[string]string{"strong": `"1"`, "weak": `W/"1"`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				r.Header.Del("Range")
				serveText(w, r, etag, "0123456789")
			})
			ik := server.client(t)
			_, err := ik.Open(t.Context(), "/a", imagekit.OpenOptions{Offset: 1})
			if !errors.Is(err, imagekit.ErrRangeNotSupported) {
				t.Errorf("Open with Offset: %v", err)
			}
			object := open(t, ik, "/a", imagekit.OpenOptions{Length: 4})
			wantContent(t, object, "0123")
			_, _ = object.Seek(0, io.SeekStart)
			wantContent(t, object, "0123")
			_, _ = object.Seek(2, io.SeekStart)
			if _, err := io.ReadAll(object); !errors.Is(err, imagekit.ErrRangeNotSupported) {
				t.Errorf("Seek: %v", err)
			}
			if _, err := object.ReadAt(make([]byte, 2), 2); !errors.Is(err, imagekit.ErrRangeNotSupported) {
				t.Errorf("ReadAt: %v", err)
			}
		})
	}
}

// TestClient_Open_BadResponses opens files whose responses do not fit the requests.
func TestClient_Open_BadResponses(t *testing.T) {
	t.Parallel()
	for response, want := range map[string]string{
		"206 Partial Content\r\nContent-Range: bytes 0-4/10\r\nContent-Length: 5":  "has bytes 0 to 4 of the file",
		"206 Partial Content\r\nContent-Range: bytes 2-99/10\r\nContent-Length: 5": "invalid Content-Range",
		"206 Partial Content\r\nContent-Range: bytes 2-4/10\r\nContent-Length: 9":  "has bytes 2 to 4 of the file",
		"206 Partial Content\r\nContent-Length: 5":                                 "invalid Content-Range",
		"206 Partial Content\r\nContent-Range: bytes */10":                         "those from 2 on",
		"200 OK\r\nContent-Length: 5":                                              "does not serve parts",
		"204 No Content":                                                           "does not fit the request",
		"404 Not Found\r\nik-error: A\r\nContent-Length: 5":                        "404: not found",
		"206 Partial Content\r\nContent-Range: bytes 2-4/10\r\nContent-Encoding: gzip\r\nContent-Length: 3": "" +
			`encoded as "gzip"`,
	} {
		server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, _ int) { shortBody(w, response, "01234") })
		_, err := server.client(t).Open(t.Context(), "/a", imagekit.OpenOptions{Offset: 2})
		wantError(t, err, want)
		if server.requests() != 1 {
			t.Errorf("%s: %d requests", want, server.requests())
		}
	}
}

// TestObject_Read_Parts reads a file from a server that sends fewer bytes than requested.
func TestObject_Read_Parts(t *testing.T) {
	t.Parallel()
	const text = "0123456789"
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if n > 1 {
			first, last, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-")
			if from, _ := strconv.Atoi(first); last == "9" && from < 7 {
				r.Header.Set("Range", "bytes="+first+"-"+strconv.Itoa(from+2))
			}
			serveText(w, r, `"1"`, text)
			return
		}
		serveHalf(w, r, `"1"`, text, 1)
	})
	wantContent(t, open(t, server.client(t), "/a", imagekit.OpenOptions{}), text)
}

func TestObject_ReadSeeker(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		serveText(w, r, `"1"`, "0123456789")
	})
	ik := server.client(t)
	for want, o := range map[string]imagekit.OpenOptions{
		"0123456789": {}, "3456789": {Offset: 3}, "345": {Offset: 3, Length: 3},
	} {
		if err := iotest.TestReader(open(t, ik, "/a", o), []byte(want)); err != nil {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestObject_Close(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		w.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(w, "01234")
		_ = http.NewResponseController(w).Flush()
		close(started)
		<-r.Context().Done()
	})
	object := open(t, server.client(t), "/a", imagekit.OpenOptions{})
	<-started
	ended := make(chan error)
	go func() {
		_, err := io.ReadAll(object)
		ended <- err
	}()
	_ = object.Close()
	if err := <-ended; !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Read returned %v", err)
	}
	_, err1 := object.Read(make([]byte, 1))
	_, err2 := object.ReadAt(make([]byte, 1), 0)
	_, err3 := object.Seek(0, io.SeekStart)
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a closed object returned %v", err)
		}
	}
	if err := object.Close(); err != nil {
		t.Errorf("a second Close returned %v", err)
	}
}

func TestObject_Read_Context(t *testing.T) {
	t.Parallel()
	server := newOrigin(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		w.Header().Set("Content-Length", "10")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	cause := errors.New("no longer needed")
	ctx, cancel := context.WithCancelCause(t.Context())
	object, err := server.client(t).Open(ctx, "/a", imagekit.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	cancel(cause)
	if _, err = object.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
		t.Errorf("Read returned %v", err)
	}
	_, err = server.client(t).Open(ctx, "/a", imagekit.OpenOptions{})
	if !errors.Is(err, cause) || server.requests() != 1 {
		t.Errorf("Open returned %v", err)
	}
}

// TestObject_Read_Memory reads 100 MB.
func TestObject_Read_Memory(t *testing.T) { // not parallel: it measures memory
	race.SkipSlow(t)
	const size = 100 << 20
	server := newOrigin(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Length", strconv.Itoa(size))
		_, _ = io.Copy(w, io.LimitReader(zeros{}, size))
	})
	ik := server.client(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n, err := io.Copy(io.Discard, open(t, ik, "/a", imagekit.OpenOptions{}))
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; err != nil || n != size || allocated > 1<<20 {
		t.Errorf("copied %d bytes, allocated %d, %v", n, allocated, err)
	}
}
