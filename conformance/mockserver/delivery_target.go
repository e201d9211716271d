package mockserver

import (
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
)

// target is what a delivery URL asks for.
type target struct {
	// what follows the account's URL endpoint, byte for byte as the client sent it: signatures are about these bytes
	tail           string
	prefix         string // of the URL endpoint, with a slash at its end; empty for the account's own
	path           string // in the library
	transformation string // from the path or the query, decoded; empty if there is none
	rendition      string // what is made of a video: the last segment of the path if it begins with ik-
	query          url.Values
}

// parseTarget reads what follows the account's URL endpoint. Parameters that it does not know, such as updatedAt, do
// not matter.
//
// Assumed: the prefix of a URL endpoint wins over a folder of the same name at the root of the library, whose files can
// be reached with the prefix before the folder only.
func (a *api) parseTarget(tail string) (target, error) {
	t := target{tail: tail}
	rest, rawQuery, _ := strings.Cut(tail, "?")
	for _, prefix := range a.endpointPrefixes() {
		if after, ok := strings.CutPrefix(rest, prefix+"/"); ok && len(prefix) >= len(t.prefix) {
			t.prefix, rest = prefix+"/", after
		}
	}
	var err error
	// Only ampersands separate parameters; url.ParseQuery would refuse semicolons.
	if t.query, err = url.ParseQuery(strings.ReplaceAll(rawQuery, ";", "%3B")); err != nil {
		return t, errors.New("the query is malformed")
	}
	t.transformation = t.query.Get("tr")
	if first, after, ok := strings.Cut(rest, "/"); ok && strings.HasPrefix(first, "tr:") {
		t.transformation, rest = strings.TrimPrefix(first, "tr:"), after
		if t.transformation, err = url.PathUnescape(t.transformation); err != nil {
			return t, errors.New("the transformation is malformed")
		}
	}
	p, err := url.PathUnescape(rest)
	if err != nil {
		return t, errors.New("the path is malformed")
	}
	t.path = "/" + p
	if name := path.Base(p); strings.HasPrefix(name, "ik-") && slices.Contains(renditions, strings.TrimSuffix(name, path.Ext(name))) {
		t.rendition, t.path = name, path.Dir(t.path)
	}
	return t, nil
}

// renditions are what can be made of a video, without their extensions.
// https://imagekit.io/docs/create-video-thumbnails, https://imagekit.io/docs/adaptive-bitrate-streaming
var renditions = []string{"ik-thumbnail", "ik-gif-video", "ik-video", "ik-master"}

// transformed reports whether something else than the original is asked for.
func (t target) transformed() bool {
	return t.transformation != "" || t.rendition != "" || t.query.Has("tr")
}

// fallback is the path of the default image that the transformation names, if it does. Slashes in it are written as @@.
// https://imagekit.io/docs/image-transformation
func (t target) fallback() string {
	for param := range strings.FieldsFuncSeq(t.transformation, func(r rune) bool { return r == ',' || r == ':' }) {
		if name, ok := strings.CutPrefix(param, "di-"); ok {
			return path.Clean("/" + strings.ReplaceAll(name, "@@", "/"))
		}
	}
	return ""
}
