package exactlyonce_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// The upload that is repeated.
const (
	pageFolder = "/invoices"
	pageName   = "page.png"
	pageKey    = "invoice-42/page-1"
)

// pageSize is the size of files in bytes.
const pageSize = 200

// Names of what is stored.
const (
	theBytes    = "the bytes sent"
	firstBytes  = "the first bytes"
	secondBytes = "the second bytes"
	otherBytes  = "somebody else's bytes"
)

// scene is what a row is played with: a mock server, which can have a handler before it that gets all requests, and
// clients.
type scene struct {
	*testing.T
	srv       *mockserver.Server
	front     atomic.Pointer[frontFunc]
	contents  map[string]string // name by content
	showPaths bool              // what is stored is told with its paths
	ownPath   bool              // the caller chooses the path, so there can be several versions

	uploads, looks atomic.Int64 // requests that clients have sent
	sees, sent     string       // what was observed
}

// frontFunc handles a request before the mock server, which is next.
type frontFunc func(w http.ResponseWriter, r *http.Request, next http.Handler)

// observe plays a row and returns what it has observed.
func observe(t *testing.T, row guarantee) observation {
	t.Helper()
	s := newScene(t)
	row.play(s)
	if s.sees == "" {
		t.Error("nothing is observed")
	}
	return observation{stored: s.stored(), sees: s.sees, sent: s.sent}
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{T: t, contents: map[string]string{}}
	server := httptest.NewUnstartedServer(nil)
	s.srv = check.Call(mockserver.New(mockserver.WithURL("http://" + server.Listener.Addr().String()))).Must(t)
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if front := s.front.Load(); front != nil {
			(*front)(w, r, s.srv)
			return
		}
		s.srv.ServeHTTP(w, r)
	})
	server.Start()
	t.Cleanup(func() {
		server.Close()
		check.NoError(t, s.srv.Close())
	})
	return s
}

// client returns a client as a process has it that has just started.
func (s *scene) client(opts ...imagekit.Option) *imagekit.Client {
	s.Helper()
	policy := imagekit.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond}
	own := []imagekit.Option{
		imagekit.WithRetryPolicy(policy),
		imagekit.WithTransportWrapper(func(next http.RoundTripper) http.RoundTripper {
			return countingTransport{s, next}
		}),
	}
	return check.Call(s.srv.Client(append(own, opts...)...)).Must(s)
}

// countingTransport counts uploads and searches.
type countingTransport struct {
	*scene
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (c countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count(r)
	return c.next.RoundTrip(r)
}

// count counts a request.
func (s *scene) count(r *http.Request) {
	switch {
	case isUpload(r):
		s.uploads.Add(1)
	case isLook(r):
		s.looks.Add(1)
	}
}

// setFront sets the handler before the mock server.
func (s *scene) setFront(front frontFunc) { s.front.Store(&front) }

func isUpload(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/files/upload") }
func isLook(r *http.Request) bool   { return r.Method == http.MethodGet && r.URL.Path == "/v1/files" }

// awaitDisconnect waits until the client has closed the connection of a request. The server notices it when it has read
// the whole body.
func awaitDisconnect(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// addFault makes uploads go wrong, or those of another operation.
func (s *scene) addFault(f mockserver.Fault) {
	s.Helper()
	if f.Operation == "" {
		f.Operation = "upload"
	}
	check.Call(s.srv.AddFault(f)).Must(s)
}

// content returns a picture of a size that contains a name, and gives that name to what is stored with these bytes.
func (s *scene) content(name string, size int) []byte {
	s.Helper()
	var b bytes.Buffer
	check.NoError(s, png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))))
	b.WriteString(name)
	if b.Len() > size {
		s.Fatalf("%q does not fit into %d bytes", name, size)
	}
	content := append(b.Bytes(), make([]byte, size-b.Len())...)
	s.contents[string(content)] = name
	return content
}

// upload is an upload that is going to be made.
type upload struct {
	ik      *imagekit.Client
	ctx     context.Context
	request imagekit.UploadRequest
	version int // of the upload API
	options []imagekit.RequestOption
}

// page is the upload that is repeated, by a client that has just started.
func (s *scene) page() *upload {
	s.Helper()
	return s.pageWith(s.content(theBytes, pageSize))
}

// pageWith is the same upload of a file with other content.
func (s *scene) pageWith(content []byte) *upload {
	s.Helper()
	return &upload{
		ik: s.client(), ctx: s.Context(), version: 1,
		request: imagekit.UploadRequest{
			File: imagekit.FromBytes(content), FileName: pageName, Folder: new(pageFolder),
		},
		options: []imagekit.RequestOption{imagekit.WithUploadKey(pageKey)},
	}
}

// pagePath is the path at which it is stored.
func pagePath() string { return pageFolder + "/" + imagekit.KeyedFileName(pageName, pageKey) }

// outcomes are what a caller has got.
func (u *upload) outcomes() []imagekit.UploadOutcome {
	var o imagekit.UploadOutcome
	if u.version == 2 {
		o.Result, o.Err = u.ik.UploadV2(u.ctx, imagekit.UploadV2Request{
			File: u.request.File, FileName: u.request.FileName, Folder: u.request.Folder,
		}, u.options...)
	} else {
		o.Result, o.Err = u.ik.Upload(u.ctx, u.request, u.options...)
	}
	return []imagekit.UploadOutcome{o}
}

// succeeds makes an upload that must succeed.
func (s *scene) succeeds(u *upload) *imagekit.UploadResult {
	s.Helper()
	o := u.outcomes()[0]
	check.NoError(s, o.Err)
	return o.Result
}

// caller is somebody who uploads: an upload, or a run of UploadAll.
type caller interface {
	outcomes() []imagekit.UploadOutcome
}

// observe lets callers upload, all at the same time, and takes down what they see.
func (s *scene) observe(callers ...caller) {
	s.Helper()
	before := s.snapshot()
	s.uploads.Store(0)
	s.looks.Store(0)
	outcomes := make([][]imagekit.UploadOutcome, len(callers))
	var running sync.WaitGroup
	if len(callers) == 1 {
		outcomes[0], callers = callers[0].outcomes(), nil // in this goroutine, where it can end the test
	}
	for i, c := range callers {
		running.Go(func() { outcomes[i] = c.outcomes() })
	}
	running.Wait()
	var all []imagekit.UploadOutcome
	for _, o := range outcomes {
		all = append(all, o...)
	}
	after := s.snapshot()
	s.checkOutcomes(before, after, all)
	s.sees = seen(before, after, all)
	s.sent = requestsSent(s.uploads.Load(), s.looks.Load())
}
