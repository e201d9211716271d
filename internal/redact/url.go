package redact

import "strings"

// URLSecrets returns what in an HTTP URL can be a secret, as it is written: its query, any value of which can be a
// signature, and its userinfo. It reports false for a text that is no HTTP URL.
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

// URL returns a text with marks in place of what can be a secret if it is an HTTP URL.
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
