package imagekit_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

const privateKey = "private_test_key"

// TestMain removes the IMAGEKIT_ variables of the environment, so that no test or example depends on them.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "IMAGEKIT_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}

// serve starts a server under a path prefix and returns a client for it.
func serve(t testing.TB, handler http.HandlerFunc, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/prefix", handler))
	t.Cleanup(server.Close)
	return newClient(t, append([]imagekit.Option{imagekit.WithBaseURL(server.URL + "/prefix/")}, opts...)...)
}

// newClient returns a client without retries and rate limits, unless opts change that.
func newClient(t testing.TB, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	ik, err := imagekit.New(append([]imagekit.Option{
		imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(privateKey),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return ik
}

// wantError checks that the text of an error contains want, or that there is no error if want is empty.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want %q", err, want)
	}
}

func TestClient_KeyRedacted(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString([]byte(privateKey + ":"))
	var log bytes.Buffer
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprintf(w, "request was %v %s", r.Header, privateKey) // as the error pages of some proxies do
	}, withLog(&log),
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	var response imagekit.Response
	_, err := ik.GetFileMetadataFromURL(t.Context(),
		"https://ik.imagekit.io/demo/a?ik-s=signed",
		imagekit.WithResponse(&response))
	signed, _ := ik.URL(urlbuilder.Options{Path: "a", Signed: true})
	texts := []string{
		err.Error(), fmt.Sprintf("%+v %#v", err, err),
		log.String(), signed, string(response.Body),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		texts = append(texts, fmt.Sprintf(verb, ik), fmt.Sprintf(verb, *ik))
	}
	for _, text := range texts {
		if strings.Contains(text, privateKey) || strings.Contains(text, encoded) {
			t.Errorf("the key is in %q", text)
		}
	}
	if got := log.String(); !strings.Contains(got, "operation=getFileMetadataFromURL") ||
		!strings.Contains(got, "status=502") || strings.Contains(got, "signed") {
		t.Errorf("logged %q", got)
	}
}
