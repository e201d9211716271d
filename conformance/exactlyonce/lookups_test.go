package exactlyonce_test

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var simultaneous = []guarantee{
	{"two clients upload the file at the same time", func(s *fixture) { s.uploadSimultaneously(2) }},
	{"thirty clients upload the file at the same time", func(s *fixture) { s.uploadSimultaneously(30) }},
	{"two clients upload the file at the same time, and both responses are lost", func(s *fixture) {
		s.addFault(lostResponses(2))
		s.uploadSimultaneously(2)
	}},
}

// uploadSimultaneously uploads the file with several clients. The mock server executes no upload before all have
// arrived.
func (s *fixture) uploadSimultaneously(clients int) {
	var arrived sync.WaitGroup
	var count atomic.Int64
	arrived.Add(clients)
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isUpload(r) && count.Add(1) <= int64(clients) {
			arrived.Done()
			arrived.Wait()
		}
		next.ServeHTTP(w, r)
	})
	callers := make([]caller, clients)
	for i := range callers {
		callers[i] = s.newUpload()
	}
	s.observe(callers...)
}

var lookUps = []guarantee{
	{"the second look-up finds the file", func(s *fixture) { s.uploadUnlisted(1) }},
	{"the third look-up finds the file", func(s *fixture) { s.uploadUnlisted(2) }},
	{"no look-up finds the file", func(s *fixture) { s.uploadUnlisted(1 << 30) }},
	{"the response to the first upload is lost, and no look-up finds the file", func(s *fixture) {
		s.hideFromList(1 << 30)
		s.addFault(lostResponses(1))
		s.observe(s.newUpload())
	}},
	{"the private key has no permission to list files: look-ups fail with 403", func(s *fixture) {
		s.uploadWithFailingLookUps(http.StatusForbidden, 0)
	}},
	{"all look-ups fail with 503", func(s *fixture) {
		s.uploadWithFailingLookUps(http.StatusServiceUnavailable, 0)
	}},
	{"the first look-up fails with 503", func(s *fixture) {
		s.uploadWithFailingLookUps(http.StatusServiceUnavailable, 1)
	}},
	{"the upload is repeated after look-ups that did not find the file", func(s *fixture) {
		s.mustUpload(s.newUpload())
		s.hideFromList(1 << 30)
		s.newUpload().outcomes()
		s.interceptor.Store(nil)
		s.observe(s.newUpload())
	}},
}

// hideFromList makes the first look-ups return an empty list.
func (s *fixture) hideFromList(lookUps int64) {
	var count atomic.Int64
	s.intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isLookUp(r) && count.Add(1) <= lookUps {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "[]")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// uploadUnlisted repeats an upload. The first look-ups do not find the file.
func (s *fixture) uploadUnlisted(lookUps int64) {
	s.mustUpload(s.newUpload())
	s.hideFromList(lookUps)
	s.observe(s.newUpload())
}

// uploadWithFailingLookUps repeats an upload. The first count look-ups, or all if count is 0, fail with the status.
func (s *fixture) uploadWithFailingLookUps(status, count int) {
	s.mustUpload(s.newUpload())
	s.addFault(mockserver.Fault{
		Operation: "listFiles", Kind: mockserver.FaultStatus, Status: status, Count: count,
	})
	s.observe(s.newUpload())
}
