package imagekit_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
)

// TestError_CookiesRedacted calls a server that repeats the values of cookies in a message.
func TestError_CookiesRedacted(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "jar", Value: "fedcba9876543210", Path: "/"})
		if len(r.Cookies()) < 3 { // the first attempt; the jar was empty
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var values []string
		for _, cookie := range r.Cookies() {
			values = append(values, cookie.Value)
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"message":%q}`, "no session "+strings.Join(values, " or "))
	}, imagekit.WithHTTPClient(&http.Client{Jar: jar}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MinBackoff: time.Millisecond}))
	const cookies = `theme=0123456789abcdefghijklmnopqrstuvwxyz; session="0123456789abcdef"`
	_, err = ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader("Cookie", cookies))
	if want := "no session [redacted] or [redacted] or [redacted]"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}
