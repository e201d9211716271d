package urlbuilder

import (
	"fmt"
	"net/url"
	"strings"
)

// appendQuery appends the query: what a Src brought, the parameters, and the chain if it has something to say.
func (b *Builder) appendQuery(u *unsigned, existing string, parameters []Parameter, chain Chain) error {
	for _, p := range parameters {
		switch p.Name {
		case "":
			return fmt.Errorf("%w: it has no name", ErrParameter)
		case "ik-s", "ik-t":
			return fmt.Errorf("%w: %s belongs to the signature", ErrParameter, p.Name)
		}
	}
	switch {
	case existing != "" && b.dialect == Current && len(parameters) == 0 && !hasSignature("?"+existing):
		u.out = appendExisting(append(u.out, u.separator), existing)
		u.separator = '&'
	case existing != "":
		return b.mergeQuery(u, parseQuery(existing), parameters, chain)
	case b.dialect == Classic && repeats(parameters, chain):
		return b.mergeQuery(u, nil, parameters, chain)
	}
	for _, p := range parameters {
		u.parameter(p)
	}
	return b.appendTransformation(u, chain)
}

// appendExisting appends a query as it is, except for what no URL may contain and what browsers rewrite.
func appendExisting(out []byte, query string) []byte {
	for i := range len(query) {
		if c := query[i]; c == '&' || c == '+' || allowed[c]&inReadable != 0 {
			out = append(out, c)
		} else {
			out = appendByte(out, query, i, inReadable)
		}
	}
	return out
}

// repeats reports that a parameter stands twice, or in the place of the transformation.
func repeats(parameters []Parameter, chain Chain) bool {
	for i, p := range parameters {
		if p.Name == "tr" && len(chain) > 0 {
			return true
		}
		for _, q := range parameters[:i] {
			if p.Name == q.Name {
				return true
			}
		}
	}
	return false
}

func (u *unsigned) parameter(p Parameter) {
	u.out = appendEncoded(append(u.out, u.separator), p.Name, inForm)
	u.out = appendEncoded(append(u.out, '='), p.Value, inForm)
	u.separator = '&'
}

// appendTransformation appends tr=CHAIN, form-encoded in the classic dialect, unless the chain has nothing to say.
func (b *Builder) appendTransformation(u *unsigned, chain Chain) error {
	if len(chain) == 0 {
		return nil
	}
	place := inReadable
	if b.dialect == Classic {
		place = inForm
	}
	out := append(append(u.out, u.separator), "tr="...)
	start := len(out)
	out, err := appendChain(out, chain, place, b.dialect)
	if err != nil {
		return err
	}
	if len(out) == start {
		return nil
	}
	u.out, u.separator = out, '&'
	return nil
}

// mergeQuery is the slow way, for parameters that meet others of their name: the classic dialect replaces them where they stand,
// the current one appends.
func (b *Builder) mergeQuery(u *unsigned, existing, parameters []Parameter, chain Chain) error {
	merged := existing
	for _, p := range parameters {
		merged = set(merged, p, b.dialect)
	}
	tr := -1
	if b.dialect == Classic && len(chain) > 0 {
		merged, tr = withoutRepeats(merged, "tr")
	}
	for i, p := range merged {
		if i != tr {
			u.parameter(p)
			continue
		}
		before := len(u.out)
		if err := b.appendTransformation(u, chain); err != nil {
			return err
		}
		if len(u.out) == before { // nothing to say: what stood there stays
			u.parameter(p)
		}
	}
	if tr >= 0 {
		return nil
	}
	return b.appendTransformation(u, chain)
}

// set appends a parameter or, in the classic dialect, replaces all of the same name by it.
func set(list []Parameter, p Parameter, dialect Dialect) []Parameter {
	if dialect == Classic {
		var at int
		if list, at = withoutRepeats(list, p.Name); at >= 0 {
			list[at] = p
			return list
		}
	}
	return append(list, p)
}

// withoutRepeats removes all parameters of a name but the first, and returns its place, -1 if there is none.
func withoutRepeats(list []Parameter, name string) ([]Parameter, int) {
	kept, at := list[:0:0], -1
	for _, p := range list {
		if p.Name == name {
			if at >= 0 {
				continue
			}
			at = len(kept)
		}
		kept = append(kept, p)
	}
	return kept, at
}

// parseQuery splits a query like a form, and leaves out a signature, which would not fit any more.
func parseQuery(query string) []Parameter {
	var list []Parameter
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		p := Parameter{unescape(name), unescape(value)}
		if p.Name != "ik-s" && p.Name != "ik-t" {
			list = append(list, p)
		}
	}
	return list
}

// decodePercent decodes percent-encoding; what cannot be decoded stays.
func decodePercent(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	return s
}

// unescape decodes form encoding; what cannot be decoded stays.
func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}
