package render

import (
	"errors"
	"image"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// offsets are the values of so, eo and du in a step.
type offsets struct{ so, eo, du string }

// sizesOfVideo are the sizes of a video of 160 by 90 pixels.
var sizesOfVideo = sizes{original: size{160, 90}, current: size{160, 90}}

// trimOf is the whole of a video.
func trimOf(seconds float64) trim {
	duration := time.Duration(seconds * float64(time.Second))
	return trim{duration: duration, end: duration}
}

func TestTrim_Apply(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		duration   float64 // of the file in seconds, 0 if it is unknown
		steps      []offsets
		start, end float64 // of the part that is kept
	}{
		{2, []offsets{{}}, 0, 2},
		{2, []offsets{{so: "0.5"}}, 0.5, 2},
		{2, []offsets{{eo: "0.5"}}, 0, 0.5},
		{2, []offsets{{du: "0.75"}}, 0, 0.75},
		{2, []offsets{{so: "0.5", eo: "1.1"}}, 0.5, 1.1},
		{2, []offsets{{so: "0.5", du: "1"}}, 0.5, 1.5},
		{2, []offsets{{so: "0.5", du: "1", eo: "1.2"}}, 0.5, 1.2},
		{2, []offsets{{so: "1.5", du: "10"}}, 1.5, 2},
		{2, []offsets{{eo: "2.5"}}, 0, 2},
		{2, []offsets{{so: "idu_div_2"}}, 1, 2},
		{2, []offsets{{so: "idu_sub_1.5", du: "iw_div_160"}}, 0.5, 1.5},
		{2, []offsets{{so: "0.5"}, {so: "0.4"}, {du: "0.3"}}, 0.9, 1.2},
		{2, []offsets{{so: "0.5"}, {eo: "0.5"}}, 0.5, 1},
		{0, []offsets{{so: "5"}}, 5, 0}, // of an unknown duration
		{0, []offsets{{so: "5", du: "2"}}, 5, 7},
	} {
		got := trimOf(test.duration)
		for _, step := range test.steps {
			if err := got.apply(step.so, step.eo, step.du, sizesOfVideo); err != nil {
				t.Errorf("%+v: %v", test.steps, err)
			}
		}
		if got.start.Seconds() != test.start || got.end.Seconds() != test.end {
			t.Errorf("%+v: from %v to %v, want from %v to %v", test.steps, got.start, got.end, test.start, test.end)
		}
	}
}

func TestTrim_Apply_Errors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		duration float64
		offsets
	}{
		{2, offsets{so: "2"}},
		{2, offsets{so: "1", eo: "1"}},
		{2, offsets{so: "N1"}},
		{2, offsets{so: "1e9"}},
		{2, offsets{so: "bdu"}},
		{2, offsets{du: "0"}},
		{2, offsets{du: "1_div_0"}},
		{0, offsets{so: "idu_div_2"}},
		{0, offsets{so: "99999999"}},
	} {
		got := trimOf(test.duration)
		err := got.apply(test.so, test.eo, test.du, sizesOfVideo)
		if !errors.Is(err, ErrTransformation) {
			t.Errorf("%+v: got %v, want an ErrTransformation", test.offsets, err)
		}
	}
}

func TestJob_VideoOptions(t *testing.T) {
	t.Parallel()
	all := video.Info{VideoCodec: "h264", AudioCodec: "aac"}
	for _, test := range []struct {
		format, accept string
		vc, ac         string
		info           video.Info
		want           []string // container, codecs, media type; nil for an error
		varies         bool
	}{
		{"", "", "", "", all, []string{"mp4", "h264", "aac", "video/mp4"}, true},
		{"auto", "video/webm, */*", "", "", all, []string{"webm", "vp9", "opus", "video/webm"}, true},
		{"auto", "video/webm;q=0", "", "", all, []string{"mp4", "h264", "aac", "video/mp4"}, true},
		{"mp4", "video/webm", "", "", all, []string{"mp4", "h264", "aac", "video/mp4"}, false},
		{"webm", "", "", "", all, []string{"webm", "vp9", "opus", "video/webm"}, false},
		{"webm", "", "av1", "none", all, []string{"webm", "av1", "", "video/webm"}, false},
		{"mp4", "", "none", "aac", all, []string{"mp4", "", "aac", "audio/mp4"}, false},
		{"webm", "", "none", "", all, []string{"webm", "", "opus", "audio/webm"}, false},
		{"", "video/webm", "h264", "", all, []string{"mp4", "h264", "aac", "video/mp4"}, false},
		{"", "", "vp9", "none", all, []string{"webm", "vp9", "", "video/webm"}, false},
		{"", "", "", "opus", all, []string{"webm", "vp9", "opus", "video/webm"}, false},
		{"", "video/webm", "", "aac", all, []string{"mp4", "h264", "aac", "video/mp4"}, false},
		{"", "", "", "", video.Info{VideoCodec: "gif"}, []string{"mp4", "h264", "", "video/mp4"}, true},
		{"", "", "", "", video.Info{AudioCodec: "aac"}, []string{"mp4", "", "aac", "audio/mp4"}, true},
		{"mp4", "", "vp9", "", all, nil, false},
		{"mp4", "", "", "opus", all, nil, false},
		{"webm", "", "h264", "", all, nil, false},
		{"", "", "vp9", "aac", all, nil, false},
		{"", "", "none", "none", all, nil, false},
		{"", "", "none", "", video.Info{VideoCodec: "gif"}, nil, false},
	} {
		j := &job{Request: Request{Accept: test.accept}, output: output{format: test.format}}
		plan := &videoPlan{videoCodec: test.vc, audioCodec: test.ac}
		o, err := j.videoOptions(plan, test.info)
		switch got := []string{string(o.Container), o.VideoCodec, o.AudioCodec, mediaTypeOf(o)}; {
		case test.want == nil:
			if !errors.Is(err, ErrTransformation) {
				t.Errorf("%+v: got %v, want an ErrTransformation", test, err)
			}
		case err != nil || !slices.Equal(got, test.want):
			t.Errorf("%+v: got %q, %v", test, got, err)
		case j.isAutoFormat(plan) != test.varies:
			t.Errorf("%+v: it varies by the header Accept", test)
		}
	}
}

func TestQuarterTurns(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]int{
		"0": 0, "90": 1, "180": 2, "270": 3, "360": 0, "N90": 3, "-90": 3, "450": 1, "45": -1, "auto": -1, "": -1,
	} {
		turns, ok := quarterTurns(value)
		if !ok {
			turns = -1
		}
		if turns != want {
			t.Errorf("%q: got %d, want %d", value, turns, want)
		}
	}
}

// TestJob_ApplyToVideo_FocusArea checks which part fo-custom takes after a step that moves the picture.
func TestJob_ApplyToVideo_FocusArea(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]image.Rectangle{
		"b-10_red": image.Rect(10, 10, 30, 30),
		"w-80":     image.Rect(0, 0, 20, 20),
		"rt-90":    image.Rect(35, 70, 55, 90), // the middle: the area is unknown
	} {
		chain, err := urlbuilder.ParseChain(before + ":w-20,h-20,cm-extract,fo-custom")
		if err != nil {
			t.Fatal(err)
		}
		s := &subject{
			Picture:  &codec.Picture{Config: codec.Config{Width: 160, Height: 90}},
			original: size{160, 90}, focusArea: image.Rect(0, 0, 20, 20), video: &videoPlan{},
		}
		if err := New(Options{}).newJob(Request{}).applyChain(t.Context(), s, chain); err != nil {
			t.Fatal(err)
		}
		if got := s.video.steps[1].Part; got != want {
			t.Errorf("%s: the part is %v, want %v", before, got, want)
		}
	}
}
