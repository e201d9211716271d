package render

import (
	"strings"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
)

// videoSupport says how videos are rendered, by the codes of parameters. Others have no effect on videos.
var videoSupport = map[string]Support{
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
		code, value, _ := strings.Cut(entry.Parameter, "-")
		s, ok := videoSupport[code]
		if !ok || s.matches != nil && !s.matches(value) {
			s = Support{Grade: NotRendered}
		}
		r[i].Grade, r[i].Note = s.Grade, s.Note
	}
}

// forThumbnail sets the entries of parameters that have no effect on a thumbnail of a video or of another file.
func (r Report) forThumbnail(isVideo bool) {
	codes := []string{"eo", "du", "vc", "ac", "so"}
	if isVideo {
		codes[len(codes)-1] = codePage
	}
	for _, code := range codes {
		r.downgrade(code, NotRendered, "")
	}
}

// forPicture sets the entries of parameters that have an effect on videos or thumbnails only.
func (r Report) forPicture() {
	r.forThumbnail(false)
	r.downgrade(codePage, NotRendered, "")
}

// isVideoFormat reports whether a value of f is a format of videos.
func isVideoFormat(value string) bool {
	_, ok := videoCodecs[video.Container(value)]
	return ok
}
