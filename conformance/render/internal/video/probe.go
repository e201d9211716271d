package video

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// Info has the properties of a video.
type Info struct {
	// Duration is 0 if it is unknown.
	Duration time.Duration
	// Width and Height are the size in which the video is shown, in pixels: turned as the file says, and with square
	// pixels. They are 0 if there is only sound.
	Width, Height int
	// VideoCodec and AudioCodec are names of ffmpeg, such as h264 and aac; empty if there is no such stream.
	VideoCodec, AudioCodec string

	videoStream, audioStream int // their numbers in the file
	channels                 int // of the sound
}

// probed is the part of the output of ffprobe that is used.
type probed struct {
	Format struct {
		Duration string `json:"duration"`
	} `json:"format"`
	Streams []probedStream `json:"streams"`
}

type probedStream struct {
	Index       int    `json:"index"`
	Kind        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
	PixelRatio  string `json:"sample_aspect_ratio"`
	Channels    int    `json:"channels"`
	Disposition struct {
		IsCover int `json:"attached_pic"`
	} `json:"disposition"`
	SideData []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
}

// probe asks ffprobe for the properties of the file.
func (s *Source) probe(ctx context.Context) (Info, error) {
	args := append([]string{"-hide_banner", "-loglevel", "error"}, s.inputOptions()...)
	args = append(args, "-of", "json=c=1", "-show_entries",
		"format=duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,channels"+
			":stream_disposition=attached_pic:stream_side_data=rotation", "-i", "file:"+sourceName)
	output, err := s.tool.run(ctx, s.folder, s.tool.ffprobe, args...)
	if err != nil {
		return Info{}, err
	}
	var p probed
	if err := json.Unmarshal(output, &p); err != nil {
		return Info{}, fmt.Errorf("%w: the output of ffprobe: %w", ErrFormat, err)
	}
	return p.info()
}

// info takes the first stream of pictures and the first one of sound.
func (p probed) info() (Info, error) {
	var i Info
	if seconds, err := strconv.ParseFloat(p.Format.Duration, 64); err == nil && seconds > 0 && seconds < 1e6 {
		i.Duration = time.Duration(seconds * float64(time.Second))
	}
	for _, s := range p.Streams {
		switch {
		case s.Kind == "video" && i.VideoCodec == "" && s.Disposition.IsCover == 0:
			i.addVideo(s)
		case s.Kind == "audio" && i.AudioCodec == "":
			i.AudioCodec, i.audioStream, i.channels = s.Codec, s.Index, s.Channels
		}
	}
	if i.VideoCodec == "" && i.AudioCodec == "" || i.VideoCodec != "" && min(i.Width, i.Height) < 1 {
		return Info{}, fmt.Errorf("%w: it has no pictures and no sound", ErrFormat)
	}
	return i, nil
}

func (i *Info) addVideo(s probedStream) {
	i.VideoCodec, i.videoStream = s.Codec, s.Index
	i.Width, i.Height = s.Width, s.Height
	if pixel := ratio(s.PixelRatio); pixel > 0 && pixel != 1 {
		i.Width = max(1, int(math.Round(min(float64(s.Width)*pixel, math.MaxInt32))))
	}
	for _, data := range s.SideData {
		if int(math.Abs(math.Round(data.Rotation)))%180 == 90 {
			i.Width, i.Height = i.Height, i.Width
		}
	}
}

// ratio computes a ratio of two numbers, such as 4:3. It is 0 if it is malformed or unknown.
func ratio(text string) float64 {
	left, right, _ := strings.Cut(text, ":")
	dividend, err := strconv.ParseFloat(left, 64)
	if err != nil {
		return 0
	}
	divisor, err := strconv.ParseFloat(right, 64)
	if err != nil || divisor == 0 {
		return 0
	}
	return dividend / divisor
}

// number formats an integer for an argument.
func number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// seconds formats a time for an argument.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }
