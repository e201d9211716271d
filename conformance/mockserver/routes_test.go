package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// TestServer_RequestID checks that every response has a different id. It is in two headers, which send compares.
func TestServer_RequestID(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultStatus, Status: 500, Operation: "listFiles", Count: 1})
	ids := map[string]bool{}
	for _, got := range []reply{
		do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusInternalServerError),
		do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK),
		do(t, s, http.MethodGet, "/v1/nothing", nil).wantStatus(t, http.StatusNotFound),
		do(t, s, http.MethodPut, "/v1/files", nil).wantStatus(t, http.StatusMethodNotAllowed),
		get(t, s.URL()+"/v1/files").wantStatus(t, http.StatusUnauthorized),
		upload(t, s, named("a.txt", []byte("x"))).wantStatus(t, http.StatusOK),
		get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK),
		get(t, s.URLEndpoint()+"/b.txt").wantStatus(t, http.StatusNotFound),
		get(t, s.URL()+"/_mock/health").wantStatus(t, http.StatusOK),
	} {
		id := got.Header.Get("x-request-id")
		if id == "" || ids[id] {
			t.Errorf("%s %s: id %q", got.Request.Method, got.Request.URL, id)
		}
		ids[id] = true
	}
	for _, page := range []reply{ // responses that browsers show to pages
		upload(t, s, parts{}).wantStatus(t, http.StatusBadRequest),
		get(t, s.URLEndpoint()+"/a.txt").wantStatus(t, http.StatusOK),
		get(t, s.URLEndpoint()+"/b.txt").wantStatus(t, http.StatusNotFound),
	} {
		if exposed := page.Header.Get("Access-Control-Expose-Headers"); exposed != "*" {
			t.Errorf("%s %s exposes %q", page.Request.Method, page.Request.URL, exposed)
		}
	}
}
