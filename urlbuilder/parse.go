package urlbuilder

import (
	"slices"
	"strings"
	"time"
)

// Parse returns the options of a delivery URL under the builder's URL endpoint. If a builder of the same dialect has
// built the URL, the options build the same URL again. The transformation is taken from the path or the query, and is
// parsed as in the service: it is decoded once, then split. Layers are returned with all their content. Signed and
// ExpiresAt are set from the signature, which is not verified; see [Builder.Verify]. If the URL cannot be built in the
// same form from Path and QueryParameters, such as one with ?a&b=/, it is returned in Src, without a transformation at
// the end of the query.
//
// The error is [ErrEndpointMismatch] for a URL that is not under the URL endpoint. It is a [BuildError] for a URL that
// no Options can build: one that has an ik-t in a form that this package does not write, an ik-t or ik-s that is not at
// the end, or a layer without an end.
//
// The returned parameters have their names in URLs, so the dialect does not affect them.
func (b *Builder) Parse(rawURL string) (Options, error) {
	tail, ok := strings.CutPrefix(rawURL, b.endpoint)
	if !ok || b.endpoint == "" {
		return Options{}, ErrEndpointMismatch
	}
	tail, _, _ = strings.Cut(tail, "#")
	var o Options
	if tail, _, o.Signed = cutLastParameter(tail, "ik-s="); o.Signed {
		before, value, expires := cutLastParameter(tail, "ik-t=")
		if expires {
			expiry, err := parseExpiry(value)
			if err != nil {
				return Options{}, err
			}
			tail, o.ExpiresAt = before, time.Unix(expiry, 0)
		}
	}
	path, query, _ := strings.Cut(tail, "?")
	atEnd, err := b.parseQuery(&o, query)
	if err != nil {
		return Options{}, err
	}
	src := o.withSrc(b.endpoint+path, query, atEnd)
	if !b.keepsParameters(&o, query, atEnd) {
		return src, nil
	}
	o.takeParameters()
	if rest, isSEO := strings.CutPrefix(path, seoPrefix); isSEO {
		if seo, keeps, err := b.parsePath(o, rest, true); keeps && err == nil {
			return seo, nil
		}
	}
	parsed, keeps, err := b.parsePath(o, path, false)
	switch {
	case err != nil:
		return Options{}, err
	case !keeps:
		return src, nil
	}
	return parsed, nil
}

// parsePath sets what a path contains: a transformation, the path of the file, and what is made of it. seo reports
// whether it is the path after ik-seo. keeps reports whether the builder writes the path exactly as in the URL.
func (b *Builder) parsePath(o Options, path string, seo bool) (parsed Options, keeps bool, err error) {
	if chain, rest, found := cutTransformation(path); found && o.Transformation == nil {
		o.Transformation, _, err = b.chainOf(decodePercent(chain), chain, chain, inPath)
		if err != nil {
			return Options{}, false, err
		}
		o.TransformationPosition, path = PathPosition, rest
	}
	variant := o
	variant.parseVariant(path, seo)
	if seo == (variant.SEOName != "") && b.keepsPath(&variant, path) {
		return variant, true, nil
	}
	o.Path = "/" + path
	return o, !seo && b.keepsPath(&o, path), nil
}

// cutTransformation splits a path that begins with tr:CHAIN/ into the chain and the rest.
func cutTransformation(path string) (chain, rest string, found bool) {
	chain, found = strings.CutPrefix(path, "tr:")
	if !found {
		return "", path, false
	}
	chain, rest, found = strings.Cut(chain, "/")
	if !found || strings.Trim(chain, ":,") == "" {
		return "", path, false
	}
	return chain, rest, true
}

// parseQuery sets the query parameters and the transformation. In the classic dialect, the parameter tr is the
// transformation at any position, and keeps its position. In the current dialect, only the last parameter can be the
// transformation. atEnd reports whether the transformation is the last parameter.
func (b *Builder) parseQuery(o *Options, query string) (atEnd bool, err error) {
	if query == "" {
		return false, nil
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		last := i == len(parts)-1
		var chain Chain
		if name == "tr" && o.Transformation == nil && (last || b.dialect == Classic) {
			chain, err = b.parseParameter(value)
		}
		if err == nil && chain == nil {
			err = o.addParameter(unescape(name), unescape(value))
		}
		if err != nil {
			return false, err
		}
		if chain == nil {
			continue
		}
		o.Transformation, o.TransformationPosition, atEnd = chain, QueryPosition, last
		if !last {
			o.QueryParameters = append(o.QueryParameters, QueryParameter{Name: "tr"}) // keeps the position
		}
	}
	return atEnd, nil
}

// addParameter adds a query parameter that is not part of a signature.
func (o *Options) addParameter(name, value string) error {
	if name == "ik-t" || name == "ik-s" {
		return &BuildError{
			Field: "QueryParameters", Param: name, Reason: "must be part of a signature at the end of the URL",
		}
	}
	o.QueryParameters = append(o.QueryParameters, QueryParameter{name, value})
	return nil
}

// keepsParameters reports whether the builder writes the query parameters exactly as in the query.
func (b *Builder) keepsParameters(o *Options, query string, atEnd bool) bool {
	names := make(map[string]bool, len(o.QueryParameters)+1)
	names["tr"] = atEnd // a transformation at the end would replace another tr
	var u unsigned
	for _, p := range o.QueryParameters {
		if p.Name == "" || b.dialect == Classic && names[p.Name] {
			return false
		}
		names[p.Name] = true
		u.separator = '&'
		u.parameter(p)
	}
	if b.dialect == Classic || query == "" { // Src would be written in the same way
		return true
	}
	rest, ok := strings.CutPrefix("&"+query, string(u.out))
	return ok && (rest == "" || strings.HasPrefix(rest, "&tr=") && o.Transformation != nil)
}

// keepsPath reports whether the builder writes the path exactly as in the URL.
func (b *Builder) keepsPath(o *Options, path string) bool {
	transformed := o.TransformationPosition == PathPosition
	written, err := o.appendFile(nil, transformed || b.dialect == Current, o.Signed)
	return err == nil && string(written) == path && o.checkVariant() == nil
}

// withSrc returns the options with Src in place of Path and QueryParameters. Src includes the query, except for a
// transformation at its end.
func (o Options) withSrc(src, query string, atEnd bool) Options {
	out := Options{Src: src, Signed: o.Signed, ExpiresAt: o.ExpiresAt}
	another := slices.ContainsFunc(o.QueryParameters, func(p QueryParameter) bool { return p.Name == "tr" })
	if last := strings.LastIndexByte(query, '&'); atEnd && !another && last != 0 { // ?&tr=w-1 is kept in Src
		query, out.Transformation = query[:max(last, 0)], o.Transformation
	}
	if query != "" {
		out.Src += "?" + query
	}
	return out
}

// parseParameter reads the value of tr. It returns nil for a value that would not be built in the same way, such as an
// empty one; such a tr is treated as an ordinary query parameter.
func (b *Builder) parseParameter(value string) (Chain, error) {
	text, raw, place := unescape(value), value, inReadable
	if b.dialect == Classic {
		raw, place = text, inForm
	}
	if strings.Trim(text, ":,") == "" {
		return nil, nil
	}
	chain, same, err := b.chainOf(text, raw, value, place)
	if err != nil || !same {
		return nil, err
	}
	return chain, nil
}

// chainOf reads decoded transformation text. It reports whether the chain is built as it was written in the URL. Text
// with parameters that would be built differently, such as w-1,,h-2, is kept in one piece as a [RawParam].
func (b *Builder) chainOf(text, raw, inURL string, place encoding) (chain Chain, same bool, err error) {
	chain, err = parseChain(text)
	if err != nil {
		return nil, false, err
	}
	for _, candidate := range []Chain{chain, {{RawParam(raw)}}} {
		if built, err := appendChain(nil, candidate, place, b.dialect); err == nil && string(built) == inURL {
			return candidate, true, nil
		}
	}
	return chain, false, nil
}
