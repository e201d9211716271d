package imagekit_test

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// seekOnly is a reader that cannot be read at an offset, so that only one body at a time can read it.
type seekOnly struct{ r *bytes.Reader }

func (s seekOnly) Read(p []byte) (int, error)                { return s.r.Read(p) }
func (s seekOnly) Seek(off int64, whence int) (int64, error) { return s.r.Seek(off, whence) }

func seekable(size int) imagekit.UploadRequest {
	return imagekit.UploadRequest{File: imagekit.FromReader(seekOnly{bytes.NewReader(make([]byte, size))}), FileName: "a"}
}

// TestASeekerIsSentAgain lets a server answer before it has read a body that does not fit into the buffers of a
// connection.
func TestASeekerIsSentAgain(t *testing.T) {
	t.Parallel()
	const size, times = 4 << 20, 4
	for name, first := range map[string]http.HandlerFunc{
		"redirected": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/prefix/again", http.StatusTemporaryRedirect)
		},
		"retried": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1)%2 == 1 {
					first(w, r)
					return
				}
				if u := receive(r); u.err != nil || len(u.file) != size {
					t.Errorf("got %d bytes, %v", len(u.file), u.err)
				}
				_, _ = io.WriteString(w, `{"fileId":"1"}`)
			}, imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: time.Microsecond, MaxBackoff: time.Microsecond}))
			for range times {
				if _, err := ik.Upload(t.Context(), seekable(size)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// slowSeeker holds up its first Read.
type slowSeeker struct {
	seekOnly
	first  *sync.Once
	begun  chan struct{}
	resume chan struct{}
}

func (s slowSeeker) Read(p []byte) (int, error) {
	s.first.Do(func() {
		close(s.begun)
		<-s.resume
	})
	return s.seekOnly.Read(p)
}

// TestAFurtherBodyWaitsForTheReadOfTheOneBefore does what http.Transport can do: it closes a body that is being read,
// and once more when it has got another one.
func TestAFurtherBodyWaitsForTheReadOfTheOneBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const content = "0123456789"
		source := slowSeeker{seekOnly{bytes.NewReader([]byte(content))}, new(sync.Once), make(chan struct{}), make(chan struct{})}
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			go func() { _, _ = io.Copy(io.Discard, r.Body) }()
			<-source.begun
			_ = r.Body.Close()
			time.AfterFunc(time.Minute, func() { close(source.resume) })
			body, err := r.GetBody()
			if err != nil {
				return nil, err
			}
			select {
			case <-source.resume:
			default:
				t.Error("the source is read by two bodies")
			}
			_ = r.Body.Close()
			defer body.Close()
			if sent, err := io.ReadAll(body); err != nil || !bytes.Contains(sent, []byte(content)) {
				t.Errorf("sent %q, %v", sent, err)
			}
			return response(200, `{"fileId":"1"}`), nil
		}))
		if _, err := ik.Upload(t.Context(), imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"}); err != nil {
			t.Error(err)
		}
	})
}
