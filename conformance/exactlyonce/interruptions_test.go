package exactlyonce_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// Faults of uploads. A count of 0 applies them to all uploads.
func lostResponses(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: count}
}

func lostRequests(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterBody, Count: count}
}

func unavailable(executed bool, count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Executed: executed, Count: count}
}

// loseResponses loses the given number of responses to uploads.
func (s *fixture) loseResponses(count int) { s.addFault(lostResponses(count)) }

// faulty returns a row about an upload with faults.
func faulty(title string, faults ...mockserver.Fault) guarantee {
	return guarantee{title, func(s *fixture) {
		for _, f := range faults {
			s.addFault(f)
		}
		s.observe(s.page())
	}}
}

var interruptions = []guarantee{
	faulty("the response is lost; the service has stored the file", lostResponses(1)),
	faulty("the response is lost; the service has not stored the file", lostRequests(1)),
	faulty("all responses are lost; the service has stored the file", lostResponses(0)),
	faulty("all responses are lost; the service has not stored the file", lostRequests(0)),
	faulty("the connection is lost after half of the file is sent",
		mockserver.Fault{Kind: mockserver.FaultResetDuringBody, Count: 1}),
	{"a repeated upload; the connection is always lost after half of the file is sent", func(s *fixture) {
		s.succeeds(s.page())
		s.addFault(mockserver.Fault{Kind: mockserver.FaultResetDuringBody})
		s.observe(s.page())
	}},
	faulty("503 once; the service has stored the file", unavailable(true, 1)),
	faulty("503 once; the service has not stored the file", unavailable(false, 1)),
	faulty("503 always; the service has stored the file", unavailable(true, 0)),
	faulty("503 always; the service has not stored the file", unavailable(false, 0)),
	faulty("only half of the response arrives", mockserver.Fault{Kind: mockserver.FaultTruncated, Count: 1}),
	faulty("429 once", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1, Count: 1}),
	faulty("429 always", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1}),
	{"the response is lost, and the client makes only one attempt", func(s *fixture) {
		s.loseResponses(1)
		page := s.page()
		page.ik = s.client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
		s.observe(page)
	}},
	{"the response is lost, and the source is a stream; the service has stored the file", func(s *fixture) {
		s.loseResponses(1)
		s.observe(s.stream())
	}},
	{"the response is lost, and the source is a stream; the service has not stored the file", func(s *fixture) {
		s.addFault(lostRequests(1))
		s.observe(s.stream())
	}},
	{"a request arrives after the client has given it up and sent it again", func(s *fixture) {
		arrive := s.delayFirstUpload()
		s.observe(s.page())
		arrive()
	}},
	{"such a request arrives after the file was deleted: **the file is stored again**", func(s *fixture) {
		arrive := s.delayFirstUpload()
		s.observe(s.page())
		check.NoError(s, s.client().DeleteFile(s.Context(), s.files()[0].FileID))
		arrive()
	}},
	{"a proxy responds with success before the file is sent", func(s *fixture) {
		s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !isUpload(r) {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"fileId":"1","filePath":"`+pagePath()+`"}`)
		})
		page := s.page()
		page.request.File = imagekit.FromSizedReader(zeros{}, tooLarge)
		s.observe(page)
	}},
	{"the context is cancelled during the upload; the service has stored the file", func(s *fixture) {
		s.observe(s.cancelled(isUpload, true))
	}},
	{"the context is cancelled during the upload; the service has not stored the file", func(s *fixture) {
		s.observe(s.cancelled(isUpload, false))
	}},
	{"the context is cancelled during the look-up of a stored file", func(s *fixture) {
		s.succeeds(s.page())
		s.observe(s.cancelled(isLookUp, true))
	}},
	{"the upload is repeated after such a look-up", func(s *fixture) {
		s.succeeds(s.page())
		s.cancelled(isLookUp, true).outcomes()
		s.observe(s.page())
	}},
}

// tooLarge is a size in bytes that does not fit into the buffers of a connection.
const tooLarge = 64 << 20

// zeros is an infinite reader of zeros.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// stream returns an upload of a reader that cannot be rewound.
func (s *fixture) stream() *upload {
	s.Helper()
	page := s.page()
	page.request.File = unsized(s.content(theBytes, pageSize))
	return page
}

// unsized returns a source that is a stream of unknown size.
func unsized(content []byte) imagekit.Source {
	return imagekit.FromReader(struct{ io.Reader }{bytes.NewReader(content)})
}

// cancelled returns an upload whose context is cancelled when the server receives the first request for which is
// returns true. The request gets no response. If isDone is true, it is executed before the context is cancelled.
func (s *fixture) cancelled(is func(*http.Request) bool, isDone bool) *upload {
	s.Helper()
	page := s.page()
	ctx, cancel := context.WithCancel(s.Context())
	page.ctx = ctx
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if ctx.Err() != nil || !is(r) {
			next.ServeHTTP(w, r)
			return
		}
		if isDone {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		_, _ = io.Copy(io.Discard, r.Body) // the outcome of an upload is only unknown after its body was sent
		cancel()
		awaitDisconnect(r)
	})
	return page
}

// delayFirstUpload holds back the first upload and breaks its connection. The function that it returns hands this
// upload to the mock server.
func (s *fixture) delayFirstUpload() (arrive func()) {
	s.Helper()
	var kept atomic.Pointer[http.Request]
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if !isUpload(r) || kept.Load() != nil {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			s.Error(err)
		}
		late := r.Clone(context.WithoutCancel(r.Context()))
		late.Body = io.NopCloser(bytes.NewReader(body))
		kept.Store(late)
		panic(http.ErrAbortHandler)
	})
	return func() { s.srv.ServeHTTP(httptest.NewRecorder(), kept.Load()) }
}
