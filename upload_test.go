package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// upload is an upload as a server received it.
type upload struct {
	length int64    // Content-Length; -1 if the body was chunked
	parts  []string // name=content of each part
	file   string   // content of the part named file
	name   string   // its file name
	err    error
}

// receive reads the body of an upload.
func receive(r *http.Request) (u upload) {
	u.length = r.ContentLength
	reader, err := r.MultipartReader()
	if err != nil {
		return upload{err: err}
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return u
		}
		if err != nil {
			u.err = err
			return u
		}
		content, err := io.ReadAll(part)
		if err != nil {
			u.err = err
			return u
		}
		if part.FormName() == "file" {
			u.file, u.name = string(content), part.FileName()
		}
		u.parts = append(u.parts, part.FormName()+"="+string(content))
	}
}

// uploads returns a client for a server that accepts uploads and sends them to a channel.
func uploads(t testing.TB) (*imagekit.Client, <-chan upload) {
	t.Helper()
	received := make(chan upload, 10)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		received <- receive(r)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	}), received
}

// onlyReader hides all other methods of a reader.
type onlyReader struct{ io.Reader }

// openAt opens a file and seeks to an offset.
func openAt(t *testing.T, path string, offset int64) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestClient_Upload_Sources(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "coffee.txt")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, halfRead := openAt(t, path, 4), strings.NewReader("0123456789")
	if _, err := io.CopyN(io.Discard, halfRead, 3); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		source     imagekit.Source
		file, name string
		sized      bool
	}{
		"bytes":                  {imagekit.FromBytes([]byte("abc")), "abc", "file", true},
		"no bytes":               {imagekit.FromBytes(nil), "", "file", true},
		"a path":                 {imagekit.FromPath(path), "0123456789", "coffee.txt", true},
		"a file from its offset": {imagekit.FromReader(opened), "456789", "coffee.txt", true},
		"a seeker at an offset":  {imagekit.FromReader(halfRead), "3456789", "file", true},
		"a buffer":               {imagekit.FromReader(bytes.NewBufferString("abc")), "abc", "file", true},
		"a reader":               {imagekit.FromReader(onlyReader{strings.NewReader("abc")}), "abc", "file", false},
		"a reader of known size": {
			imagekit.FromSizedReader(onlyReader{strings.NewReader("abc")}, 3), "abc", "file", true,
		},
		"a URL":      {imagekit.FromURL("https://example.com/a b.jpg"), "https://example.com/a b.jpg", "", true},
		"base64":     {imagekit.FromBase64("YWJj"), "YWJj", "", true},
		"a data URI": {imagekit.FromDataURI("data:text/plain;base64,YWJj"), "data:text/plain;base64,YWJj", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			ik, received := uploads(t)
			request := imagekit.UploadRequest{File: test.source, FileName: "x.txt", UseUniqueFileName: new(false)}
			result, err := ik.Upload(t.Context(), request)
			if err != nil || result.FileID != "1" {
				t.Fatal(result, err)
			}
			got := <-received
			if got.err != nil || got.file != test.file || got.name != test.name || (got.length >= 0) != test.sized {
				t.Errorf("got %+v", got)
			}
			want := fmt.Sprint([]string{"fileName=x.txt", "useUniqueFileName=false", "file=" + test.file})
			if fmt.Sprint(got.parts) != want {
				t.Errorf("got parts %v, want %v", got.parts, want)
			}
		})
	}
}

func TestClient_Upload_Token(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if auth := r.Header.Get("Authorization"); auth != "" {
			t.Errorf("got Authorization %q", auth)
		}
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	file := imagekit.FromBytes([]byte("abc"))
	request := imagekit.UploadRequest{File: file, FileName: "a", Token: new("t"), Signature: new("s")}
	if _, err := ik.Upload(t.Context(), request); err != nil {
		t.Error(err)
	}
	requestV2 := imagekit.UploadV2Request{File: file, FileName: "a", Token: new("jwt")}
	if _, err := ik.UploadV2(t.Context(), requestV2); err != nil {
		t.Error(err)
	}
}

// TestClient_Upload_TokenWithoutKey uploads with a token and a client without a private key.
func TestClient_Upload_TokenWithoutKey(t *testing.T) {
	t.Parallel()
	ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"),
		withTransport(func(r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
			return response(http.StatusOK, `{"fileId":"1"}`), nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	request := text("x")
	if _, err := ik.Upload(t.Context(), request); !errors.Is(err, imagekit.ErrNotConfigured) {
		t.Errorf("without a token: got %v", err)
	}
	request.Token = new("t")
	if result, err := ik.Upload(t.Context(), request); err != nil || result.FileID != "1" {
		t.Errorf("with a token: %+v, %v", result, err)
	}
}

func TestClient_Upload_SourceFails(t *testing.T) {
	t.Parallel()
	errDisk := errors.New("disk error")
	failing := func() io.Reader { return io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(errDisk)) }
	for name, test := range map[string]struct {
		source imagekit.Source
		want   error
		text   string
	}{
		"fails, size unknown": {imagekit.FromReader(failing()), errDisk, "disk error"},
		"fails, size known":   {imagekit.FromSizedReader(failing(), 10), errDisk, "disk error"},
		"too short": {
			imagekit.FromSizedReader(onlyReader{strings.NewReader("abc")}, 10), io.ErrUnexpectedEOF,
			"ended after 3 of 10 bytes",
		},
		"too long": {
			imagekit.FromSizedReader(onlyReader{strings.NewReader("abc")}, 2), nil, "longer than the 2 bytes",
		},
		"no such file": {imagekit.FromPath(filepath.Join(t.TempDir(), "none")), os.ErrNotExist, "none"},
		"a folder":     {imagekit.FromPath(t.TempDir()), nil, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if u := receive(r); u.err == nil {
					t.Errorf("the server took an incomplete body for a complete one: %+v", u)
				}
			})
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: test.source, FileName: "a"})
			var e *imagekit.Error
			if !errors.As(err, &e) || test.want != nil && !errors.Is(err, test.want) ||
				!strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestClient_Upload_ReaderSentTwice(t *testing.T) {
	t.Parallel()
	ik, received := uploads(t)
	source := imagekit.FromReader(onlyReader{strings.NewReader("abc")})
	request := imagekit.UploadRequest{File: source, FileName: "a"}
	if _, err := ik.Upload(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	<-received
	if _, err := ik.Upload(t.Context(), request); err == nil || !strings.Contains(err.Error(), "cannot be rewound") {
		t.Errorf("got %v", err)
	}
	seekable := imagekit.UploadRequest{File: imagekit.FromReader(strings.NewReader("abc")), FileName: "a"}
	for range 2 {
		if _, err := ik.Upload(t.Context(), seekable); err != nil {
			t.Fatal(err)
		}
		if got := <-received; got.file != "abc" {
			t.Errorf("got %+v", got)
		}
	}
}

func TestClient_Upload_Redirect(t *testing.T) {
	t.Parallel()
	received := make(chan upload, 1)
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		u := receive(r)
		if r.URL.Path != "/moved" {
			http.Redirect(w, r, "/prefix/moved", http.StatusTemporaryRedirect)
			return
		}
		received <- u
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	request := imagekit.UploadRequest{File: imagekit.FromBytes([]byte("abc")), FileName: "a"}
	if _, err := ik.Upload(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if got := <-received; got.file != "abc" || got.err != nil {
		t.Errorf("got %+v", got)
	}
}

func TestWithProgress(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	ik, received := uploads(t)
	for name, test := range map[string]struct {
		source imagekit.Source
		total  int64
	}{
		"known size":   {imagekit.FromBytes(make([]byte, size)), size},
		"unknown size": {imagekit.FromReader(onlyReader{bytes.NewReader(make([]byte, size))}), -1},
	} {
		t.Run(name, func(t *testing.T) {
			var last int64
			progress := imagekit.WithProgress(func(sent, total int64) {
				if sent <= last || total != test.total {
					t.Errorf("progress %d of %d after %d", sent, total, last)
				}
				last = sent
			})
			_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: test.source, FileName: "a"}, progress)
			<-received
			if err != nil || last != size {
				t.Errorf("got %d, %v", last, err)
			}
		})
	}
}

// endless is a reader that never ends. It sends to the channel at each Read if the channel has room.
type endless struct {
	ctx  context.Context
	read chan struct{}
}

func (e endless) Read(p []byte) (int, error) {
	select {
	case e.read <- struct{}{}:
	default:
	}
	return len(p), nil
}

func TestClient_Upload_CancelStopsReading(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	ik := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		if err == nil {
			t.Error("the body ended without an error")
		}
		close(ended)
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	source := endless{ctx, make(chan struct{}, 1)}
	go func() {
		<-source.read
		cancel(errors.New("user closed the page"))
	}()
	_, err := ik.Upload(ctx, imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"})
	if err == nil || !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "user closed the page") {
		t.Errorf("got %v", err)
	}
	<-ended
}

func TestClient_Upload_Memory(t *testing.T) {
	race.SkipSlow(t)
	const size = 64 << 20
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n < size {
			t.Errorf("got %d bytes, %v", n, err)
		}
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	file := imagekit.FromSizedReader(io.LimitReader(zeros{}, size), size)
	_, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: file, FileName: "a"})
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; err != nil || allocated > 2<<20 {
		t.Errorf("uploading %d MiB allocated %d KiB, %v", size>>20, allocated>>10, err)
	}
}

// zeros is an endless reader of zero bytes.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
