package imagekit_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// slowFile is a transport whose responses stall after the first byte, until ready responses were sent.
func slowFile(ready int, text string) roundTrip {
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		recorded := httptest.NewRecorder()
		serveText(recorded, r, `"1"`, text)
		response := recorded.Result()
		if n++; n < ready {
			stalled := &slowReader{ctx: r.Context(), pause: 1000 * time.Hour, n: 1}
			response.Body = io.NopCloser(io.MultiReader(io.LimitReader(response.Body, 1), stalled))
		}
		return response, nil
	}
}

// TestObject_Read_Stalled reads from servers that stall. A reader that pauses is not a stall.
func TestObject_Read_Stalled(t *testing.T) {
	t.Parallel()
	options := []imagekit.Option{
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 3}),
	}
	for name, test := range map[string]struct {
		ready int // number of the first response that does not stall
		pause time.Duration
		want  string
		fails bool
	}{
		"stalls once":    {ready: 2, want: "0123456789"},
		"stalls always":  {ready: 99, want: "012", fails: true},
		"reader pauses":  {ready: 1, pause: time.Hour, want: "0123456789"},
		"both, one time": {ready: 2, pause: time.Hour, want: "0123456789"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ik := newClient(t, append(options, withTransport(slowFile(test.ready, "0123456789")))...)
				got, err := readWithPauses(t, open(t, ik, "/a", imagekit.OpenOptions{}), test.pause)
				if got != test.want || (err != nil) != test.fails {
					t.Errorf("read %q, %v", got, err)
				}
				if test.fails {
					wantError(t, err, "no data was transferred for 30s")
				}
				if elapsed := time.Since(start) - 2*test.pause; elapsed > 3*time.Minute {
					t.Errorf("it took %v", elapsed)
				}
			})
		})
	}
}

// readWithPauses reads to the end, with a pause before the first byte and one after it.
func readWithPauses(t *testing.T, r io.Reader, pause time.Duration) (string, error) {
	t.Helper()
	time.Sleep(pause)
	first := make([]byte, 1)
	if _, err := r.Read(first); err != nil {
		t.Fatal(err)
	}
	time.Sleep(pause)
	rest, err := io.ReadAll(r)
	return string(first) + string(rest), err
}
