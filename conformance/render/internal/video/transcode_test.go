package video_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/conformance/render/internal/videotest"
	"github.com/openimagekit/imagekit/internal/race"
)

var blue = color.NRGBA{B: 0xff, A: 0xff}

func TestSource_Transcode_Formats(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	tool := newTool(t, video.Limits{})
	source := mp4(t)
	for _, o := range []video.Options{
		{Container: video.MP4, VideoCodec: video.H264, AudioCodec: video.AAC},
		{Container: video.MP4, AudioCodec: video.AAC},
		{Container: video.WebM, VideoCodec: video.VP9, AudioCodec: video.Opus},
		{Container: video.WebM, VideoCodec: video.AV1},
	} {
		t.Run(string(o.Container)+o.VideoCodec+o.AudioCodec, func(t *testing.T) {
			t.Parallel()
			o.Quality = 50
			s := open(t, tool, source)
			first := transcode(t, s, o)
			info := open(t, tool, first.File).Info
			if info.VideoCodec != o.VideoCodec || info.AudioCodec != o.AudioCodec ||
				info.Width != first.Width || info.Height != first.Height {
				t.Errorf("got %+v, want %+v and %dx%d", info, o, first.Width, first.Height)
			}
			if o.VideoCodec == "" || o.AudioCodec == "" {
				return
			}
			if second := transcode(t, s, o); !bytes.Equal(first.File, second.File) {
				t.Error("the same options make another file")
			}
		})
	}
}

func transcode(t testing.TB, source *video.Source, o video.Options) *video.Result {
	t.Helper()
	result, err := source.Transcode(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestSource_Transcode_Trim checks the first and the last frame.
func TestSource_Transcode_Trim(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	tool := newTool(t, video.Limits{})
	source := open(t, tool, mp4(t))
	for _, test := range []struct {
		start, duration time.Duration
		first, last     int
		want            time.Duration
	}{
		{500 * time.Millisecond, 0, 5, 19, 1500 * time.Millisecond},
		{0, time.Second, 0, 9, time.Second},
		{700 * time.Millisecond, 600 * time.Millisecond, 7, 12, 600 * time.Millisecond},
	} {
		result := transcode(t, source, video.Options{
			Start: test.start, Duration: test.duration, Container: video.MP4, VideoCodec: video.H264, Quality: 90,
		})
		got := open(t, tool, result.File)
		if d := (got.Info.Duration - test.want).Abs(); d > 10*time.Millisecond {
			t.Errorf("%v, %v: the duration is %v, want %v", test.start, test.duration, got.Info.Duration, test.want)
		}
		lastFrame := test.want - time.Second/videotest.FrameRate
		for at, frame := range map[time.Duration]int{0: test.first, lastFrame: test.last} {
			m, err := got.Frame(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			checkPixel(t, m, image.Pt(80, 45), videotest.Color(80, 45, frame))
		}
	}
}

func TestSource_Transcode_Steps(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	tool := newTool(t, video.Limits{})
	source := open(t, tool, mp4(t))
	whole := image.Rect(0, 0, 160, 90)
	for name, test := range map[string]struct {
		steps  []video.Step
		size   image.Point
		pixels map[image.Point]color.NRGBA
	}{
		"none": {nil, image.Pt(160, 90), map[image.Point]color.NRGBA{
			{159, 89}: videotest.Color(159, 89, 0),
		}},
		"scaled": {
			[]video.Step{{Scaled: image.Pt(80, 46), Part: image.Rect(0, 0, 80, 46), Canvas: image.Pt(80, 46)}},
			image.Pt(80, 46),
			map[image.Point]color.NRGBA{{79, 45}: videotest.Color(159, 89, 0)},
		},
		"part": {
			[]video.Step{{Scaled: image.Pt(160, 90), Part: image.Rect(31, 7, 71, 37), Canvas: image.Pt(40, 30)}},
			image.Pt(40, 30),
			map[image.Point]color.NRGBA{
				{0, 0}: videotest.Color(31, 7, 0), {39, 29}: videotest.Color(70, 36, 0),
			},
		},
		"padded": {
			[]video.Step{{
				Scaled: image.Pt(160, 90), Part: whole, Canvas: image.Pt(180, 100), Offset: image.Pt(15, 5),
				Background: blue,
			}},
			image.Pt(180, 100),
			map[image.Point]color.NRGBA{
				{5, 2}: blue, {178, 98}: blue, {20, 10}: videotest.Color(5, 5, 0),
				{170, 90}: videotest.Color(155, 85, 0),
			},
		},
		"turned": {
			[]video.Step{{Scaled: image.Pt(160, 90), Part: whole, Canvas: image.Pt(160, 90), Turns: 1}},
			image.Pt(90, 160),
			map[image.Point]color.NRGBA{
				{89, 0}: videotest.Color(0, 0, 0), {0, 159}: videotest.Color(159, 89, 0),
			},
		},
		"turned by 180": {
			[]video.Step{{Scaled: image.Pt(160, 90), Part: whole, Canvas: image.Pt(160, 90), Turns: 2}},
			image.Pt(160, 90),
			map[image.Point]color.NRGBA{{0, 0}: videotest.Color(159, 89, 0)},
		},
		"turned by 270, then a part": {
			[]video.Step{
				{Scaled: image.Pt(160, 90), Part: whole, Canvas: image.Pt(160, 90), Turns: 3},
				{Scaled: image.Pt(90, 160), Part: image.Rect(0, 0, 20, 20), Canvas: image.Pt(20, 20)},
			},
			image.Pt(20, 20),
			map[image.Point]color.NRGBA{{0, 0}: videotest.Color(159, 0, 0)},
		},
		"odd": {
			[]video.Step{{Scaled: image.Pt(160, 90), Part: image.Rect(0, 0, 41, 31), Canvas: image.Pt(41, 31)}},
			image.Pt(40, 30),
			map[image.Point]color.NRGBA{{39, 29}: videotest.Color(39, 29, 0)},
		},
		"one pixel": {
			[]video.Step{{Scaled: image.Pt(160, 90), Part: image.Rect(80, 45, 81, 46), Canvas: image.Pt(1, 1)}},
			image.Pt(2, 2),
			map[image.Point]color.NRGBA{{1, 1}: videotest.Color(80, 45, 0)},
		},
	} {
		t.Run(name, func(t *testing.T) { // one after the other, because they share a source
			result := transcode(t, source, video.Options{
				Container: video.MP4, VideoCodec: video.H264, Steps: test.steps, Quality: 100,
			})
			if size := image.Pt(result.Width, result.Height); size != test.size {
				t.Fatalf("got %v pixels, want %v", size, test.size)
			}
			m := videotest.FirstFrame(t, result.File)
			if m.Bounds().Size() != test.size {
				t.Fatalf("the file has %v pixels, want %v", m.Bounds(), test.size)
			}
			for at, want := range test.pixels {
				checkPixel(t, m, at, want)
			}
		})
	}
}

func TestSource_Transcode_Quality(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	source := open(t, newTool(t, video.Limits{}),
		videotest.Make(t, "a.mp4", append(videotest.MP4, "-vf", "noise=alls=40:all_seed=1")...))
	var sizes []int
	for _, quality := range []int{1, 50, 80, 100} {
		result := transcode(t, source, video.Options{Container: video.MP4, VideoCodec: video.H264, Quality: quality})
		sizes = append(sizes, len(result.File))
	}
	if !slices.IsSorted(sizes) || sizes[3] < 5*sizes[0] {
		t.Errorf("the sizes are %v, want growing ones", sizes)
	}
}

func TestSource_Transcode_Errors(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	file := mp4(t)
	h264 := video.Options{Container: video.MP4, VideoCodec: video.H264, Quality: 50}
	step := func(s video.Step) video.Options {
		o := h264
		o.Steps = []video.Step{s}
		return o
	}
	isFormat := func(err error) bool { return errors.Is(err, video.ErrFormat) }
	for name, test := range map[string]struct {
		limits video.Limits
		o      video.Options
		want   func(error) bool
	}{
		"a codec of another container": {
			o:    video.Options{Container: video.MP4, VideoCodec: video.VP9},
			want: func(err error) bool { return err != nil },
		},
		"nothing": {o: video.Options{Container: video.MP4}, want: isFormat},
		"start after the end": {
			o:    video.Options{Container: video.MP4, VideoCodec: video.H264, Quality: 50, Start: time.Hour},
			want: isFormat,
		},
		"large frames": {
			o: step(video.Step{
				Scaled: image.Pt(10_000, 10_000), Part: image.Rect(0, 0, 10, 10), Canvas: image.Pt(10, 10),
			}),
			want: isLimit,
		},
		"a part outside": {
			o: step(video.Step{
				Scaled: image.Pt(160, 90), Part: image.Rect(0, 0, 161, 90), Canvas: image.Pt(161, 90),
			}),
			want: func(err error) bool { return err != nil },
		},
		"a large result": {limits: video.Limits{ResultSize: 1000}, o: h264, want: isLimit},
	} {
		source := open(t, newTool(t, test.limits), file)
		if _, err := source.Transcode(t.Context(), test.o); !test.want(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func BenchmarkSource_Transcode(b *testing.B) {
	source := open(b, newTool(b, video.Limits{}), mp4(b))
	for b.Loop() {
		transcode(b, source, video.Options{
			Container: video.MP4, VideoCodec: video.H264, AudioCodec: video.AAC, Quality: 50,
			Steps: []video.Step{{Scaled: image.Pt(80, 45), Part: image.Rect(0, 0, 80, 45), Canvas: image.Pt(80, 45)}},
		})
	}
}
