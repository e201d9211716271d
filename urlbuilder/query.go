package urlbuilder

import (
	"slices"
	"strings"
)

// appendQuery appends the query: the existing query of a Src, the parameters, and the chain unless it is empty.
func (b *Builder) appendQuery(u *unsigned, existing string, parameters []QueryParameter, chain Chain) error {
	for _, p := range parameters {
		switch p.Name {
		case "":
			return &BuildError{Field: "QueryParameters", Value: strings.Clone(p.Value), Reason: "must have a name"}
		case "ik-s", "ik-t":
			reason := "is reserved for the signature"
			return &BuildError{Field: "QueryParameters", Param: strings.Clone(p.Name), Reason: reason}
		}
	}
	existing = withoutSignature(existing)
	switch {
	case existing != "" && b.dialect == Current && len(parameters) == 0:
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

// appendExisting appends a query. It encodes only characters that a URL cannot contain or that browsers rewrite.
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

// manyParams is the number of query parameters above which they are not compared with each other.
const manyParams = 16

// repeats reports whether two parameters have the same name, or one has the name of the transformation's parameter. It
// also returns true if there are too many parameters for this comparison.
func repeats(parameters []QueryParameter, chain Chain) bool {
	if len(parameters) > manyParams {
		return true
	}
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

func (u *unsigned) parameter(p QueryParameter) {
	u.out = appendEncoded(append(u.out, u.separator), p.Name, inForm)
	u.out = appendEncoded(append(u.out, '='), p.Value, inForm)
	u.separator = '&'
}

// appendTransformation appends tr=CHAIN, form-encoded in the classic dialect, unless the chain is empty.
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

// mergeQuery is the slow path, for a query that can have several parameters of the same name: the classic dialect
// replaces parameters in place, the current dialect appends them.
func (b *Builder) mergeQuery(u *unsigned, existing, parameters []QueryParameter, chain Chain) error {
	added := cloneParameters(parameters)
	merged := slices.Concat(existing, added)
	if b.dialect == Classic {
		merged = replace(existing, added)
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
		if len(u.out) == before { // the chain is empty: the existing tr is kept
			u.parameter(p)
		}
	}
	if tr >= 0 {
		return nil
	}
	return b.appendTransformation(u, chain)
}

// cloneParameters returns a copy that shares nothing with the parameters of the caller. Without it, the compiler would
// put the caller's Options into the heap.
func cloneParameters(parameters []QueryParameter) []QueryParameter {
	var all strings.Builder
	for _, p := range parameters {
		all.WriteString(p.Name)
		all.WriteString(p.Value)
	}
	copied, rest := make([]QueryParameter, len(parameters)), all.String()
	for i, p := range parameters {
		name, value := len(p.Name), len(p.Name)+len(p.Value)
		copied[i], rest = QueryParameter{rest[:name], rest[name:value]}, rest[value:]
	}
	return copied
}

// replace merges new parameters into existing ones. If several new parameters have the same name, only the last one is
// kept. It replaces the first parameter with this name, existing or new; all others with this name are removed.
func replace(existing, parameters []QueryParameter) []QueryParameter {
	values := make(map[string]string, len(parameters))
	for _, p := range parameters {
		values[p.Name] = p.Value
	}
	merged := make([]QueryParameter, 0, len(existing)+len(parameters))
	placed := make(map[string]bool, len(values))
	for _, p := range slices.Concat(existing, parameters) {
		value, isNew := values[p.Name]
		switch {
		case !isNew:
			merged = append(merged, p)
		case !placed[p.Name]:
			placed[p.Name] = true
			merged = append(merged, QueryParameter{p.Name, value})
		}
	}
	return merged
}

// withoutRepeats removes all parameters of a name except the first one. It returns the index of the first one, or -1 if
// the list does not contain the name.
func withoutRepeats(list []QueryParameter, name string) ([]QueryParameter, int) {
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

// parseQuery splits a query into parameters and decodes them as a form.
func parseQuery(query string) []QueryParameter {
	var list []QueryParameter
	for part := range strings.SplitSeq(strings.Clone(query), "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			list = append(list, QueryParameter{unescape(name), unescape(value)})
		}
	}
	return list
}

// withoutSignature returns a query without the parameters of a signature, because the signature would be invalid for
// the new URL.
func withoutSignature(query string) string {
	if !hasSignature(query) {
		return query
	}
	var kept []string
	for part := range strings.SplitSeq(strings.Clone(query), "&") {
		if !isSignature(part) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

// hasSignature reports whether a query has a parameter of a signature.
func hasSignature(query string) bool {
	for more := true; more; {
		var part string
		if part, query, more = strings.Cut(query, "&"); isSignature(part) {
			return true
		}
	}
	return false
}

// isSignature reports whether a part of a query is a parameter of a signature. Its name can be percent-encoded.
func isSignature(part string) bool {
	name, _, _ := strings.Cut(part, "=")
	switch unescape(name) {
	case "ik-s", "ik-t":
		return true
	}
	return false
}

// decodePercent decodes percent-encoding. A percent sign that is not followed by two hexadecimal digits is kept.
func decodePercent(s string) string { return decode(s, false) }

// unescape decodes form encoding. A percent sign that is not followed by two hexadecimal digits is kept.
func unescape(s string) string { return decode(s, true) }

func decode(s string, form bool) string {
	if strings.IndexByte(s, '%') < 0 && (!form || strings.IndexByte(s, '+') < 0) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+' && form:
			out = append(out, ' ')
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, hexDigit(s[i+1])<<4|hexDigit(s[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
