package urlbuilder

import "strings"

// quickSize is the length in bytes up to which [Builder.URL] allocates nothing but the URL, if [Builder.appendQuick]
// builds it.
const quickSize = 256

// appendQuick appends a URL if nothing in it must be encoded or merged, and it has no error; most URLs are like this.
// separator is written before the next query parameter. If ok is false, the other methods build the URL, or return the
// error.
func (b *Builder) appendQuick(out []byte, o *Options) (url []byte, separator byte, ok bool) {
	path := strings.TrimPrefix(o.Path, "/")
	if !b.isQuick(o) || path == "" || !isCleanPath(path) {
		return nil, 0, false
	}
	out = append(out, b.endpoint...)
	switch {
	case len(o.Transformation) == 0:
		return append(out, path...), '?', true
	case b.position == PathPosition:
		if out, ok = appendQuickChain(append(out, "tr:"...), o.Transformation); !ok {
			return nil, 0, false
		}
		out[len(out)-1] = '/'
		return append(out, path...), '?', true
	}
	out = append(append(out, path...), "?tr="...)
	if out, ok = appendQuickChain(out, o.Transformation); !ok {
		return nil, 0, false
	}
	return out[:len(out)-1], '&', true
}

// isQuick reports whether the URL consists of the builder's URL endpoint, the path and the transformation only, and
// whether the delimiters of the transformation are written unencoded.
func (b *Builder) isQuick(o *Options) bool {
	return b.endpoint != "" && (b.position == PathPosition || b.dialect == Current) &&
		len(o.Src)+len(o.URLEndpoint)+len(o.QueryParameters) == 0 && o.TransformationPosition == DefaultPosition &&
		!o.isVariant() && !o.hasOwnParameters()
}

// appendQuickChain appends the steps of a transformation, with a colon after each.
func appendQuickChain(out []byte, chain Chain) ([]byte, bool) {
	for _, step := range chain {
		var seen seenCodes
		for i := range step {
			p := &step[i]
			info := p.shared
			if info == nil || info.flags&isPlain == 0 || seen.add(info.code) {
				return nil, false
			}
			out = append(p.appendPlain(out, info), ',')
		}
		if len(step) == 0 {
			return nil, false
		}
		out[len(out)-1] = ':'
	}
	return out, true
}
