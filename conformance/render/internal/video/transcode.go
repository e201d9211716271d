package video

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Codecs of results. The empty name means that the result has no such stream.
const (
	H264 = "h264"
	VP9  = "vp9"
	AV1  = "av1"
	AAC  = "aac"
	Opus = "opus"
)

// Container is the format of a result.
type Container string

// The formats of results.
const (
	MP4  Container = "mp4"
	WebM Container = "webm"
)

// Options say what Transcode writes.
type Options struct {
	// Start is the time of the source at which the result begins. Duration is how long the result is at most; 0 means
	// up to the end of the source.
	Start, Duration time.Duration
	Steps           []Step
	Container       Container
	// VideoCodec and AudioCodec are codecs that the container can have, or empty. A source without sound makes a result
	// without sound.
	VideoCodec, AudioCodec string
	Quality                int // from 1 to 100
}

// Result is a video that was written.
type Result struct {
	File          []byte
	Width, Height int // 0 if there is only sound
}

// Transcode makes another video. Its width and height are even, as most players of H.264 need them: a column or a row
// is cut off where a side is odd. The result has no metadata of the source.
//
// The error wraps [ErrFormat] or [ErrNoEncoder], or is a [*LimitError], a [*TimeoutError], or that of the context. It
// is another one if options contradict each other.
func (s *Source) Transcode(ctx context.Context, o Options) (*Result, error) {
	streams, size, err := s.streamOptions(o)
	if err != nil {
		return nil, err
	}
	const name = "result"
	args := append([]string{}, commonOptions...)
	args = append(args, s.inputOptions()...)
	args = append(args, "-ss", seconds(o.Start), "-i", "file:"+sourceName)
	args = append(args, streams...)
	args = append(args, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-abort_on", "empty_output",
		"-fflags", "+bitexact", "-flags", "+bitexact", "-fs", number(s.tool.limits.ResultSize))
	if o.Duration > 0 {
		args = append(args, "-t", seconds(o.Duration))
	}
	if o.Container == MP4 {
		args = append(args, "-movflags", "+faststart")
	}
	args = append(args, "-f", string(o.Container), "file:"+name)
	if _, err := s.tool.run(ctx, s.folder, s.tool.ffmpeg, args...); err != nil {
		return nil, err
	}
	file, err := s.readResult(filepath.Join(s.folder, name))
	if err != nil {
		return nil, err
	}
	return &Result{File: file, Width: size.X, Height: size.Y}, nil
}

// readResult reads the file and removes it. ffmpeg stops at the limit of the size without an error.
func (s *Source) readResult(path string) ([]byte, error) {
	defer os.Remove(path)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if limit := s.tool.limits.ResultSize; info.Size() >= limit {
		return nil, &LimitError{"bytes or more in the result", info.Size(), limit}
	}
	return os.ReadFile(path)
}

// streamOptions returns the options for the streams of a result, and the size of its frames.
func (s *Source) streamOptions(o Options) (args []string, size image.Point, err error) {
	if o.VideoCodec != "" && s.Info.VideoCodec != "" {
		if args, size, err = s.videoOptions(o); err != nil {
			return nil, size, err
		}
	}
	if o.AudioCodec != "" && s.Info.AudioCodec != "" {
		audio, err := s.audioOptions(o)
		if err != nil {
			return nil, size, err
		}
		args = append(args, audio...)
	}
	if len(args) == 0 {
		return nil, size, fmt.Errorf("%w: the result would have neither pictures nor sound", ErrFormat)
	}
	return args, size, nil
}

func (s *Source) videoOptions(o Options) ([]string, image.Point, error) {
	encoder, ok := videoEncoders[codecOf{o.Container, o.VideoCodec}]
	if !ok {
		return nil, image.Point{}, fmt.Errorf("%s has no pictures in %s", o.Container, o.VideoCodec)
	}
	for _, step := range o.Steps {
		if err := step.check(s.tool.limits); err != nil {
			return nil, image.Point{}, err
		}
	}
	graph, size := s.filterGraph(o.Steps)
	args := []string{"-map", "0:" + number(s.Info.videoStream), "-vf", graph, "-pix_fmt", "yuv420p"}
	return slices.Concat(args, encoder(o.Quality), []string{"-threads:v", "1"}), size, nil
}

func (s *Source) audioOptions(o Options) ([]string, error) {
	encoder, ok := audioEncoders[codecOf{o.Container, o.AudioCodec}]
	if !ok {
		return nil, fmt.Errorf("%s has no sound in %s", o.Container, o.AudioCodec)
	}
	args := append([]string{"-map", "0:" + number(s.Info.audioStream)}, encoder...)
	if s.Info.channels > 2 {
		args = append(args, "-ac", "2")
	}
	return args, nil
}
