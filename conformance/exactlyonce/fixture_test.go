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

// Folder, file name and key of the upload in docs/exactly-once.md.
const (
	pageFolder = "/invoices"
	pageName   = "page.png"
	pageKey    = "invoice-42/page-1"
)

// pageSize is the size of the file in bytes.
const pageSize = 200

// Descriptions of the content of files. newContent writes them into the content.
const (
	sentBytes   = "the bytes sent"
	firstBytes  = "the first bytes"
	secondBytes = "the second bytes"
	otherBytes  = "the bytes of another program"
)

// fixture runs a row: it has a mock server and an optional handler in front of it, and records the result.
type fixture struct {
	*testing.T
	srv         *mockserver.Server
	interceptor atomic.Pointer[interceptFunc]
	contents    map[string]string // descriptions by content
	showPaths   bool              // describeLibrary adds the paths of the files
	withoutKey  bool              // uploads have no key, so that a file may get several versions

	uploads, lookUps   atomic.Int64 // numbers of requests since the last call of observe
	returned, requests string       // columns of the row: see observation
}

// interceptFunc handles a request in front of the mock server, which is next.
type interceptFunc func(w http.ResponseWriter, r *http.Request, next http.Handler)

// observe runs a row in a new fixture, and returns the result.
func observe(t *testing.T, row guarantee) observation {
	t.Helper()
	s := newFixture(t)
	row.run(s)
	if s.returned == "" {
		t.Error("the row does not call fixture.observe")
	}
	return observation{stored: s.describeLibrary(), returned: s.returned, requests: s.requests}
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	s := &fixture{T: t, contents: map[string]string{}}
	server := httptest.NewUnstartedServer(nil)
	s.srv = check.Call(mockserver.New(mockserver.WithURL("http://"+server.Listener.Addr().String()),
		mockserver.WithRendering(false))).Must(t) // so that it stores the bytes that it gets
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if intercept := s.interceptor.Load(); intercept != nil {
			(*intercept)(w, r, s.srv)
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

// client returns a new client, as in another process. Its requests are counted.
func (s *fixture) client(opts ...imagekit.Option) *imagekit.Client {
	s.Helper()
	policy := imagekit.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond}
	defaults := []imagekit.Option{
		imagekit.WithRetryPolicy(policy),
		imagekit.WithTransportWrapper(func(next http.RoundTripper) http.RoundTripper {
			return countingTransport{s, next}
		}),
	}
	return check.Call(s.srv.Client(append(defaults, opts...)...)).Must(s)
}

// countingTransport counts uploads and look-ups.
type countingTransport struct {
	*fixture
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (c countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count(r)
	return c.next.RoundTrip(r)
}

// count counts a request if it is an upload or a look-up.
func (s *fixture) count(r *http.Request) {
	switch {
	case isUpload(r):
		s.uploads.Add(1)
	case isLookUp(r):
		s.lookUps.Add(1)
	}
}

// intercept sets the handler in front of the mock server.
func (s *fixture) intercept(f interceptFunc) { s.interceptor.Store(&f) }

func isUpload(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/files/upload") }
func isLookUp(r *http.Request) bool { return r.Method == http.MethodGet && r.URL.Path == "/v1/files" }

// awaitDisconnect waits until the client has closed the connection of a request. It reads the body first, because a
// server only detects a closed connection after the body.
func awaitDisconnect(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// addFault adds a fault. Its default operation is upload.
func (s *fixture) addFault(f mockserver.Fault) {
	s.Helper()
	if f.Operation == "" {
		f.Operation = "upload"
	}
	check.Call(s.srv.AddFault(f)).Must(s)
}

// newContent returns an image of the given size in bytes that contains name. describeFile describes it as name.
func (s *fixture) newContent(name string, size int) []byte {
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

// upload has the arguments of an upload.
type upload struct {
	ik      *imagekit.Client
	ctx     context.Context
	request imagekit.UploadRequest
	version int // version of the upload API: 1 or 2
	options []imagekit.RequestOption
}

// newUpload returns the upload in docs/exactly-once.md, by a new client.
func (s *fixture) newUpload() *upload {
	s.Helper()
	return s.newUploadOf(s.newContent(sentBytes, pageSize))
}

// newUploadOf returns the same upload with the given content.
func (s *fixture) newUploadOf(content []byte) *upload {
	s.Helper()
	return &upload{
		ik: s.client(), ctx: s.Context(), version: 1,
		request: imagekit.UploadRequest{
			File: imagekit.FromBytes(content), FileName: pageName, Folder: new(pageFolder),
		},
		options: []imagekit.RequestOption{imagekit.WithUploadKey(pageKey)},
	}
}

// pagePath returns the path at which this upload stores the file.
func pagePath() string { return pageFolder + "/" + imagekit.KeyedFileName(pageName, pageKey) }

// outcomes executes the upload.
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

// mustUpload executes an upload that must succeed.
func (s *fixture) mustUpload(u *upload) *imagekit.UploadResult {
	s.Helper()
	o := u.outcomes()[0]
	check.NoError(s, o.Err)
	return o.Result
}

// caller is an upload or a run of UploadAll. outcomes executes it, and returns the outcome of each file.
type caller interface {
	outcomes() []imagekit.UploadOutcome
}

// observe executes all callers at the same time, and records the columns of the row.
func (s *fixture) observe(callers ...caller) {
	s.Helper()
	before := s.snapshot()
	s.uploads.Store(0)
	s.lookUps.Store(0)
	outcomes := make([][]imagekit.UploadOutcome, len(callers))
	var running sync.WaitGroup
	if len(callers) == 1 {
		outcomes[0], callers = callers[0].outcomes(), nil // in the goroutine of the test, where it may call Fatal
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
	s.returned = describeOutcomes(before, after, all)
	s.requests = describeRequests(s.uploads.Load(), s.lookUps.Load())
}
