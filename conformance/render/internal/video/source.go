package video

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Source is a file that a Tool has opened. It is not safe for concurrent use. [Source.Close] removes its folder.
type Source struct {
	tool   *Tool
	folder string
	format Format
	Info   Info
}

// sourceName is the name of the file in the folder of a Source.
const sourceName = "source"

// Open stores a file in a temporary folder and reads its properties. The error wraps [ErrFormat], or is a
// [*LimitError], a [*TimeoutError], or that of the context.
func (t *Tool) Open(ctx context.Context, file []byte) (*Source, error) {
	format := Sniff(file)
	if format == "" {
		return nil, ErrFormat
	}
	if size := int64(len(file)); size > t.limits.SourceSize {
		return nil, &LimitError{"bytes", size, t.limits.SourceSize}
	}
	folder, err := os.MkdirTemp("", "imagekit-video-")
	if err != nil {
		return nil, err
	}
	s := &Source{tool: t, folder: folder, format: format}
	if err := s.load(ctx, file); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close removes all files of the source.
func (s *Source) Close() error { return os.RemoveAll(s.folder) }

func (s *Source) load(ctx context.Context, file []byte) error {
	if err := os.WriteFile(filepath.Join(s.folder, sourceName), file, 0o600); err != nil {
		return err
	}
	var err error
	if s.Info, err = s.probe(ctx); err != nil {
		return err
	}
	return s.tool.limits.checkFrame(s.Info.Width, s.Info.Height)
}

// checkFrame returns an error if a frame of a size has too many pixels.
func (l Limits) checkFrame(width, height int) error {
	if pixels := int64(width) * int64(height); pixels > l.Pixels {
		return &LimitError{"pixels in a frame", pixels, l.Pixels}
	}
	return nil
}

// decoders are the decoders that may be used: those for the codecs which the service supports, and a few that are
// common in old files. https://imagekit.io/docs/video-transformation#supported-codecs-for-inputs
var decoders = strings.Join([]string{
	"h264", "hevc", "av1", "libdav1d", "libaom-av1", "mpeg4", "h263", "vp8", "vp9", "libvpx", "libvpx-vp9", "theora",
	"mpeg1video", "mpeg2video", "mjpeg", "gif",
	"aac", "opus", "libopus", "vorbis", "libvorbis", "mp2", "mp2float", "mp3", "mp3float", "pcm_s16le", "pcm_s16be",
}, ",")

// inputOptions are the options before the name of the file. They keep a file from naming others: the format is the one
// that the first bytes have, the only protocol is that of local files, and tracks in other files are not read.
func (s *Source) inputOptions() []string {
	options := []string{
		"-protocol_whitelist", "file", "-format_whitelist", string(s.format), "-codec_whitelist", decoders,
		"-max_pixels", number(s.tool.limits.Pixels),
		"-f", string(s.format),
	}
	if s.format == QuickTime {
		options = append(options, "-enable_drefs", "0", "-use_absolute_path", "0")
	}
	return options
}
