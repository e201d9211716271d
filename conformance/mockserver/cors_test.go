package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestCORS_Allowed(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/api/v1/files/upload", "/api/v2/files/upload"} {
		preflight := newRequest(t, http.MethodOptions, s.URL()+path, nil)
		preflight.Header.Set("Origin", "https://shop.test")
		preflight.Header.Set("Access-Control-Request-Method", http.MethodPost)
		preflight.Header.Set("Access-Control-Request-Headers", "content-type, x-mine")
		got := send(t, preflight).wantStatus(t, http.StatusNoContent)
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin":  "*",
			"Access-Control-Allow-Headers": "content-type, x-mine",
			"Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
		} {
			if h := got.Header.Get(name); h != want {
				t.Errorf("%s: %s is %q, want %q", path, name, h, want)
			}
		}
	}
	addFault(t, s, mockserver.Fault{Kind: mockserver.FaultStatus, Status: 500, Count: 1})
	for _, status := range []int{500, 401} { // web pages can read errors too
		got := uploadTo(t, s, "/api/v1/files/upload", "", named("a.txt", []byte("x"))).wantStatus(t, status)
		if h := got.Header.Get("Access-Control-Allow-Origin"); h != "*" {
			t.Errorf("Access-Control-Allow-Origin is %q", h)
		}
	}
}

func TestCORS_Denied(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := do(t, s, http.MethodGet, "/v1/files", nil).wantStatus(t, http.StatusOK)
	preflight := send(t, newRequest(t, http.MethodOptions, s.URL()+"/v1/files", nil)).wantStatus(t,
		http.StatusMethodNotAllowed)
	for _, r := range []reply{got, preflight} {
		if h := r.Header.Get("Access-Control-Allow-Origin"); h != "" {
			t.Errorf("Access-Control-Allow-Origin is %q", h)
		}
	}
}
