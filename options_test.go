package imagekit_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestWithDialect(t *testing.T) {
	t.Parallel()
	path, query := imagekit.WithTransformationPosition(urlbuilder.PathPosition),
		imagekit.WithTransformationPosition(urlbuilder.QueryPosition)
	current := imagekit.WithDialect(urlbuilder.Current)
	for _, test := range []struct {
		options []imagekit.Option
		want    string
	}{
		{[]imagekit.Option{path}, "/tr:h-1,w-2/a.jpg"},
		{[]imagekit.Option{query}, "/a.jpg?tr=h-1%2Cw-2"},
		{[]imagekit.Option{current}, "/a.jpg?tr=h-1,w-2"},
		{[]imagekit.Option{current, path}, "/tr:h-1,w-2/a.jpg"},
	} {
		const endpoint = "https://ik.imagekit.io/demo"
		ik := newClient(t, append(test.options, imagekit.WithURLEndpoint(endpoint))...)
		got, err := ik.URL(urlbuilder.Options{
			Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.Height(1), urlbuilder.Width(2)}},
		})
		if err != nil || got != endpoint+test.want {
			t.Errorf("%s, error %v, want %s", got, err, test.want)
		}
	}
}

func TestWithUserAgent(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"name":%q}`, r.UserAgent())
	}, imagekit.WithUserAgent("shop/1.0"))
	file, err := ik.GetFileDetails(t.Context(), "id")
	if err != nil || !strings.HasPrefix(file.Name, "shop/1.0 openimagekit/") {
		t.Errorf("got %+v, %v", file, err)
	}
}

// TestWithHTTPClient_Unchanged checks that the caller's HTTP client is not modified.
func TestWithHTTPClient_Unchanged(t *testing.T) {
	t.Parallel()
	httpClient := &http.Client{}
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}, imagekit.WithHTTPClient(httpClient))
	if err := ik.DeleteFile(t.Context(), "id"); err != nil || httpClient.Transport != nil {
		t.Errorf("got %v, transport %v", err, httpClient.Transport)
	}
}

// TestWithTransportWrapper wraps the default transport of the client.
func TestWithTransportWrapper(t *testing.T) {
	t.Parallel()
	var wrapped atomic.Int64
	srv, _ := startMock(t, nil)
	ik, err := srv.Client(imagekit.WithTransportWrapper(func(next http.RoundTripper) http.RoundTripper {
		// a copy with other TLS settings must not use the ones of the original
		if own, ok := next.(*http.Transport); !ok || own == http.DefaultTransport || own.DialTLSContext != nil {
			t.Errorf("the transport is %T, the default one, or has a function that connects with TLS", next)
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if info, ok := imagekit.CallInfoFromContext(r.Context()); !ok || info.Operation != "listFiles" ||
				info.Attempt != 1 || info.Waited != 0 {
				t.Errorf("the CallInfo is %+v", info)
			}
			wrapped.Add(1)
			return next.RoundTrip(r)
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ik.ListFiles(t.Context(), nil); err != nil || wrapped.Load() != 1 {
		t.Errorf("%d requests, %v", wrapped.Load(), err)
	}
	ik.CloseIdleConnections()
	if _, ok := imagekit.CallInfoFromContext(t.Context()); ok {
		t.Error("a context without a call has a CallInfo")
	}
}
