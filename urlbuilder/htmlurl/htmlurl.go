// Package htmlurl writes delivery URLs and responsive images into templates of html/template.
//
//	page := template.Must(template.New("page").Funcs(htmlurl.FuncMap(b)).Parse(`
//	  <a href="{{imgURL .Photo}}">
//	    <img {{imgAttrs .Photo "sizes" "(min-width: 768px) 50vw, 100vw" "alt" .Caption "loading" "lazy"}}>
//	  </a>
//	  {{picture .Photo "width" 300 "alt" .Caption}}`))
//
// Paths, texts and attribute values can come from users: they are escaped for their context, and a path cannot leave
// the URL endpoint. If something cannot be written, such as a path that leads out of the URL endpoint, the execution of
// the template fails; execute into a buffer if a page must not be sent in part. Src and URLEndpoint of
// [urlbuilder.Options] must not come from users, because they set the host.
//
// Do not put the strings that package urlbuilder returns into templates directly: html/template treats the commas
// within the URLs of a srcset as separators, and percent-encodes apostrophes and parentheses in a URL, which makes its
// signature invalid.
package htmlurl

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// FuncMap returns functions for templates. Their first argument is the image: a path, or [urlbuilder.Options].
//
//	imgURL IMAGE [CHAIN]          a URL, for href and src; CHAIN is an urlbuilder.Chain that replaces the image's
//	imgSrcset IMAGE [KEY VALUE]…  a srcset, such as for a <source> with a media condition
//	imgAttrs IMAGE [KEY VALUE]…   src, srcset, sizes, width and further attributes, within an <img>
//	picture IMAGE [KEY VALUE]…    a <picture> with sources by format; alt is required, and empty for decoration
//
// The keys that choose URLs are:
//
//	sizes           a string, see [urlbuilder.ResponsiveOptions]
//	width           in CSS pixels, a whole number or its digits, see [urlbuilder.ResponsiveOptions]
//	responsive      urlbuilder.ResponsiveOptions, for other breakpoints; sizes and width after it replace its fields
//	transformation  an urlbuilder.Chain that replaces the image's
//	formats         for picture: the formats, best first, such as "avif,webp", which is the default
//
// The other keys are attributes of the <img>: alt, class, crossorigin, decoding, dir, fetchpriority, height, id, lang,
// loading, referrerpolicy, title, aria-NAME and data-NAME. Any other key is an error, so that no attribute can contain
// a script.
func FuncMap(b *urlbuilder.Builder) template.FuncMap {
	w := writer{b}
	return template.FuncMap{"imgURL": w.url, "imgSrcset": w.srcset, "imgAttrs": w.attributes, "picture": w.picture}
}

type writer struct{ builder *urlbuilder.Builder }

func (w writer) url(image any, chain ...urlbuilder.Chain) (template.URL, error) {
	o, err := options(image)
	if err != nil {
		return "", err
	}
	switch len(chain) {
	case 0:
	case 1:
		o.Transformation = chain[0]
	default:
		return "", fmt.Errorf("got %d transformations, want at most one", len(chain))
	}
	u, err := w.builder.URL(o)
	if err == nil && (o.Signed || o.ExpiresIn != 0 || !o.ExpiresAt.IsZero()) && strings.ContainsAny(u, "'()") {
		u, err = w.signAsWritten(o)
	}
	return template.URL(u), err //nolint:gosec // percent-encoded, http or https
}

// asWritten replaces the characters that html/template percent-encodes in a URL, even in a [template.URL].
var asWritten = strings.NewReplacer("'", "%27", "(", "%28", ")", "%29")

// signAsWritten signs a URL in the form in which html/template writes it. The query is form-encoded, which does not
// change its meaning.
func (w writer) signAsWritten(o urlbuilder.Options) (string, error) {
	unsigned := o
	unsigned.Signed, unsigned.ExpiresIn, unsigned.ExpiresAt = false, 0, time.Time{}
	u, err := w.builder.URL(unsigned)
	if err != nil {
		return "", err
	}
	return w.builder.URL(urlbuilder.Options{
		Src: asWritten.Replace(u), URLEndpoint: o.URLEndpoint,
		Signed: o.Signed, ExpiresIn: o.ExpiresIn, ExpiresAt: o.ExpiresAt,
	})
}

func (w writer) srcset(image any, pairs ...any) (template.Srcset, error) {
	a, err := parse(image, pairs)
	if err != nil {
		return "", err
	}
	if len(a.attributes) > 0 || a.formats != nil {
		return "", errors.New("imgSrcset takes no attributes and no formats")
	}
	set, err := w.builder.Responsive(a.options, a.responsive)
	//nolint:gosec // URLs are percent-encoded, have the scheme http or https, and end where they should
	return template.Srcset(set.SrcSet), err
}

func (w writer) attributes(image any, pairs ...any) (template.HTMLAttr, error) {
	a, err := parse(image, pairs)
	if err != nil {
		return "", err
	}
	if a.formats != nil {
		return "", errors.New("imgAttrs takes no formats; use picture")
	}
	set, err := w.builder.Responsive(a.options, a.responsive)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	writeImage(&out, set, a.attributes)
	//nolint:gosec // FuncMap allows only known names, and values are escaped
	return template.HTMLAttr(strings.TrimPrefix(out.String(), " ")), nil
}

func (w writer) picture(image any, pairs ...any) (template.HTML, error) {
	a, err := parse(image, pairs)
	if err != nil {
		return "", err
	}
	if !a.has("alt") {
		return "", errors.New("picture needs alt, the alternative text; it can be empty for a decorative image")
	}
	p, err := w.builder.Picture(a.options, a.responsive, a.formats...)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("<picture>")
	for _, source := range p.Sources {
		out.WriteString("<source")
		writeAttribute(&out, "type", source.Type)
		writeAttribute(&out, "srcset", source.SrcSet)
		if source.Sizes != "" {
			writeAttribute(&out, "sizes", source.Sizes)
		}
		out.WriteString(">")
	}
	out.WriteString("<img")
	writeImage(&out, p.Image, a.attributes)
	out.WriteString("></picture>")
	return template.HTML(out.String()), nil //nolint:gosec // FuncMap allows only known names, and values are escaped
}
