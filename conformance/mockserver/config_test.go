package mockserver_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestWithURL_DefaultPort runs servers whose URLs have the default port of a scheme. The client's transport connects to
// the real port.
func TestWithURL_DefaultPort(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		base, want string
		variants   []string // spellings of the scheme and host
		serve      func(http.Handler) *httptest.Server
	}{
		{
			"http://Mock.test:80/base/", "http://mock.test/base",
			[]string{"http://mock.test", "http://mock.test:80", "HTTP://MOCK.test:80"},
			httptest.NewServer,
		},
		{
			"https://mock.test:443/base", "https://mock.test/base",
			[]string{"https://mock.test", "https://mock.test:443", "https://Mock.TEST"},
			httptest.NewTLSServer,
		},
		{
			"http://mock.test:443/base", "http://mock.test:443/base",
			[]string{"http://mock.test:443", "http://MOCK.test:443"},
			httptest.NewServer,
		},
	} {
		t.Run(test.base, func(t *testing.T) {
			t.Parallel()
			s, err := mockserver.New(mockserver.WithURL(test.base), mockserver.WithPrefix("/base"),
				mockserver.WithResponseValidation(true))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { stop(t, s) })
			if s.URL() != test.want || s.URLEndpoint() != test.want+"/demo" {
				t.Errorf("URL %s, endpoint %s, want %s", s.URL(), s.URLEndpoint(), test.want)
			}
			listener := test.serve(s)
			t.Cleanup(listener.Close)
			c := &http.Client{Transport: transportTo(listener)}
			ik := clientOf(t, s, imagekit.WithHTTPClient(c), imagekit.WithInsecureHTTP("mock.test"))
			checkOwnURLs(t, ik, c, s, test.variants)
		})
	}
}

// transportTo returns a transport that connects to a server, and ignores the host of requests. It verifies the
// certificate for example.com, which is the name in the certificates of httptest.
func transportTo(s *httptest.Server) *http.Transport {
	transport := s.Client().Transport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	if transport.TLSClientConfig != nil {
		transport.TLSClientConfig.ServerName = "example.com"
	}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, s.Listener.Addr().String())
	}
	return transport
}

// checkOwnURLs uploads a private file. It uses each spelling of the file's URL in the requests that only work with URLs
// of the server.
func checkOwnURLs(t *testing.T, ik *imagekit.Client, c *http.Client, s *mockserver.Server, variants []string) {
	t.Helper()
	file, err := ik.Upload(t.Context(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "a.txt", UseUniqueFileName: new(false),
		IsPrivateFile: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := s.URLEndpoint() + "/a.txt"; file.URL != want {
		t.Errorf("the URL of the file is %s, want %s", file.URL, want)
	}
	signed, err := ik.URL(urlbuilder.Options{Path: "/a.txt", Signed: true, ExpiresIn: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	origin, _, _ := strings.Cut(s.URL(), "/base")
	for _, variant := range variants {
		u := variant + strings.TrimPrefix(file.URL, origin)
		if _, err := ik.PurgeCache(t.Context(), imagekit.PurgeCacheRequest{URL: u}); err != nil {
			t.Errorf("purge %s: %v", u, err)
		}
		if _, err := ik.GetFileMetadataFromURL(t.Context(), u); err != nil {
			t.Errorf("metadata of %s: %v", u, err)
		}
		res, err := c.Do(newRequest(t, http.MethodGet, variant+strings.TrimPrefix(signed, origin), nil))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("delivery at %s: status %s, want 200 OK", variant, res.Status)
		}
	}
}
