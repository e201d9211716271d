package exactlyonce_test

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

var simultaneous = []guarantee{
	{"two clients upload it at the same time", func(s *scene) { s.playSimultaneous(2) }},
	{"thirty clients upload it at the same time", func(s *scene) { s.playSimultaneous(30) }},
	{"two clients upload it at the same time, and both responses are lost", func(s *scene) {
		s.addFault(lostResponses(2))
		s.playSimultaneous(2)
	}},
}

// playSimultaneous lets clients upload the file. The service gets none of the requests before all of them are there.
func (s *scene) playSimultaneous(clients int) {
	var arrived sync.WaitGroup
	var count atomic.Int64
	arrived.Add(clients)
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isUpload(r) && count.Add(1) <= int64(clients) {
			arrived.Done()
			arrived.Wait()
		}
		next.ServeHTTP(w, r)
	})
	callers := make([]caller, clients)
	for i := range callers {
		callers[i] = s.page()
	}
	s.observe(callers...)
}

var looks = []guarantee{
	{"the list shows the file at the second lookup", func(s *scene) { s.playLag(1) }},
	{"the list shows the file at the third lookup", func(s *scene) { s.playLag(2) }},
	{"the list never shows the file", func(s *scene) { s.playLag(1 << 30) }},
	{"the list never shows the file, whose response was lost", func(s *scene) {
		s.hideFromList(1 << 30)
		s.addFault(lostResponses(1))
		s.observe(s.page())
	}},
	{"the private key may not list files (403)", func(s *scene) {
		s.playFailingLook(http.StatusForbidden, 0)
	}},
	{"the list fails each time (503)", func(s *scene) {
		s.playFailingLook(http.StatusServiceUnavailable, 0)
	}},
	{"the list fails once (503)", func(s *scene) {
		s.playFailingLook(http.StatusServiceUnavailable, 1)
	}},
	{"the same upload, when the list shows the file again", func(s *scene) {
		s.succeeds(s.page())
		s.hideFromList(1 << 30)
		s.page().outcomes()
		s.front.Store(nil)
		s.observe(s.page())
	}},
}

// hideFromList makes the first looks find nothing.
func (s *scene) hideFromList(looks int64) {
	var count atomic.Int64
	s.setFront(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if isLook(r) && count.Add(1) <= looks {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "[]")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// playLag uploads a file that is stored and not listed at first.
func (s *scene) playLag(looks int64) {
	s.succeeds(s.page())
	s.hideFromList(looks)
	s.observe(s.page())
}

// playFailingLook uploads a file that is stored, and looks fail with a status: so many, or all if count is 0.
func (s *scene) playFailingLook(status, count int) {
	s.succeeds(s.page())
	s.addFault(mockserver.Fault{
		Operation: "listFiles", Kind: mockserver.FaultStatus, Status: status, Count: count,
	})
	s.observe(s.page())
}
