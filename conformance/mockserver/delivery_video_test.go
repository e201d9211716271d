package mockserver_test

import (
	"bytes"
	"image"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/internal/race"
)

// videoFile makes an MP4 file of one second with ffmpeg. It skips the test on a machine without ffmpeg.
func videoFile(t *testing.T) []byte {
	t.Helper()
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("the program " + name + " is not installed (Debian: apt-get install ffmpeg); .ci/run needs it")
		}
	}
	file := filepath.Join(t.TempDir(), "a.mp4")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi",
		"-i", "testsrc=size=160x90:rate=10:duration=1", "-pix_fmt", "yuv420p", "-threads", "1", file)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, text)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestDelivery_Video(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	content := videoFile(t)
	s := start(t, mockserver.WithFFmpeg("ffmpeg"))
	put(t, s, "a.mp4", content)
	put(t, s, "noextension", content)
	put(t, s, "a.gif", gifFile(t, 20, 10))
	for path, want := range map[string]struct {
		mediaType, report string
		isOriginal        bool
	}{
		"/a.mp4/ik-thumbnail.jpg?tr=w-80":                           {"image/jpeg", "exact: w-80", false},
		"/a.mp4/ik-thumbnail.jpg":                                   {"image/jpeg", "exact: ik-thumbnail.jpg", false},
		"/noextension/ik-video.mp4/ik-thumbnail.jpg?tr=so-0.5,w-80": {"image/jpeg", "exact: so-0.5, w-80", false},
		"/a.mp4?tr=w-80":                                            {"video/mp4", "exact: w-80", false},
		"/noextension/ik-video.mp4?tr=w-80":                         {"video/mp4", "exact: w-80", false},
		"/a.gif/ik-gif-video.mp4":                                   {"video/mp4", "exact: ik-gif-video.mp4", false},
		"/a.mp4/ik-video.mp4":                                       {"video/mp4", "not rendered", true},
		"/a.mp4?tr=bl-10":                                           {"video/mp4", "not rendered: bl-10", true},
		"/a.mp4/ik-master.m3u8?tr=sr-240":                           {"video/mp4", "not rendered", true},
	} {
		got := get(t, s.URLEndpoint()+path).wantStatus(t, http.StatusOK)
		h := got.Header
		if h.Get("Content-Type") != want.mediaType || h.Get("X-Mock-Transformation") != want.report {
			t.Errorf("%s: %s with %q", path, h.Get("Content-Type"), h.Get("X-Mock-Transformation"))
		}
		if bytes.Equal(got.body, content) != want.isOriginal {
			t.Errorf("%s: %d bytes; the original has %d", path, len(got.body), len(content))
		}
		if strings.Contains(path, "w-80") && want.mediaType == "image/jpeg" && got.sizeOf(t) != image.Pt(80, 45) {
			t.Errorf("%s: %v", path, got.sizeOf(t))
		}
	}
}

func TestDelivery_VideoWithoutFFmpeg(t *testing.T) {
	t.Parallel()
	content := sample.Video("isom", 1000)
	s := start(t)
	put(t, s, "a.mp4", content)
	for _, end := range []string{"?tr=w-80", "/ik-thumbnail.jpg", "/ik-video.mp4"} {
		got := get(t, s.URLEndpoint()+"/a.mp4"+end).wantStatus(t, http.StatusOK)
		if !bytes.Equal(got.body, content) || got.Header.Get("X-Mock-Transformation") != "not rendered" {
			t.Errorf("%s: %d bytes with %v", end, len(got.body), got.Header)
		}
	}
}
