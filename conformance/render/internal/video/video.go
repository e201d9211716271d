// Package video reads and writes videos with the programs ffmpeg and ffprobe. It knows nothing of ImageKit or URLs.
//
// A [Tool] runs the programs. [Tool.Open] stores a file in a folder of its own and reads its properties;
// [Source.Frame] decodes one picture, and [Source.Transcode] makes another video.
//
// Files can be hostile. The format of a file is recognized by its first bytes, and ffmpeg is told to read this format
// with the decoders of a short list, and nothing else: no playlists, no lists of files, no other protocols than the
// file itself, no parts of a video in other files. Arguments are numbers and constants; nothing passes a shell. Time,
// pixels and bytes are limited. When the context ends, the program is killed together with the processes that it
// started.
//
// One version of ffmpeg makes the same file of the same file and options.
package video

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// DefaultSourceSize is the default of [Limits.SourceSize], the limit of the service.
// https://imagekit.io/docs/video-transformation#limitations
const DefaultSourceSize = 300 << 20

// DefaultPixels is the default of [Limits.Pixels], a frame of 4096 by 2304 pixels.
const DefaultPixels = 4096 * 2304

// Limits bound what a Tool reads and writes. A field that is 0 means its default.
type Limits struct {
	SourceSize int64         // bytes of a file that is read, by default DefaultSourceSize
	ResultSize int64         // bytes of a file that is written, by default 100 MB
	Pixels     int64         // of each frame, also between two steps, by default DefaultPixels
	Time       time.Duration // of one run of a program, by default a minute
}

func (l Limits) withDefaults() Limits {
	if l.SourceSize < 1 {
		l.SourceSize = DefaultSourceSize
	}
	if l.ResultSize < 1 {
		l.ResultSize = 100 << 20
	}
	if l.Pixels < 1 {
		l.Pixels = DefaultPixels
	}
	if l.Time <= 0 {
		l.Time = time.Minute
	}
	return l
}

// Tool runs ffmpeg and ffprobe. It is safe for concurrent use.
type Tool struct {
	ffmpeg, ffprobe string
	limits          Limits
}

// New returns a tool that runs the program ffmpeg with a path. A name without a slash is looked up in PATH. The program
// ffprobe must be in the same folder or in PATH.
func New(ffmpeg string, l Limits) (*Tool, error) {
	path, err := lookUp(ffmpeg)
	if err != nil {
		return nil, err
	}
	probe, err := lookUp(filepath.Join(filepath.Dir(path), "ffprobe"+filepath.Ext(path)))
	if err != nil {
		if probe, err = lookUp("ffprobe"); err != nil {
			return nil, err
		}
	}
	return &Tool{ffmpeg: path, ffprobe: probe, limits: l.withDefaults()}, nil
}

// Path returns the path of ffmpeg.
func (t *Tool) Path() string { return t.ffmpeg }

// lookUp returns the absolute path of a program, because programs run in another folder.
func lookUp(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// Errors of a Source, for errors.Is.
var (
	// ErrFormat means that the file is no video, or damaged, or has a codec that is not on the list.
	ErrFormat = errors.New("the video cannot be read")
	// ErrNoEncoder means that this build of ffmpeg lacks the encoder.
	ErrNoEncoder = errors.New("ffmpeg has no such encoder")
)

// LimitError is the error for a video that exceeds one of the [Limits].
type LimitError struct {
	What       string // such as "pixels in a frame"
	Value, Max int64
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the video has %d %s; the limit is %d", e.Value, e.What, e.Max)
}

// TimeoutError is the error for a program that runs longer than [Limits.Time].
type TimeoutError struct{ Max time.Duration }

func (e *TimeoutError) Error() string { return fmt.Sprintf("the video takes longer than %v", e.Max) }
