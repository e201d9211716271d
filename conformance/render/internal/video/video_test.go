package video_test

import (
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/conformance/render/internal/videotest"
	"github.com/openimagekit/imagekit/internal/race"
)

// newTool returns a tool with the installed ffmpeg.
func newTool(t testing.TB, l video.Limits) *video.Tool {
	t.Helper()
	videotest.Need(t)
	tool, err := video.New("ffmpeg", l)
	if err != nil {
		t.Fatal(err)
	}
	return tool
}

// open opens a file and closes it at the end of the test.
func open(t testing.TB, tool *video.Tool, file []byte) *video.Source {
	t.Helper()
	source, err := tool.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	})
	return source
}

// mp4 is a video of 160 by 90 pixels.
func mp4(t testing.TB) []byte {
	t.Helper()
	return videotest.Make(t, "a.mp4", videotest.MP4...)
}

// checkPixel compares the color of a pixel with that of the sample at a place and a frame.
func checkPixel(t *testing.T, m image.Image, at image.Point, want color.NRGBA) {
	t.Helper()
	const tolerance = 12 // of lossy codecs
	got := color.NRGBAModel.Convert(m.At(at.X, at.Y)).(color.NRGBA)
	for _, pair := range [][2]uint8{{got.R, want.R}, {got.G, want.G}, {got.B, want.B}} {
		if difference := int(pair[0]) - int(pair[1]); difference > tolerance || difference < -tolerance {
			t.Errorf("pixel %v is %v, want %v", at, got, want)
			return
		}
	}
}

func TestNew_Missing(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"ffmpeg-of-nobody", "/nowhere/ffmpeg"} {
		if _, err := video.New(path, video.Limits{}); err == nil {
			t.Errorf("%s: got no error", path)
		}
	}
}

func TestTool_Open_Info(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	tool := newTool(t, video.Limits{})
	for name, test := range map[string]struct {
		file  []byte
		want  video.Info
		exact bool // the duration
	}{
		"mp4":     {mp4(t), video.Info{Width: 160, Height: 90, VideoCodec: "h264", AudioCodec: "aac"}, true},
		"rotated": {rotate(t, mp4(t)), video.Info{Width: 90, Height: 160, VideoCodec: "h264", AudioCodec: "aac"}, true},
		"wide pixels": {
			videotest.Make(t, "a.mp4", append(videotest.MP4, "-vf", "setsar=2")...),
			video.Info{Width: 320, Height: 90, VideoCodec: "h264", AudioCodec: "aac"},
			true,
		},
		"webm": {
			videotest.Make(t, "a.webm", "-c:v", "libvpx", "-pix_fmt", "yuv420p", "-c:a", "libopus"),
			video.Info{Width: 160, Height: 90, VideoCodec: "vp8", AudioCodec: "opus"},
			false,
		},
		"ogg": {
			videotest.Make(t, "a.ogv", "-c:v", "libtheora", "-pix_fmt", "yuv420p", "-c:a", "libvorbis"),
			video.Info{Width: 160, Height: 90, VideoCodec: "theora", AudioCodec: "vorbis"},
			false,
		},
		"avi": {
			videotest.Make(t, "a.avi", "-c:v", "mpeg4", "-pix_fmt", "yuv420p", "-an"),
			video.Info{Width: 160, Height: 90, VideoCodec: "mpeg4"},
			true,
		},
		"mpeg": {
			videotest.Make(t, "a.mpg", "-c:v", "mpeg2video", "-pix_fmt", "yuv420p", "-r", "25", "-c:a", "mp2"),
			video.Info{Width: 160, Height: 90, VideoCodec: "mpeg2video", AudioCodec: "mp2"},
			false,
		},
		"transport stream": {
			videotest.Make(t, "a.ts", "-c:v", "mpeg2video", "-pix_fmt", "yuv420p", "-r", "25", "-c:a", "mp2"),
			video.Info{Width: 160, Height: 90, VideoCodec: "mpeg2video", AudioCodec: "mp2"},
			false,
		},
		"gif": {
			videotest.Make(t, "a.gif", "-pix_fmt", "rgb8"), video.Info{Width: 160, Height: 90, VideoCodec: "gif"}, true,
		},
		"sound": {videotest.Make(t, "a.m4a", "-vn", "-c:a", "aac"), video.Info{AudioCodec: "aac"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := open(t, tool, test.file).Info
			if got.Width != test.want.Width || got.Height != test.want.Height ||
				got.VideoCodec != test.want.VideoCodec || got.AudioCodec != test.want.AudioCodec {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if d := (got.Duration - 2*time.Second).Abs(); d > 200*time.Millisecond || test.exact && d > 0 {
				t.Errorf("the duration is %v, want 2s", got.Duration)
			}
		})
	}
}

func TestTool_Open_Folder(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	tool := newTool(t, video.Limits{})
	source, err := tool.Open(t.Context(), mp4(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Frame(t.Context(), 0); err != nil {
		t.Error(err)
	}
	source.Close()
	if _, err := tool.Open(t.Context(), []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")); err == nil {
		t.Error("a file without a video was opened")
	}
	left, err := filepath.Glob(filepath.Join(folder, "imagekit-video-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v are left, error %v", left, err)
	}
}

func TestTool_Open_Unknown(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	tool := newTool(t, video.Limits{})
	secret := filepath.Join(t.TempDir(), "secret.mp4")
	if err := os.WriteFile(secret, mp4(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"empty":         "",
		"playlist":      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + secret + "\n#EXT-X-ENDLIST\n",
		"list of files": "ffconcat version 1.0\nfile '" + secret + "'\n",
		"manifest":      `<?xml version="1.0"?><MPD type="static"></MPD>`,
		"description":   "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
		"text":          "this is a text and not a video, whatever its name is",
		"only a header": "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
		"playlist that begins like MP4": "\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\n#EXTM3U\n#EXTINF:1,\n" + secret +
			"\n#EXT-X-ENDLIST\n",
		"list that begins like Ogg": "OggS\x00\nffconcat version 1.0\nfile '" + secret + "'\n",
	} {
		if _, err := tool.Open(t.Context(), []byte(file)); !errors.Is(err, video.ErrFormat) {
			t.Errorf("%s: got %v, want ErrFormat", name, err)
		}
	}
}

func TestTool_Open_Limits(t *testing.T) {
	t.Parallel()
	file := mp4(t)
	if _, err := newTool(t, video.Limits{SourceSize: 100}).Open(t.Context(), file); !isLimit(err) {
		t.Errorf("a large file: got %v", err)
	}
	if _, err := newTool(t, video.Limits{Pixels: 160*90 - 1}).Open(t.Context(), file); err == nil {
		t.Errorf("large frames: got no error")
	}
	_, err := newTool(t, video.Limits{Time: 1}).Open(t.Context(), file)
	if _, ok := errors.AsType[*video.TimeoutError](err); !ok {
		t.Errorf("a slow program: got %v, want a TimeoutError", err)
	}
}

func isLimit(err error) bool {
	_, ok := errors.AsType[*video.LimitError](err)
	return ok
}
