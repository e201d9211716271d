package library

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// builder returns a builder for the URL endpoint with a prefix. An empty prefix means the account's own URL endpoint.
func (l *Library) builder(prefix string) (*urlbuilder.Builder, error) {
	endpoint := l.config.URLEndpoint
	if prefix != "" {
		endpoint += "/" + prefix
	}
	return urlbuilder.New(urlbuilder.Config{URLEndpoint: endpoint, PrivateKey: l.config.PrivateKey, Now: l.config.Now})
}

// CutEndpoint returns the part of a URL after the account's URL endpoint, byte for byte.
func (l *Library) CutEndpoint(rawURL string) (tail string, ok bool) {
	return strings.CutPrefix(NormalizeURL(rawURL), l.config.URLEndpoint+"/")
}

// NormalizeURL returns a URL with its scheme and host in lower case and without the default port of the scheme, as
// clients write it. It does not change the rest, because signatures cover its bytes.
func NormalizeURL(rawURL string) string {
	scheme, rest, ok := strings.Cut(rawURL, "://")
	if !ok {
		return rawURL
	}
	host, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	scheme, host = strings.ToLower(scheme), strings.ToLower(host)
	switch scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	}
	return scheme + "://" + host + tail
}

// URL returns the URL under which a path of the library is delivered.
func (l *Library) URL(path string) string {
	u, _ := l.urls.URL(urlbuilder.Options{Path: path}) // cannot fail for a path of the library
	return u
}

// QueryURL returns the URL of a path with a transformation in the query. It omits a transformation that cannot be
// written in a URL.
func (l *Library) QueryURL(path, transformation string) string {
	o := urlbuilder.Options{Path: path, TransformationPosition: urlbuilder.QueryPosition}
	if transformation != "" {
		o.Transformation = urlbuilder.Chain{{urlbuilder.RawParam(transformation)}}
	}
	if u, err := l.urls.URL(o); err == nil {
		return u
	}
	return l.URL(path)
}

// CheckTransformation returns remarks on the transformation of a target, or an error if it is malformed.
func (l *Library) CheckTransformation(t Target) (Remarks, error) {
	if !t.hasTr {
		return Remarks{}, nil
	}
	parsed, err := t.parsed()
	if err != nil {
		return Remarks{}, err
	}
	return parsed.check(l.hasNamed)
}

// Find returns the file of a target: the version that the URL names, or else the current one. If it does not exist or
// is not published, Find returns the default image of the transformation. Files that are not published are never
// delivered, not even with a signed URL.
func (l *Library) Find(t Target) (Asset, bool) {
	f, found := l.AtPath(t.Path)
	if id := t.Query.Get("ik-obj-version"); found && id != "" {
		v, err := l.Version(f.FileID, id)
		f, found = v, err == nil
	}
	if found = found && f.Published; found {
		return f, true
	}
	f, found = l.AtPath(t.fallback())
	return f, found && f.Published
}

// CheckDelivery checks the signature of a URL. A private file needs a valid one, unless the transformation consists of
// named transformations, which the account has allowed. If another URL has a signature, it must be valid too: the
// service refuses a URL that was changed after it was signed, or that has expired.
func (l *Library) CheckDelivery(a Asset, t Target) error {
	open := !a.Private || t.onlyNamed()
	if open && !t.Query.Has("ik-s") {
		return nil
	}
	urls, err := l.builder(strings.TrimSuffix(t.Prefix, "/"))
	if err != nil {
		return err
	}
	err = urls.Verify(l.config.URLEndpoint+"/"+t.tail, urlbuilder.VerifyOptions{Time: l.config.Now()})
	switch {
	case !errors.Is(err, urlbuilder.ErrSignatureMissing):
		return err
	case t.Query.Has("ik-s"):
		return errors.New("ik-s is not the last parameter of the URL; nothing can be added to a signed URL")
	}
	return errors.New("the file is private, and the URL is not signed")
}

// OriginalURL returns the URL of a file that was found for a target, without the transformation and the suffix. It is
// signed, with the same expiry, if the URL of the target is.
func (l *Library) OriginalURL(a Asset, t Target) (string, error) {
	urls, err := l.builder(strings.TrimSuffix(t.Prefix, "/"))
	if err != nil {
		return "", err
	}
	o := urlbuilder.Options{Path: a.Path, Signed: t.Query.Has("ik-s")}
	if seconds, err := strconv.ParseInt(t.Query.Get("ik-t"), 10, 64); err == nil && o.Signed {
		o.ExpiresAt = time.Unix(seconds, 0)
	}
	if id := t.Query.Get("ik-obj-version"); id != "" {
		o.QueryParameters = []urlbuilder.QueryParameter{{Name: "ik-obj-version", Value: id}}
	}
	return urls.URL(o)
}

// Limits of images that the service transforms.
// https://imagekit.io/docs/limits
const (
	maxInputSize  = 40 << 20 // bytes
	maxVectorSize = 5 << 20
	maxPixels     = 100_000_000
)

// CheckLimits returns an error if a file is too large for the transformation of a target.
func (l *Library) CheckLimits(a Asset, t Target) error {
	isPicture := a.FileType() == FileTypeImage
	switch {
	case !t.Transformed():
		return nil
	case a.isDocument() && a.Blob.Size > maxVectorSize:
		return errors.New("the file is larger than 5 MB")
	case isPicture && a.Blob.Size > maxInputSize:
		return errors.New("the image is larger than 40 MB")
	case isPicture && a.Image != nil && int64(a.Image.Width)*int64(a.Image.Height) > maxPixels:
		return errors.New("the image has more than 100 megapixels")
	}
	return nil
}

// AtURL returns the file of a delivery URL. It ignores the transformation and the signature.
func (l *Library) AtURL(rawURL string) (Asset, error) {
	tail, under := l.CutEndpoint(rawURL)
	if !under {
		return Asset{}, ErrMetadataURL
	}
	t, err := l.ParseTarget(tail)
	if err != nil {
		return Asset{}, invalid("url", err.Error())
	}
	a, found := l.AtPath(t.Path)
	if !found {
		return Asset{}, ErrMetadataNotFound
	}
	return a, nil
}
