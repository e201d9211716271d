package video

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"
)

// commonOptions come first in each run of ffmpeg: it asks nothing, uses one thread, and writes nothing that changes
// from run to run.
var commonOptions = []string{
	"-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-filter_threads", "1", "-threads", "1",
}

// Frame decodes the frame that is shown at a time, the last one if the time is after the end.
func (s *Source) Frame(ctx context.Context, at time.Duration) (*image.NRGBA, error) {
	if s.Info.VideoCodec == "" {
		return nil, fmt.Errorf("%w: it has no pictures", ErrFormat)
	}
	const name = "frame"
	path := filepath.Join(s.folder, name)
	defer os.Remove(path)
	// No frame may begin after the time, so that a second run decodes the end of the video.
	for _, search := range []struct {
		start  time.Duration
		output []string
	}{
		{at, []string{"-frames:v", "1"}},
		{max(0, min(at, s.Info.Duration)-time.Second), nil},
	} {
		if err := s.writeFrames(ctx, name, search.start, search.output); err != nil {
			return nil, err
		}
		m, err := s.readFrame(path)
		if m != nil || err != nil {
			return m, err
		}
	}
	return nil, fmt.Errorf("%w: it has no frame at %v", ErrFormat, at)
}

// writeFrames writes frames from a time on to a file; each one replaces the one before.
func (s *Source) writeFrames(ctx context.Context, name string, start time.Duration, output []string) error {
	graph := fmt.Sprintf("scale=%d:%d:flags=%s,format=rgb24", s.Info.Width, s.Info.Height, scaleFlags)
	args := append([]string{}, commonOptions...)
	args = append(args, s.inputOptions()...)
	args = append(args, "-ss", seconds(start), "-i", "file:"+sourceName,
		"-map", "0:"+number(s.Info.videoStream), "-vf", graph, "-fflags", "+bitexact")
	args = append(args, output...)
	args = append(args, "-c:v", "rawvideo", "-f", "image2", "-update", "1", "file:"+name)
	_, err := s.tool.run(ctx, s.folder, s.tool.ffmpeg, args...)
	return err
}

// readFrame reads a frame with three bytes for each pixel. It returns nil if there is none.
func (s *Source) readFrame(path string) (*image.NRGBA, error) {
	samples, err := os.ReadFile(path)
	if os.IsNotExist(err) || err == nil && len(samples) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := image.NewNRGBA(image.Rect(0, 0, s.Info.Width, s.Info.Height))
	if len(samples) != len(m.Pix)/4*3 {
		return nil, fmt.Errorf("%w: the frame has %d bytes, want %d", ErrFormat, len(samples), len(m.Pix)/4*3)
	}
	for i := 0; i < len(m.Pix)/4; i++ {
		copy(m.Pix[4*i:], samples[3*i:3*i+3])
		m.Pix[4*i+3] = 0xff
	}
	return m, nil
}
