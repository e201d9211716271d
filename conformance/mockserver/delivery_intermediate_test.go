package mockserver_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// request sends a GET request without following redirects.
func request(t *testing.T, url string) reply {
	t.Helper()
	res, err := http.DefaultTransport.RoundTrip(newRequest(t, http.MethodGet, url, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res, body}
}

// intermediate is a response to a request for a result that is not ready.
type intermediate struct {
	status int
	body   string
}

// Intermediate responses.
var (
	page     = intermediate{http.StatusOK, "The asset is currently being prepared"}
	redirect = intermediate{http.StatusFound, ""}
	accepted = intermediate{http.StatusAccepted, ""}
)

// intermediateTests has the response for each path.
var intermediateTests = map[string]intermediate{
	"/a.png?tr=e-bgremove,w-5":                    page,
	"/a.png?tr=w-5:bg-genfill-prompt-sea":         page,
	"/a.png?tr=n-cut":                             page,
	"/a.png?tr=l-image,i-a.png,e-bgremove,l-end":  page,
	"/a.png?tr=if-w_gt_1,e-upscale,if-end":        page,
	"/a.mp4?tr=w-10":                              redirect,
	"/a.mp4/ik-thumbnail.jpg":                     redirect,
	"/a.mp4/ik-video.mp4":                         redirect,
	"/a.gif/ik-gif-video.mp4":                     redirect,
	"/a.mp4/ik-master.m3u8?tr=sr-240":             accepted,
	"/a.mp4/ik-master.mpd?tr=sr-240":              accepted,
	"/a.mp4/ik-video.mp4/ik-master.mpd?tr=sr-360": accepted,
}

// check requests a path and checks the response.
func (want intermediate) check(t *testing.T, s *mockserver.Server, path string) {
	t.Helper()
	got := request(t, s.URLEndpoint()+path).wantStatus(t, want.status)
	isPage := got.Header.Get("is-intermediate-response") == "true"
	if cache := got.Header.Get("Cache-Control"); cache != "no-cache" {
		t.Errorf("%s: Cache-Control is %q, want no-cache", path, cache)
	}
	if want != redirect && string(got.body) != want.body || isPage != (want == page) {
		t.Errorf("%s: %q with %v", path, got.body, got.Header)
	}
	original := ""
	if want == redirect {
		original = s.URLEndpoint() + path[:len("/a.mp4")]
	}
	if location := got.Header.Get("Location"); location != original {
		t.Errorf("%s: redirect to %q, want %q", path, location, original)
	}
}

func TestWithIntermediateResponses(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithIntermediateResponses(30*time.Second))
	put(t, s, "a.png", pngFile(t, 20, 10, false))
	put(t, s, "a.gif", gifFile(t, 20, 10))
	put(t, s, "a.mp4", sample.Video("isom", 1000))
	do(t, s, http.MethodPost, "/v1/named-transformations", object{
		"name": "cut", "transformation": "w-10:e-bgremove",
	}).wantStatus(t, http.StatusCreated)
	check := func() {
		t.Helper()
		for path, want := range intermediateTests {
			want.check(t, s, path)
		}
	}
	check()
	advance := func(d time.Duration) {
		t.Helper()
		if err := s.Advance(d); err != nil {
			t.Fatal(err)
		}
	}
	advance(30*time.Second - 1)
	check()
	advance(1)
	for path := range intermediateTests {
		got := request(t, s.URLEndpoint()+path).wantStatus(t, http.StatusOK)
		if got.Header.Get("is-intermediate-response") != "" || len(got.body) == 0 {
			t.Errorf("%s: %q with %v", path, got.body, got.Header)
		}
	}
	request(t, s.URLEndpoint()+"/a.mp4/ik-thumbnail.jpg?tr=w-10").wantStatus(t, http.StatusFound)
	put(t, s, "a.mp4", sample.Video("isom", 2000)) // another file
	request(t, s.URLEndpoint()+"/a.mp4?tr=w-10").wantStatus(t, http.StatusFound)
	for _, path := range []string{"/a.mp4", "/a.png", "/a.gif?tr=w-5", "/a.png?tr=w-5,fo-auto"} {
		request(t, s.URLEndpoint()+path).wantStatus(t, http.StatusOK)
	}
	request(t, s.URLEndpoint()+"/none.png?tr=e-bgremove").wantStatus(t, http.StatusNotFound)
}

func TestWithIntermediateResponses_Off(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.mp4", sample.Video("isom", 1000))
	for _, path := range []string{"/a.mp4?tr=w-10", "/a.mp4/ik-master.mpd?tr=sr-240"} {
		request(t, s.URLEndpoint()+path).wantStatus(t, http.StatusOK)
	}
	_, err := mockserver.New(mockserver.WithIntermediateResponses(-1))
	if err == nil || !strings.Contains(err.Error(), "must not be negative") {
		t.Errorf("a negative duration: %v", err)
	}
}

// TestWithIntermediateResponses_Signed follows the redirect to the original of a private video.
func TestWithIntermediateResponses_Signed(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithIntermediateResponses(time.Second))
	old := put(t, s, "a.mp4", sample.Video("isom", 1000), part{name: "isPrivateFile", text: "true"})
	put(t, s, "a.mp4", sample.Video("isom", 2000), part{name: "isPrivateFile", text: "true"})
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey(), Now: func() time.Time { return noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	version := fmt.Sprint(old["versionInfo"].(map[string]any)["id"])
	u, err := b.URL(urlbuilder.Options{
		Path: "/a.mp4", ExpiresIn: time.Minute, Transformation: urlbuilder.Chain{{urlbuilder.Width(10)}},
		QueryParameters: []urlbuilder.QueryParameter{{Name: "ik-obj-version", Value: version}},
	})
	if err != nil {
		t.Fatal(err)
	}
	original := request(t, u).wantStatus(t, http.StatusFound).Header.Get("Location")
	if strings.Contains(original, "tr:") || !strings.Contains(original, "ik-t=") {
		t.Errorf("the redirect goes to %s", original)
	}
	got := request(t, original).wantStatus(t, http.StatusOK)
	if !bytes.Equal(got.body, sample.Video("isom", 1000)) {
		t.Errorf("the original has %d bytes, want the old version", len(got.body))
	}
	if err := s.Advance(2 * time.Minute); err != nil {
		t.Fatal(err)
	}
	request(t, original).wantStatus(t, http.StatusUnauthorized)
}
