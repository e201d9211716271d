package urlbuilder

import (
	"bytes"
	"strings"
)

// Rendition is a file that the service makes of the file at the path. The URL has the name of the rendition after the
// path, such as /menu/pour.mp4/ik-thumbnail.jpg. A transformation applies to the rendition.
//
// If the name of a video has no extension of a video, add /ik-video.mp4 to the path. Thumbnail, HLS and DASH can follow
// such a path.
//
// Building a URL fails if the extension in the path shows that the service cannot make the rendition, such as an HLS
// manifest of a .jpg. The extension is not checked if the name of the rendition is a part of [Options].Path.
type Rendition string

// The renditions of the service.
const (
	// Thumbnail is a picture of a video, by default of its first frame, or of a page, layer or frame of a PDF, PSD,
	// EPS, AI, GIF, animated WebP or animated PNG file, by default of the first one. [StartOffset] selects the time in
	// a video, and [Page] a page. It is a JPEG file unless the transformation has another [Format].
	//
	// See https://imagekit.io/docs/create-video-thumbnails and https://imagekit.io/docs/vector-and-animated-images
	Thumbnail Rendition = "ik-thumbnail.jpg"
	// MP4 is the file as an MP4 video. It is for a video whose name has no extension of a video, and for a video in
	// another format.
	//
	// See https://imagekit.io/docs/video-transformation
	MP4 Rendition = "ik-video.mp4"
	// GIFVideo is an animated GIF as an MP4 video, which is much smaller than the GIF.
	//
	// See https://imagekit.io/docs/vector-and-animated-images
	GIFVideo Rendition = "ik-gif-video.mp4"
	// HLS is a manifest of a video for HTTP Live Streaming. The transformation must have [StreamingResolutions], or a
	// [NamedTransformation] that has them, and no width, height, aspect ratio, format, codecs or quality. The service
	// responds with status 202 and an empty body until it has prepared the resolutions.
	//
	// See https://imagekit.io/docs/adaptive-bitrate-streaming
	HLS Rendition = "ik-master.m3u8"
	// DASH is a manifest of a video for MPEG-DASH, with the same rules as HLS.
	//
	// See https://imagekit.io/docs/adaptive-bitrate-streaming
	DASH Rendition = "ik-master.mpd"
)

// isKnown reports whether the rendition is one of the constants.
func (r Rendition) isKnown() bool {
	switch r {
	case Thumbnail, MP4, GIFVideo, HLS, DASH:
		return true
	}
	return false
}

// error returns an error for the rendition.
func (r Rendition) error(reason string) error {
	return &BuildError{Field: "Rendition", Value: strings.Clone(string(r)), Reason: reason}
}

// check returns an error if the rendition does not exist or cannot have the transformation.
func (r Rendition) check(chain Chain) error {
	switch {
	case r == "":
		return nil
	case !r.isKnown():
		return r.error("must be one of Thumbnail, MP4, GIFVideo, HLS and DASH")
	}
	streaming, unknown, excluded := streamingParams(chain)
	manifest := r == HLS || r == DASH
	switch {
	case !manifest && streaming:
		return r.error("cannot have StreamingResolutions, which are for HLS and DASH")
	case manifest && !streaming && !unknown:
		return r.error("requires StreamingResolutions in the transformation")
	case manifest && excluded != "":
		return r.error("cannot have the parameter " + excluded + " in the transformation")
	}
	return nil
}

// streamingParams searches a chain for the parameter sr. unknown reports whether the chain has a part that could
// contain it, such as a named transformation. excluded is the name of a parameter that cannot be combined with it.
func streamingParams(chain Chain) (streaming, unknown bool, excluded string) {
	for _, step := range chain {
		for i := range step {
			p := &step[i]
			if kind := p.info().kind; kind == kindRaw || kind == kindIf {
				unknown = true
				continue
			}
			switch p.info().name {
			case "sr":
				streaming = true
			case "n":
				unknown = true
			case "w", "h", "ar", "f", "vc", "ac", "q":
				excluded = strings.Clone(p.info().name)
			}
		}
	}
	return streaming, unknown, excluded
}

// append appends the rendition to a URL whose path begins at start.
func (r Rendition) append(out []byte, start int) ([]byte, error) {
	path := out[start:]
	name := path[bytes.LastIndexByte(path, '/')+1:]
	if len(name) == 0 || len(name) == len(path) && bytes.HasPrefix(name, []byte("tr:")) {
		return nil, r.error("requires the path of a file")
	}
	before := Rendition(name)
	manifestOrPicture := r == HLS || r == DASH || r == Thumbnail
	if before.isKnown() && (before != MP4 || !manifestOrPicture) {
		return nil, r.error("cannot follow a path that ends in " + string(before))
	}
	if before != MP4 && !r.fits(extension(name)) {
		return nil, r.error("cannot be made of a file with the extension " + string(extension(name)))
	}
	return append(append(out, '/'), r...), nil
}

// fits reports whether the rendition can be made of a file with an extension. It returns true for unknown extensions.
func (r Rendition) fits(extension []byte) bool {
	switch strings.ToLower(string(extension)) {
	case ".gif":
		return r == Thumbnail || r == GIFVideo
	case ".jpg", ".jpeg", ".png", ".webp", ".avif", ".svg", ".pdf", ".psd", ".eps", ".ai":
		return r == Thumbnail
	case ".mp4", ".webm", ".mov", ".m4v", ".mkv", ".ogv":
		return r != GIFVideo
	}
	return true
}

// extension returns the extension of a name with its dot. It is empty if nothing is before or after the dot.
func extension(name []byte) []byte {
	dot := bytes.LastIndexByte(name, '.')
	if dot <= 0 || dot == len(name)-1 {
		return nil
	}
	return name[dot:]
}
