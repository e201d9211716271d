package urlbuilder

import "strings"

// Prepared builds URLs that differ only in their paths and expiries. [Builder.Prepare] checks and encodes everything
// else, such as the transformation, once. A Prepared is safe for concurrent use.
type Prepared struct {
	builder *Builder
	before  string // what is written before the path
	tail    int    // index in before at which the signed part begins
	after   string // what is written after the path: the query, or nothing
	// separator is written before the next query parameter.
	separator byte
	rendition Rendition // written between the path and after
	collapse  bool      // whether several slashes in a path become one
	signed    bool
	expiry    expiry
}

// Prepare returns a [Prepared], which builds the URLs of many paths with the same options. o.Path, o.Src, o.SEOName,
// o.Prompt and o.Version must be empty, because they belong to one file. With o.ExpiresIn, each URL expires that long
// after it is built. The error, if any, is a [BuildError].
func (b *Builder) Prepare(o Options) (*Prepared, error) {
	for _, field := range []struct{ name, value string }{
		{"Path", o.Path}, {"Src", o.Src}, {"SEOName", o.SEOName}, {"Prompt", o.Prompt}, {"Version", o.Version},
	} {
		if field.value != "" {
			return nil, &BuildError{Field: field.name, Reason: "must be empty, because it is different for each URL"}
		}
	}
	p := &Prepared{builder: b, signed: o.signed(), expiry: o.expiry()}
	if p.signed {
		if !b.signs {
			return nil, errNoKey()
		}
		if err := p.expiry.check(); err != nil {
			return nil, err
		}
	}
	if err := o.Rendition.check(o.Transformation); err != nil {
		return nil, err
	}
	p.rendition = o.Rendition
	u, transformed, err := b.beforePath(nil, &o)
	if err != nil {
		return nil, err
	}
	p.before, p.tail, p.collapse = string(u.out), u.tail, transformed || b.dialect == Current
	if err := b.afterPath(&u, &o); err != nil {
		return nil, err
	}
	p.after, p.separator = string(u.out[len(p.before):]), u.separator
	return p, nil
}

// URL returns the URL of a path, which is written as [Options].Path describes. The error, if any, is a [BuildError].
func (p *Prepared) URL(path string) (string, error) {
	plain := !p.signed && p.rendition == ""
	if trimmed := strings.TrimPrefix(path, "/"); plain && trimmed != "" && isCleanPath(trimmed) {
		return p.before + trimmed + p.after, nil
	}
	w := p.builder.scratchPool.Get().(*scratch)
	defer p.builder.release(w)
	out, err := p.append(w.buffer[:0], path, w)
	if err != nil {
		return "", err
	}
	w.buffer = out
	return string(out), nil
}

// AppendURL appends the URL of a path to dst and returns the extended slice, or dst itself and a [BuildError].
func (p *Prepared) AppendURL(dst []byte, path string) ([]byte, error) {
	if !p.signed {
		return p.append(dst, path, nil)
	}
	w := p.builder.scratchPool.Get().(*scratch)
	defer p.builder.release(w)
	return p.append(dst, path, w)
}

// append appends the URL of a path. w is needed for signed URLs.
func (p *Prepared) append(dst []byte, path string, w *scratch) ([]byte, error) {
	if path == "" {
		return dst, &BuildError{Field: "Path", Reason: "is required"}
	}
	out := append(dst, p.before...)
	start := len(out)
	out, err := appendSource(out, path, p.collapse, p.signed)
	if err == nil && p.rendition != "" {
		out, err = p.rendition.append(out, start)
	}
	if err != nil {
		return dst, err
	}
	out = append(out, p.after...)
	if !p.signed {
		return out, nil
	}
	expiry, err := p.builder.expiry(p.expiry)
	if err != nil {
		return dst, err
	}
	return w.appendSignature(out, len(dst)+p.tail, p.separator, expiry), nil
}
