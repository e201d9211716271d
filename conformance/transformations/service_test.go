package transformations_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// namedTransformation is the name of the only named transformation on the mock server.
const namedTransformation = "thumbnail"

// service is a mock server with one image, and builders of all dialects and positions.
type service struct {
	endpoint string
	client   *http.Client
	builders []*urlbuilder.Builder
}

func newService(t testing.TB) *service {
	t.Helper()
	s := mockserver.Start(t, mockserver.WithSeed(fstest.MapFS{"a.jpg": {Data: []byte("picture")}}),
		mockserver.WithContentCredentials(true))
	client, err := s.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateNamedTransformation(t.Context(), imagekit.CreateNamedTransformationRequest{
		Name: namedTransformation, Transformation: "w-100",
	})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	return &service{s.URLEndpoint(), &http.Client{Transport: transport}, builders(t, s.URLEndpoint())}
}

// builders returns a builder for each dialect and position.
func builders(t testing.TB, endpoint string) []*urlbuilder.Builder {
	t.Helper()
	var all []*urlbuilder.Builder
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		for _, position := range []urlbuilder.TransformationPosition{
			urlbuilder.PathPosition, urlbuilder.QueryPosition,
		} {
			b, err := urlbuilder.New(urlbuilder.Config{
				URLEndpoint: endpoint, Dialect: dialect, TransformationPosition: position,
			})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
	}
	return all
}

// buildURLs builds a chain with all builders.
func buildURLs(builders []*urlbuilder.Builder, chain urlbuilder.Chain) ([]string, error) {
	all := make([]string, len(builders))
	for i, b := range builders {
		var err error
		if all[i], err = b.URL(urlbuilder.Options{Path: "a.jpg", Transformation: chain}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// refusalMessage requests a URL. It returns the error message if the server refuses the transformation, and "" if the
// server delivers the file.
func (s *service) refusalMessage(t *testing.T, fileURL string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fileURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		t.Fatal(err)
	case resp.StatusCode == http.StatusBadRequest:
		return string(body)
	case resp.StatusCode != http.StatusOK:
		t.Fatalf("%s: %s: %s", fileURL, resp.Status, body)
	case !strings.HasPrefix(resp.Header.Get("X-Mock-Transformation"), "not rendered"):
		t.Fatalf("%s: the server reads no transformation in the URL", fileURL)
	}
	return ""
}

// refusalMessageOf is like refusalMessage, for the decoded text of a transformation.
func (s *service) refusalMessageOf(t *testing.T, text string) string {
	t.Helper()
	return s.refusalMessage(t, s.endpoint+"/a.jpg?tr="+url.QueryEscape(text))
}

// reasonOf returns the reason of a BuildError.
func reasonOf(err error) string {
	if e, ok := errors.AsType[*urlbuilder.BuildError](err); ok {
		return e.Reason
	}
	return ""
}

// paramOf returns the parameter of a BuildError.
func paramOf(err error) string {
	if e, ok := errors.AsType[*urlbuilder.BuildError](err); ok {
		return e.Param
	}
	return ""
}
