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

// Faults of uploads. A count of 0 stands for all.
func lostResponses(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterExecution, Count: count}
}

func lostRequests(count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultResetAfterBody, Count: count}
}

func unavailable(executed bool, count int) mockserver.Fault {
	return mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Executed: executed, Count: count}
}

// loseResponses loses the first responses to uploads.
func (s *scene) loseResponses(count int) { s.addFault(lostResponses(count)) }

// faulty is a row in which the service goes wrong.
func faulty(title string, faults ...mockserver.Fault) guarantee {
	return guarantee{title, func(s *scene) {
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
	faulty("half of the file is sent when the connection is lost",
		mockserver.Fault{Kind: mockserver.FaultResetDuringBody, Count: 1}),
	{"again, and the connection is lost each time when half of the file is sent", func(s *scene) {
		s.succeeds(s.page())
		s.addFault(mockserver.Fault{Kind: mockserver.FaultResetDuringBody})
		s.observe(s.page())
	}},
	faulty("503; the service has stored the file", unavailable(true, 1)),
	faulty("503; the service has not stored the file", unavailable(false, 1)),
	faulty("503 each time; the service has stored the file", unavailable(true, 0)),
	faulty("503 each time; the service stores nothing", unavailable(false, 0)),
	faulty("half of the response arrives", mockserver.Fault{Kind: mockserver.FaultTruncated, Count: 1}),
	faulty("429 once", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1, Count: 1}),
	faulty("429 each time", mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1}),
	{"the response is lost, and the client makes one attempt only", func(s *scene) {
		s.loseResponses(1)
		page := s.page()
		page.ik = s.client(imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
		s.observe(page)
	}},
	{"the response is lost, and the file is a stream, which cannot be sent again", func(s *scene) {
		s.loseResponses(1)
		s.observe(s.stream())
	}},
	{"the same; the service has not stored the file", func(s *scene) {
		s.addFault(lostRequests(1))
		s.observe(s.stream())
	}},
	{"a request that the client has abandoned arrives after its repetition", func(s *scene) {
		arrive := s.delayFirstUpload()
		s.observe(s.page())
		arrive()
	}},
	{"the same, and the file is deleted before the abandoned request arrives: **it is stored again**", func(s *scene) {
		arrive := s.delayFirstUpload()
		s.observe(s.page())
		check.NoError(s, s.client().DeleteFile(s.Context(), s.files()[0].FileID))
		arrive()
	}},
	{"a proxy answers with a success before the file was sent", func(s *scene) {
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
	{"the context ends during the upload; the service has stored the file", func(s *scene) {
		s.observe(s.cancelled(isUpload, true))
	}},
	{"the context ends during the upload; the service has not stored the file", func(s *scene) {
		s.observe(s.cancelled(isUpload, false))
	}},
	{"the context ends while the client looks for a file that is stored", func(s *scene) {
		s.succeeds(s.page())
		s.observe(s.cancelled(isLook, true))
	}},
	{"the same upload after one of the last three", func(s *scene) {
		s.succeeds(s.page())
		s.cancelled(isLook, true).outcomes()
		s.observe(s.page())
	}},
}

// tooLarge is more than connections buffer, in bytes.
const tooLarge = 64 << 20

// zeros is a reader that never ends.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// stream is the upload of a reader that cannot be rewound.
func (s *scene) stream() *upload {
	s.Helper()
	page := s.page()
	page.request.File = unsized(s.content(theBytes, pageSize))
	return page
}

// unsized is a stream whose size is unknown.
func unsized(content []byte) imagekit.Source {
	return imagekit.FromReader(struct{ io.Reader }{bytes.NewReader(content)})
}

// cancelled is an upload whose context ends when the service gets a request, before the request is answered. If isDone
// is true, it is carried out before that.
func (s *scene) cancelled(is func(*http.Request) bool, isDone bool) *upload {
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
		_, _ = io.Copy(io.Discard, r.Body) // a request whose body is not sent has certainly failed
		cancel()
		awaitDisconnect(r)
	})
	return page
}

// delayFirstUpload keeps the first upload and breaks its connection. The function that it returns lets it arrive.
func (s *scene) delayFirstUpload() (arrive func()) {
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
