package video_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	packets := strings.Repeat("G"+strings.Repeat("\x00", 187), 3)
	for file, want := range map[string]video.Format{
		"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00":                         video.QuickTime,
		"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat":                         video.QuickTime,
		"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f":                 "", // too short
		"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fBBBB":             video.Matroska,
		"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00":             video.Ogg,
		"RIFF\x00\x00\x00\x00AVI LIST":                                     video.AVI,
		"RIFF\x00\x00\x00\x00WAVEfmt ":                                     "",
		"\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x00\x00\x00\x00": video.MPEG,
		packets: video.MPEGTS,
		"\x00\x00\x00\x00" + "G" + strings.Repeat("\x00", 191) + "G\x00": video.MPEGTS,
		"GIF89a\x01\x00\x01\x00\x00\x00\x00;;;":                          video.GIF,
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00":                       "", // a picture
		"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00":                       "",
		"#EXTM3U\n#EXTINF:1,\na.ts\n":                                    "",
		"ffconcat version 1.0\nfile a\n":                                 "",
		"":                                                               "",
	} {
		if got := video.Sniff([]byte(file)); got != want {
			t.Errorf("%q: got %q, want %q", file[:min(len(file), 16)], got, want)
		}
	}
}

func TestMediaType(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00":                 "video/mp4",
		"\x00\x00\x00\x20ftypqt  \x00\x00\x02\x00":                 "video/quicktime",
		"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat":                 "video/quicktime",
		"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00":                 "audio/mp4",
		"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm":     "video/webm",
		"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska": "video/x-matroska",
		"GIF89a\x01\x00\x01\x00\x00\x00\x00;;;":                    "image/gif",
		"this is only a text":                                      "",
	} {
		if got := video.MediaType([]byte(file)); got != want {
			t.Errorf("%q: got %q, want %q", file, got, want)
		}
	}
}
