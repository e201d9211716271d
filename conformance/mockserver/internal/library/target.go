package library

import (
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Target is what a delivery URL asks for.
type Target struct {
	// what follows the account's URL endpoint, byte for byte as the client sent it: signatures are about these bytes
	tail           string
	Prefix         string // of the URL endpoint, with a slash at its end; empty for the account's own
	Path           string // in the library
	Transformation string // from the path or the query, decoded; empty if there is none
	hasTr          bool   // a transformation is in the path or the query, even an empty one
	rendition      string // what is made of a video: the last segment of the path if it begins with ik-
	Query          url.Values
}

// ParseTarget parses what follows the account's URL endpoint in a URL. It ignores unknown parameters, such as
// updatedAt.
//
// Assumed: the prefix of a URL endpoint wins over a folder of the same name at the root of the library. Files in this
// folder can be reached with the prefix before the folder only.
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

// cutTransformation returns a path without its segment that begins with "tr:", and the text behind that.
//
// A transformation can stand behind folders too: the URLs of the vendor's SDK for PHP have it directly before the name
// of the file.
//
// Assumed: if several segments of a URL begin with tr:, the first one is the transformation, and the last segment is
// always a name.
func cutTransformation(path string) (rest, text string, ok bool) {
	segments := strings.Split(path, "/")
	i := slices.IndexFunc(segments[:len(segments)-1], func(s string) bool { return strings.HasPrefix(s, "tr:") })
	if i < 0 {
		return path, "", false
	}
	text = strings.TrimPrefix(segments[i], "tr:")
	return strings.Join(slices.Delete(segments, i, i+1), "/"), text, true
}

// renditions are what can be made of a video, without their extensions.
// https://imagekit.io/docs/create-video-thumbnails, https://imagekit.io/docs/adaptive-bitrate-streaming
var renditions = []string{"ik-thumbnail", "ik-gif-video", "ik-video", "ik-master"}

// Transformed reports whether the URL asks for anything but the original.
func (t Target) Transformed() bool { return t.hasTr || t.rendition != "" }

// fallback returns the path of the default image of the transformation, or nothing.
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
