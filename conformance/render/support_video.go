package render

import (
	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// videoSupport are the parameters that only videos have.
var videoSupport = []Support{
	{
		Code: "f", Values: "mp4, webm: videos, with ffmpeg", NotForImages: true, Grade: Exact,
		Tests: []string{"TestRender_VideoFormats"}, matches: isVideoFormat,
		Assumptions: []string{
			"f-auto is the format with the codecs of vc and ac, else WebM if Accept names video/webm, else MP4.",
			"An odd width or height of a video becomes even by cutting off the last column or row.",
		},
	},
	{
		Code: "so", Values: withFFmpeg, NotForImages: true, Grade: Exact,
		Tests: []string{"TestRender_VideoTrim", "TestRender_VideoThumbnail"},
		Assumptions: []string{
			"In a later step, times are counted from the start of the part that the steps before it have kept.",
			"A start that is not before the end of the video is an error with status 400.",
		},
	},
	{
		Code: "eo", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoTrim"},
		Assumptions: []string{"A part that ends after the video ends with it.", "With du, the earlier end counts."},
	},
	{Code: "du", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoTrim"}},
	{
		Code: "vc", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoFormats"},
		Assumptions: []string{
			"A codec that the format cannot have is an error with status 400.",
			"vc-none for a video without sound is an error with status 400.",
		},
	},
	{Code: "ac", Values: withFFmpeg, NotForImages: true, Grade: Exact, Tests: []string{"TestRender_VideoFormats"}},
}

// withFFmpeg are the values of parameters that only videos have.
const withFFmpeg = "videos, with ffmpeg"

// supportForVideos says how parameters are rendered for videos, by their codes. Others have no effect on videos.
var supportForVideos = map[string]Support{
	"w": {}, "h": {}, "ar": {}, "dpr": {}, "c": {}, "cm": {}, "x": {}, "y": {}, "xc": {}, "yc": {},
	"so": {}, "eo": {}, "du": {}, "vc": {}, "ac": {}, codeNamed: {}, codeConditional: {}, "orig": {}, "di": {},
	"b": {}, "fo": {matches: isPlace},
	"bg": {matches: func(value string) bool { _, err := parseColor(value); return err == nil }},
	"rt": {matches: func(value string) bool { _, ok := quarterTurns(value); return ok }},
	"f":  {matches: func(value string) bool { return value == formatAuto || isVideoFormat(value) }},
	"q":  {Grade: Approximate, Note: "the settings of the service's encoders are unknown"},
}

// forVideo sets all entries to how they are rendered for a video.
func (r Report) forVideo() {
	for i, entry := range r {
		s, ok := supportForVideos[entry.Code]
		if !ok || s.matches != nil && !s.matches(entry.Value) {
			s = Support{Grade: NotRendered}
		}
		r[i].Grade, r[i].Note = s.Grade, s.Note
	}
}

// forVideoThumbnail sets the entries of parameters that have no effect on a thumbnail of a video.
func (r Report) forVideoThumbnail() { r.drop("eo", "du", "vc", "ac", codePage) }

// forPageThumbnail sets the entries of parameters that have no effect on a thumbnail of a picture.
func (r Report) forPageThumbnail() { r.drop("eo", "du", "vc", "ac", "so") }

// forPicture sets the entries of parameters that have an effect on videos or thumbnails only.
func (r Report) forPicture() { r.drop("eo", "du", "vc", "ac", "so", codePage) }

// drop changes the entries of some parameters to not rendered.
func (r Report) drop(codes ...string) {
	for _, code := range codes {
		r.downgrade(code, NotRendered, "")
	}
}

// isVideoFormat reports whether a value of f is a format of videos.
func isVideoFormat(value string) bool {
	_, ok := videoCodecs[video.Container(value)]
	return ok
}
