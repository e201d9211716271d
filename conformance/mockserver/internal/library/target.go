package library

import (
	"cmp"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Target is a parsed delivery URL.
type Target struct {
	// the URL after the account's URL endpoint, byte for byte as the client sent it, because signatures cover it
	tail           string
	Prefix         string // of the URL endpoint, with a trailing slash; empty for the account's own URL endpoint
	Path           string // in the library
	Transformation string // from the path or the query, decoded; empty if there is none
	hasTr          bool   // a transformation is in the path or the query, even an empty one
	parsed         func() (*transformation, error)
	Suffix         Suffix // asks for a file that is made of the one at the path; empty for none
	Query          url.Values
}

// ParseTarget parses the part of a URL after the account's URL endpoint. It ignores unknown parameters, such as
// updatedAt.
//
// Assumed: the prefix of a URL endpoint takes precedence over a folder of the same name in the root of the library. A
// URL of a file in this folder must have the prefix before the name of the folder.
func (l *Library) ParseTarget(tail string) (Target, error) {
	t := Target{tail: tail}
	rest, rawQuery, _ := strings.Cut(tail, "?")
	for _, prefix := range l.endpointPrefixes() {
		if after, ok := strings.CutPrefix(rest, prefix+"/"); ok && len(prefix) >= len(t.Prefix) {
			t.Prefix, rest = prefix+"/", after
		}
	}
	var err error
	// Only ampersands separate parameters; url.ParseQuery would refuse semicolons.
	if t.Query, err = url.ParseQuery(strings.ReplaceAll(rawQuery, ";", "%3B")); err != nil {
		return t, errors.New("the query is malformed")
	}
	t.Transformation, t.hasTr = t.Query.Get("tr"), t.Query.Has("tr")
	if path, text, ok := cutTransformation(rest); ok {
		t.Transformation, rest, t.hasTr = text, path, true
		if t.Transformation, err = url.PathUnescape(t.Transformation); err != nil {
			return t, errors.New("the transformation is malformed")
		}
	}
	text := t.Transformation
	t.parsed = sync.OnceValues(func() (*transformation, error) { return parseTransformation(text) })
	p, err := url.PathUnescape(rest)
	if err != nil {
		return t, errors.New("the path is malformed")
	}
	p, t.Suffix = cutSuffix(p)
	t.Path = "/" + withoutSEOName(p)
	return t, nil
}

// Suffix is the last segment of a URL that asks for a file which is made of the one before it.
type Suffix string

// The suffixes of the service.
// https://imagekit.io/docs/create-video-thumbnails, https://imagekit.io/docs/vector-and-animated-images,
// https://imagekit.io/docs/adaptive-bitrate-streaming
const (
	Thumbnail Suffix = "ik-thumbnail.jpg" // of a video, or a page or frame of a picture or document
	GIFVideo  Suffix = "ik-gif-video.mp4" // of a GIF
	Video     Suffix = "ik-video.mp4"     // of a video whose name does not end in .mp4
	HLS       Suffix = "ik-master.m3u8"   // of a video
	DASH      Suffix = "ik-master.mpd"    // of a video
)

// cutSuffix returns a path without its suffix, and the suffix. As in the documentation, ik-video.mp4 can be followed by
// another suffix, which counts.
func cutSuffix(p string) (rest string, suffix Suffix) {
	for _, s := range []Suffix{Thumbnail, GIFVideo, HLS, DASH} {
		if rest, ok := cutSegment(p, string(s)); ok {
			p, suffix = rest, s
			break
		}
	}
	if rest, ok := cutSegment(p, string(Video)); ok {
		return rest, cmp.Or(suffix, Video)
	}
	return p, suffix
}

// cutSegment returns a path without its last segment if that is a given one.
func cutSegment(p, segment string) (rest string, ok bool) {
	if p == segment {
		return "", true
	}
	return strings.CutSuffix(p, "/"+segment)
}

// withoutSEOName returns the path of the file that a path with an SEO-friendly name means: ik-seo/a/b/name.jpg is
// a/b.jpg. Other paths stay as they are. https://imagekit.io/docs/dynamic-seo-suffix
//
// Assumed: the first segment ik-seo never names a folder. The extension of the SEO-friendly name is that of the file.
func withoutSEOName(p string) string {
	rest, ok := strings.CutPrefix(p, "ik-seo/")
	if !ok || !strings.Contains(rest, "/") {
		return p
	}
	return path.Dir(rest) + path.Ext(rest)
}

// cutTransformation returns a path without its segment that begins with "tr:", and the transformation in this segment.
// The segment can follow folders: the vendor's SDK for PHP writes it directly before the name of the file.
//
// Assumed: if several segments of a URL begin with tr:, the first one is the transformation. The last segment is always
// the name of a file.
func cutTransformation(path string) (rest, text string, ok bool) {
	segments := strings.Split(path, "/")
	i := slices.IndexFunc(segments[:len(segments)-1], func(s string) bool { return strings.HasPrefix(s, "tr:") })
	if i < 0 {
		return path, "", false
	}
	text = strings.TrimPrefix(segments[i], "tr:")
	return strings.Join(slices.Delete(segments, i, i+1), "/"), text, true
}

// Transformed reports whether the URL requests something other than the original file.
func (t Target) Transformed() bool { return t.hasTr || t.Suffix != "" }

// Chain returns the transformation, nil if there is none or if it is malformed.
func (t Target) Chain() urlbuilder.Chain {
	if !t.hasTr {
		return nil
	}
	parsed, err := t.parsed()
	if err != nil {
		return nil
	}
	return parsed.chain
}

// fallback returns the path of the default image of the transformation, or an empty string.
func (t Target) fallback() string {
	return defaultImage(t.Chain())
}

// onlyNamed reports whether the transformation consists of named transformations only.
func (t Target) onlyNamed() bool {
	if !t.hasTr {
		return false
	}
	parsed, err := t.parsed()
	return err == nil && parsed.only
}
