package library

import (
	"errors"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// builder makes URLs of a URL endpoint, and verifies them, as clients do. The prefix is empty for the account's own.
func (l *Library) builder(prefix string) (*urlbuilder.Builder, error) {
	endpoint := l.config.URLEndpoint
	if prefix != "" {
		endpoint += "/" + prefix
	}
	return urlbuilder.New(urlbuilder.Config{URLEndpoint: endpoint, PrivateKey: l.config.PrivateKey, Now: l.config.Now})
}

// CutEndpoint returns what follows the account's URL endpoint in a URL.
func (l *Library) CutEndpoint(rawURL string) (tail string, ok bool) {
	return strings.CutPrefix(rawURL, l.config.URLEndpoint+"/")
}

// URL returns where a path of the library is delivered. Paths of the library always fit into a URL.
func (l *Library) URL(path string) string {
	u, _ := l.urls.URL(urlbuilder.Options{Path: path})
	return u
}

// QueryURL returns where a path is delivered with a transformation in the query. A transformation that no URL can have
// is left out.
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

// CheckTransformation returns the parameters of a target's transformation that are unknown: they may be new, or
// misspelt. One that is malformed is an error. A target without one has none.
func (l *Library) CheckTransformation(t Target) (unknown []string, err error) {
	if !t.Transformed() || t.Transformation == "" && t.rendition != "" {
		return nil, nil
	}
	return checkTransformation(t.Transformation, l.hasNamed)
}

// Find looks for the file of a target, for one of its versions if the URL names one, and for the default image.
func (l *Library) Find(t Target) (Asset, bool) {
	f, found := l.AtPath(t.Path)
	if id := t.Query.Get("ik-obj-version"); found && id != "" {
		v, err := l.Version(f.FileID, id)
		return v, err == nil
	}
	if fallback := t.fallback(); !found && fallback != "" {
		return l.AtPath(fallback)
	}
	return f, found
}

// CheckDelivery wants a valid signature for a file that is private or not published; one that is there must be valid in
// any case. With a named transformation, which the account has allowed, a private file needs none.
//
// Assumed: the service checks the signature of a public file too. If it does not, the mock finds a mistake that does no
// harm there.
func (l *Library) CheckDelivery(a Asset, t Target) error {
	open := a.Published && (!a.Private || onlyNamed(t.Transformation))
	if open && !t.Query.Has("ik-s") {
		return nil
	}
	urls, err := l.builder(strings.TrimSuffix(t.Prefix, "/"))
	if err != nil {
		return err
	}
	err = urls.Verify(l.config.URLEndpoint+"/"+t.tail, urlbuilder.VerifyOptions{Now: l.config.Now()})
	switch {
	case !errors.Is(err, urlbuilder.ErrSignatureMissing):
		return err
	case t.Query.Has("ik-s"):
		return errors.New(
			"the query of the URL has ik-s, but not at its end: nothing can be added to a URL that is signed")
	}
	return errors.New("the file is private or not published, and the URL is not signed")
}

// AtURL returns the file that a delivery URL is about, whatever transformation and signature it has.
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
