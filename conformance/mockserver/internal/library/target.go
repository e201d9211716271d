package library

import (
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
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
	t.Path = "/" + p
	if name := path.Base(p); slices.Contains(renditions, strings.TrimSuffix(name, path.Ext(name))) {
		t.rendition, t.Path = name, path.Dir(t.Path)
	}
	return t, nil
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

// fallback returns the path of the default image of the transformation, or an empty string.
func (t Target) fallback() string {
	if !t.hasTr {
		return ""
	}
	parsed, err := parseTransformation(t.Transformation)
	if err != nil {
		return ""
	}
	return defaultImage(parsed.chain)
}
