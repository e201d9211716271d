package rest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/openimagekit/imagekit/internal/redact"
)

// Names makes a set of names.
func Names(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// Secrets returns the values in the request that vouch for something and that a server can repeat: the fields that the
// document marks as credentials, and the queries and user names of URLs. Any URL counts, because any query can be a
// signature.
func (c *Call) Secrets() []string {
	var s secrets
	query, _ := url.ParseQuery(c.RawQuery())
	for _, values := range query {
		for _, value := range values {
			s.addURL(value)
		}
	}
	if c.form != nil {
		for _, field := range c.form.fields {
			s.addNamed(c.Credentials, field.name, field.value)
		}
		s.addURL(c.form.file.text)
	}
	if body, err := c.JSONBody(); err == nil && body != nil {
		var value any
		_ = json.Unmarshal(body, &value) // it has just been encoded
		s.addJSON(c.Credentials, value)
	}
	return s
}

type secrets []string

// addNamed adds a field, which can be JSON itself.
func (s *secrets) addNamed(names map[string]bool, name, text string) {
	var value any
	switch {
	case names[name]:
		*s = append(*s, text)
	case json.Unmarshal([]byte(text), &value) == nil:
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

// addURL adds what in a URL can be a secret: its query, the values in it, and its password; each as it is written and
// as it reads.
func (s *secrets) addURL(text string) {
	const shortest = 8 // of a value that can be a signature
	query, userinfo, ok := secretParts(text)
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

// unescaped returns a part of a URL as it reads, "" if it is malformed.
func unescaped(part string) string {
	text, _ := url.PathUnescape(part)
	return text
}

// secretParts returns the query and the userinfo of a URL as they are written.
func secretParts(text string) (query, userinfo string, ok bool) {
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

// Hide replaces a credential, which is a string or a pointer to one, by a mark.
func Hide(field any) { change(field, func(string) string { return redact.Mark }) }

// HideQuery replaces in a URL, which is a string or a pointer to one, what can be a secret.
func HideQuery(field any) { change(field, withoutQuery) }

func withoutQuery(text string) string {
	query, userinfo, ok := secretParts(text)
	if !ok {
		return text
	}
	if query != "" {
		text = strings.Replace(text, "?"+query, "?"+redact.Mark, 1)
	}
	if userinfo != "" {
		text = strings.Replace(text, "//"+userinfo+"@", "//"+redact.Mark+"@", 1)
	}
	return text
}

// change does not write to what a pointer points to, which is the caller's.
func change(field any, to func(string) string) {
	switch f := field.(type) {
	case *string:
		if *f != "" {
			*f = to(*f)
		}
	case **string:
		if *f != nil {
			*f = new(to(**f))
		}
	}
}

// HideJSON returns a JSON text with marks in place of the properties of these names.
func HideJSON(text json.RawMessage, names map[string]bool) string {
	var value any
	if len(text) == 0 {
		return "null"
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // which keeps all digits
	if err := decoder.Decode(&value); err != nil {
		return redact.Mark // what cannot be read can be anything
	}
	hideNamed(value, names)
	hidden, _ := json.Marshal(value) // of what was JSON
	return string(hidden)
}

func hideNamed(value any, names map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if names[name] && member != "" {
				v[name] = redact.Mark
				continue
			}
			hideNamed(member, names)
		}
	case []any:
		for _, element := range v {
			hideNamed(element, names)
		}
	}
}
