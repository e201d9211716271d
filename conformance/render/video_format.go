package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// codecNone is the value of vc and ac that removes the pictures or the sound.
const codecNone = "none"

// videoCodecs and audioCodecs are the codecs that a format can have. The first one is the default.
//
// See https://imagekit.io/docs/video-optimization
var (
	videoCodecs = map[video.Container][]string{video.MP4: {video.H264}, video.WebM: {video.VP9, video.AV1}}
	audioCodecs = map[video.Container][]string{video.MP4: {video.AAC}, video.WebM: {video.Opus}}
)

// videoOptions returns how the video is written.
func (j *job) videoOptions(plan *videoPlan, info video.Info) (video.Options, error) {
	o := video.Options{Start: plan.start, Steps: plan.steps, Container: j.container(plan)}
	if plan.end > 0 && plan.end < plan.duration || plan.duration == 0 {
		o.Duration = max(0, plan.end-plan.start)
	}
	var err error
	if o.Quality, err = j.output.videoQuality(); err != nil {
		return o, err
	}
	if o.VideoCodec, err = chooseCodec("vc", plan.videoCodec, o.Container, videoCodecs[o.Container]); err != nil {
		return o, err
	}
	if o.AudioCodec, err = chooseCodec("ac", plan.audioCodec, o.Container, audioCodecs[o.Container]); err != nil {
		return o, err
	}
	if info.VideoCodec == "" {
		o.VideoCodec = ""
	}
	if info.AudioCodec == "" {
		o.AudioCodec = ""
	}
	if o.VideoCodec == "" && o.AudioCodec == "" {
		return o, &ParameterError{"vc", plan.videoCodec, errors.New("neither pictures nor sound are left")}
	}
	return o, nil
}

// container returns the format of the result.
//
// Assumed: for f-auto, it is the one that has the codecs which vc and ac name. Otherwise it is WebM if the header
// Accept names video/webm, and MP4 if not. Other values of f than mp4 and webm are like auto.
func (j *job) container(plan *videoPlan) video.Container {
	format := video.Container(j.output.format)
	if _, ok := videoCodecs[format]; ok {
		return format
	}
	switch {
	case plan.videoCodec == video.H264, plan.audioCodec == video.AAC:
		return video.MP4
	case plan.videoCodec == video.VP9, plan.videoCodec == video.AV1, plan.audioCodec == video.Opus,
		accepts(j.Accept, "video/webm"):
		return video.WebM
	}
	return video.MP4
}

// isAutoFormat reports whether the format depends on the header Accept.
func (j *job) isAutoFormat(plan *videoPlan) bool {
	isNamed := func(codec string) bool { return codec != "" && codec != codecNone }
	_, isFormat := videoCodecs[video.Container(j.output.format)]
	return !isFormat && !isNamed(plan.videoCodec) && !isNamed(plan.audioCodec)
}

// chooseCodec returns the codec that a parameter names, the default one if it is not given, or an empty string for
// none.
func chooseCodec(code, value string, container video.Container, codecs []string) (string, error) {
	if value == "" {
		return codecs[0], nil
	}
	if value == codecNone {
		return "", nil
	}
	if slices.Contains(codecs, value) {
		return value, nil
	}
	return "", &ParameterError{code, value, fmt.Errorf("the format %s cannot have this codec", container)}
}

// mediaTypeOf returns the media type of a result.
func mediaTypeOf(o video.Options) string {
	if o.VideoCodec == "" {
		return "audio/" + string(o.Container)
	}
	return "video/" + string(o.Container)
}

// videoQuality returns the value of q.
func (o output) videoQuality() (int, error) {
	if o.quality == "" {
		return defaultVideoQuality, nil
	}
	quality, err := strconv.Atoi(o.quality)
	if err != nil {
		return 0, &ParameterError{"q", o.quality, err}
	}
	return quality, nil
}

// defaultVideoQuality is the quality of videos without q.
//
// See https://imagekit.io/docs/video-optimization#quality---q
const defaultVideoQuality = 50
