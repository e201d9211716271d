package mockserver_test

import (
	"net/http"
	"testing"
)

// TestControl_Conditional polls the log of requests with If-None-Match.
func TestControl_Conditional(t *testing.T) {
	t.Parallel()
	s := start(t)
	poll := func(tag string) reply {
		t.Helper()
		req := controlRequest(t, s, http.MethodGet, "/requests", "")
		req.Header.Set("If-None-Match", tag)
		return send(t, req)
	}
	first := poll("").wantStatus(t, http.StatusOK)
	tag := first.Header.Get("ETag")
	unchanged := poll(tag).wantStatus(t, http.StatusNotModified)
	if unchanged.Header.Get("ETag") != tag || len(unchanged.body) != 0 || len(first.body) == 0 {
		t.Errorf("ETag %q, body %q; want the ETag %q and no body", unchanged.Header.Get("ETag"), unchanged.body, tag)
	}
	put(t, s, "a.txt", []byte("x"))
	if changed := poll(tag).wantStatus(t, http.StatusOK); changed.Header.Get("ETag") == tag {
		t.Error("the ETag has not changed with the log")
	}
	for _, path := range []string{"/v1/files", "/_mock/nothing"} {
		if got := do(t, s, http.MethodGet, path, nil); got.Header.Get("ETag") != "" {
			t.Errorf("%s: the ETag is %q", path, got.Header.Get("ETag"))
		}
	}
}
