package redact

import "strings"

// URLSecrets returns the parts of an HTTP URL that can be secret, without unescaping them: the query, in which any
// value can be a signature, and the userinfo. ok is false for a text that is not an HTTP URL.
func URLSecrets(text string) (query, userinfo string, ok bool) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return "", "", false
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ = strings.Cut(rest, "?")
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		userinfo = authority[:at]
	}
	return query, userinfo, true
}

// URL returns an HTTP URL with marks in place of the parts that can be secret. It returns any other text unchanged.
func URL(text string) string {
	query, userinfo, ok := URLSecrets(text)
	if !ok {
		return text
	}
	if query != "" {
		text = strings.Replace(text, "?"+query, "?"+Mark, 1)
	}
	if userinfo != "" {
		text = strings.Replace(text, "//"+userinfo+"@", "//"+Mark+"@", 1)
	}
	return text
}
