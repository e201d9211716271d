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

// seekable returns a request for a file of size bytes that can be rewound.
func seekable(size int) imagekit.UploadRequest {
	file := seekOnly{bytes.NewReader(make([]byte, size))}
	return imagekit.UploadRequest{File: imagekit.FromReader(file), FileName: "a"}
}

// alternating calls first for the requests 1, 3, 5 and so on, and second for the others.
func alternating(first, second http.HandlerFunc) http.HandlerFunc {
	var requests atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1)%2 == 1 {
			first(w, r)
		} else {
			second(w, r)
		}
	}
}

// TestClient_Upload_SeekerSentAgain uploads a file that does not fit into the buffers of the connection. The server
// answers before it has read the body.
func TestClient_Upload_SeekerSentAgain(t *testing.T) {
	t.Parallel()
	const size, times = 4 << 20, 2
	accept := func(w http.ResponseWriter, r *http.Request) {
		if u := receive(r); u.err != nil || len(u.file) != size {
			t.Errorf("got %d bytes, %v", len(u.file), u.err)
		}
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	}
	policy := imagekit.RetryPolicy{MinBackoff: time.Microsecond, MaxBackoff: time.Microsecond}
	for name, first := range map[string]http.HandlerFunc{
		"redirected": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/prefix/again", http.StatusTemporaryRedirect)
		},
		"retried": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ik := serve(t, alternating(first, accept), imagekit.WithRetryPolicy(policy))
			for range times {
				if _, err := ik.Upload(t.Context(), seekable(size)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// slowSeeker blocks its first Read until resume is closed.
type slowSeeker struct {
	seekOnly
	first   *sync.Once
	started chan struct{}
	resume  chan struct{}
}

func (s slowSeeker) Read(p []byte) (int, error) {
	s.first.Do(func() {
		close(s.started)
		<-s.resume
	})
	return s.seekOnly.Read(p)
}

// TestClient_Upload_RedirectWhileReading uses a transport that closes a body while it is read, and closes it again
// after it has got another one. http.Transport can do that.
func TestClient_Upload_RedirectWhileReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const content = "0123456789"
		source := slowSeeker{
			seekOnly{bytes.NewReader([]byte(content))}, new(sync.Once), make(chan struct{}), make(chan struct{}),
		}
		ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
			go func() { _, _ = io.Copy(io.Discard, r.Body) }()
			<-source.started
			_ = r.Body.Close()
			time.AfterFunc(time.Minute, func() { close(source.resume) })
			body, err := r.GetBody()
			if err != nil {
				return nil, err
			}
			select {
			case <-source.resume:
			default:
				t.Error("two bodies read the source at the same time")
			}
			_ = r.Body.Close()
			defer body.Close()
			if sent, err := io.ReadAll(body); err != nil || !bytes.Contains(sent, []byte(content)) {
				t.Errorf("sent %q, %v", sent, err)
			}
			return response(200, `{"fileId":"1"}`), nil
		}))
		request := imagekit.UploadRequest{File: imagekit.FromReader(source), FileName: "a"}
		if _, err := ik.Upload(t.Context(), request); err != nil {
			t.Error(err)
		}
	})
}
