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

// lostResponses returns a fault that executes uploads, and loses the responses. Here and in the following functions,
// count is the number of uploads that the fault hits; 0 for all.
func lostResponses(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: count}
}

// lostRequests returns a fault that loses uploads before they are executed.
func lostRequests(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterBody, Count: count}
}

// unavailable returns a fault that responds to uploads with 503.
func unavailable(executed bool, count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Executed: executed, Count: count}
}

// loseResponses loses the given number of responses to uploads.
func (s *fixture) loseResponses(count int) { s.addFault(lostResponses(count)) }

// withFaults returns a row in which the upload meets faults.
func withFaults(title string, faults ...mockserver.Fault) guarantee {
	return guarantee{title, func(s *fixture) {
		for _, f := range faults {
			s.addFault(f)
		}
		s.observe(s.newUpload())
	}}
}

var faults = []guarantee{
	withFaults("the response is lost; the service has stored the file", lostResponses(1)),
	withFaults("the response is lost; the service has not stored the file", lostRequests(1)),
	withFaults("all responses are lost; the service has stored the file", lostResponses(0)),
	withFaults("all responses are lost; the service has not stored the file", lostRequests(0)),
	withFaults("the connection is lost after half of the file is sent",
		mockserver.Fault{Kind: mockserver.FaultResetDuringBody, Count: 1}),
	{"a repeated upload; the connection is always lost after half of the file is sent", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.addFault(mockserver.Fault{Kind: mockserver.FaultResetDuringBody})
		s.observe(s.newUpload())
	}},
	withFaults("503 once; the service has stored the file", unavailable(true, 1)),
	withFaults("503 once; the service has not stored the file", unavailable(false, 1)),
	withFaults("503 always; the service has stored the file", unavailable(true, 0)),
	withFaults("503 always; the service has not stored the file", unavailable(false, 0)),
	withFaults("only half of the response arrives", mockserver.Fault{Kind: mockserver.FaultTruncated, Count: 1}),
	withFaults("429 once", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1, Count: 1}),
	withFaults("429 always", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1}),
	{"the response is lost, and the client makes only one attempt", func(s *fixture) {
		s.loseResponses(1)
		page := s.newUpload()
		page.ik = s.client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
		s.observe(page)
	}},
	{"the response is lost, and the source is a stream; the service has stored the file", func(s *fixture) {
		s.loseResponses(1)
		s.observe(s.newStreamUpload())
	}},
	{"the response is lost, and the source is a stream; the service has not stored the file", func(s *fixture) {
		s.addFault(lostRequests(1))
		s.observe(s.newStreamUpload())
	}},
	{"a request arrives after the client has given it up and sent it again", func(s *fixture) {
		deliver := s.holdFirstUpload()
		s.observe(s.newUpload())
		deliver()
	}},
	{"the same, but the file is deleted before the request arrives: **it is stored again**", func(s *fixture) {
		deliver := s.holdFirstUpload()
		s.observe(s.newUpload())
		check.NoError(s, s.client().DeleteFile(s.Context(), s.files()[0].FileID))
		deliver()
	}},
	{"a proxy responds with success before the file is sent", func(s *fixture) {
		s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !isUpload(r) {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"fileId":"1","filePath":"`+pagePath()+`"}`)
		})
		page := s.newUpload()
		page.request.File = imagekit.FromSizedReader(zeros{}, tooLarge)
		s.observe(page)
	}},
	{"the context is cancelled during the upload; the service has stored the file", func(s *fixture) {
		s.observe(s.newCancelledUpload(isUpload, true))
	}},
	{"the context is cancelled during the upload; the service has not stored the file", func(s *fixture) {
		s.observe(s.newCancelledUpload(isUpload, false))
	}},
	{"the context is cancelled during the look-up of a stored file", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.observe(s.newCancelledUpload(isLookUp, true))
	}},
	{"the upload is repeated after the context was cancelled during the look-up", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.newCancelledUpload(isLookUp, true).outcomes()
		s.observe(s.newUpload())
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

// newStreamUpload returns an upload of a reader that cannot be rewound.
func (s *fixture) newStreamUpload() *upload {
	s.Helper()
	page := s.newUpload()
	page.request.File = streamOf(s.newContent(sentBytes, pageSize))
	return page
}

// streamOf returns a source that is a stream of unknown size.
func streamOf(content []byte) imagekit.Source {
	return imagekit.FromReader(struct{ io.Reader }{bytes.NewReader(content)})
}

// newCancelledUpload returns an upload whose context is cancelled when the server receives the first request for which
// match returns true. The request gets no response. If isExecuted is true, the server executes it before that.
func (s *fixture) newCancelledUpload(match func(*http.Request) bool, isExecuted bool) *upload {
	s.Helper()
	page := s.newUpload()
	ctx, cancel := context.WithCancel(s.Context())
	page.ctx = ctx
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if ctx.Err() != nil || !match(r) {
			next.ServeHTTP(w, r)
			return
		}
		if isExecuted {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		_, _ = io.Copy(io.Discard, r.Body) // the outcome of an upload is only unknown after its body was sent
		cancel()
		awaitDisconnect(r)
	})
	return page
}

// holdFirstUpload keeps the first upload from the mock server, and breaks its connection. The caller calls deliver to
// hand this upload to the mock server later.
func (s *fixture) holdFirstUpload() (deliver func()) {
	s.Helper()
	var kept atomic.Pointer[http.Request]
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
