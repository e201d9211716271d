package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestNothingCanFollowASignature(t *testing.T) {
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
