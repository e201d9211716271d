package library

import (
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"

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
	rendition      string // name of a file made of a video, such as ik-thumbnail.jpg; the last segment of the path
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
	p, err := url.PathUnescape(rest)
	if err != nil {
		return t, errors.New("the path is malformed")
	}
	if name := path.Base(p); slices.Contains(renditions, strings.TrimSuffix(name, path.Ext(name))) {
		t.rendition, p = name, strings.TrimPrefix(path.Dir("/"+p), "/")
	}
	t.Path = "/" + withoutSEOName(p)
	return t, nil
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

// renditions are the names of files that can be made of a video, without extensions.
// https://imagekit.io/docs/create-video-thumbnails, https://imagekit.io/docs/adaptive-bitrate-streaming
var renditions = []string{"ik-thumbnail", "ik-gif-video", "ik-video", "ik-master"}

// Transformed reports whether the URL requests something other than the original file.
func (t Target) Transformed() bool { return t.hasTr || t.rendition != "" }

// Chain returns the transformation, nil if there is none or if it is malformed.
func (t Target) Chain() urlbuilder.Chain {
	if !t.hasTr {
		return nil
	}
	parsed, err := parseTransformation(t.Transformation)
	if err != nil {
		return nil
	}
	return parsed.chain
}

// MakesFile reports whether the last segment of the URL names a file to make, such as ik-thumbnail.jpg.
func (t Target) MakesFile() bool { return t.rendition != "" }

// fallback returns the path of the default image of the transformation, or an empty string.
func (t Target) fallback() string {
	return defaultImage(t.Chain())
}
