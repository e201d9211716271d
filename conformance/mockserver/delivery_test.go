package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestDelivery_AfterSignature(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, private := range []string{"true", "false"} {
		put(t, s, private, []byte("x"), part{name: "isPrivateFile", text: private})
		got := get(t, s.URLEndpoint()+"/"+private+"?ik-s=0123&updatedAt=1").wantStatus(t, http.StatusUnauthorized)
		if !strings.Contains(string(got.body), "has ik-s, but not at its end") {
			t.Errorf("isPrivateFile=%s: %s", private, got.body)
		}
	}
}

func TestDelivery_OtherAccount(t *testing.T) {
	t.Parallel()
	s := start(t)
	const elsewhere = "https://example.com/x.jpg"
	const gone = "The requested file does not exist or is inaccessible at this time."
	purge := do(t, s, http.MethodPost, "/v1/files/purge", object{"url": elsewhere})
	purge.wantError(t, http.StatusBadRequest, "The URL is not valid for cache purging.")
	do(t, s, http.MethodGet, "/v1/metadata?url="+escape(elsewhere), nil).
		wantError(t, http.StatusBadRequest, "The url should be accessible using your ImageKit.io account.")
	do(t, s, http.MethodGet, "/v1/metadata?url="+escape(s.URLEndpoint()+"/x.jpg"), nil).wantError(t, http.StatusNotFound, gone)
	do(t, s, http.MethodGet, "/v1/files/missing/metadata", nil).wantError(t, http.StatusNotFound, gone)
}

func TestDelivery_SemicolonsInTheQuery(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.jpg", []byte("x"))
	get(t, s.URLEndpoint()+"/a.jpg?a=1;b=2&tr=w-1").wantStatus(t, http.StatusOK)
}
