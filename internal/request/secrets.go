package request

import (
	"net/url"
	"strings"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/redact"
)

// Names returns a set of names.
func Names(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// Secrets returns the secrets in the request that a server can repeat: the fields that openapi.yaml marks as
// credentials, and the queries and user names of all URLs, because any query can be a signature.
func (c *Call) Secrets() []string {
	var s secrets
	query, _ := url.ParseQuery(c.RawQuery())
	for _, values := range query {
		for _, value := range values {
			s.addURL(value)
		}
	}
	if c.form != nil {
		for name, value := range c.form.Fields() {
			s.addNamed(c.Credentials, name, value)
		}
		s.addURL(c.form.FileText())
	}
	if body, err := c.JSONBody(); err == nil && body != nil {
		var value any
		_ = decode.Any(body, &value) // no error, because JSONBody has encoded it
		s.addJSON(c.Credentials, value)
	}
	return s
}

type secrets []string

// addNamed adds the secrets in a field, the text of which can be JSON.
func (s *secrets) addNamed(names map[string]bool, name, text string) {
	var value any
	switch {
	case names[name]:
		*s = append(*s, text)
	case decode.Any([]byte(text), &value) == nil:
		s.addJSON(names, value)
	}
	s.addURL(text)
}

func (s *secrets) addJSON(names map[string]bool, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if text, ok := member.(string); ok && names[name] {
				*s = append(*s, text)
			}
			s.addJSON(names, member)
		}
	case []any:
		for _, element := range v {
			s.addJSON(names, element)
		}
	case string:
		s.addURL(v)
	}
}

// addURL adds the parts of a URL that can be secret: the query, the long values in the query, the userinfo and the
// password. It adds the values and the password escaped, as in the URL, and unescaped.
func (s *secrets) addURL(text string) {
	const shortest = 8 // bytes of the shortest value that can be a signature
	query, userinfo, ok := redact.URLSecrets(text)
	if !ok {
		return
	}
	_, password, _ := strings.Cut(userinfo, ":")
	*s = append(*s, query, userinfo, password, unescaped(password))
	for pair := range strings.SplitSeq(query, "&") {
		if _, value, _ := strings.Cut(pair, "="); len(value) >= shortest {
			*s = append(*s, value, unescaped(value))
		}
	}
}

// unescaped returns a part of a URL without its escapes, or "" if an escape is malformed.
func unescaped(part string) string {
	text, _ := url.PathUnescape(part)
	return text
}
