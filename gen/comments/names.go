package main

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"unicode"
)

var (
	// quotedName matches a name in backquotes.
	quotedName = regexp.MustCompile("`[A-Za-z0-9_-]+`")
	// memberOf matches the name of a property or parameter, and that of its schema or operation.
	memberOf = regexp.MustCompile("`([A-Za-z0-9_]+)`\\s+of\\s+`([A-Za-z0-9_]+)`")
)

// names replaces the names in a text that are those of the document by names in Go.
func (p *goPackage) names(text string, s scope) string {
	text = memberOf.ReplaceAllStringFunc(text, func(text string) string {
		match := memberOf.FindStringSubmatch(text)
		if link := p.memberLink(match[1], match[2]); link != "" {
			return link
		}
		return text
	})
	text = quotedName.ReplaceAllStringFunc(text, func(quoted string) string {
		if name := p.goName(strings.Trim(quoted, "`"), s); name != "" {
			return name
		}
		return quoted
	})
	return article.ReplaceAllStringFunc(text, func(text string) string {
		match := article.FindStringSubmatch(text)
		if _, ok := p.types[match[3]]; !ok {
			return text
		}
		letter := match[1][:1]
		if hasVowelSound(match[3]) {
			letter += "n"
		}
		return letter + match[2] + match[3]
	})
}

// article matches an indefinite article before a name.
var article = regexp.MustCompile(`\b([Aa]n?)(\s+\[?)([A-Z]\w*)`)

var (
	// spelledVowel matches a name that begins with an abbreviation whose first letter has a vowel sound.
	spelledVowel = regexp.MustCompile(`^[AEFHILMNORSX]([A-Z0-9]+([A-Z][a-z]|$|[0-9])|[0-9])`)
	// spelledConsonant matches a name that begins with another abbreviation.
	spelledConsonant = regexp.MustCompile(`^[A-Z]([A-Z0-9]+([A-Z][a-z]|$|[0-9])|[0-9])`)
	// spokenVowel and exceptions match names that begin with words.
	spokenVowel = regexp.MustCompile(`^[AEIOU]`)
	exceptions  = regexp.MustCompile(`^(Us[aeu]|Uni|Uti|Eu|One)`)
)

// hasVowelSound reports whether a name is pronounced with a vowel sound at its beginning, such as Asset and S3Origin.
func hasVowelSound(name string) bool {
	if spelledConsonant.MatchString(name) {
		return spelledVowel.MatchString(name)
	}
	return spokenVowel.MatchString(name) && !exceptions.MatchString(name)
}

// memberLink returns a link to a property of a schema, or to a parameter of an operation.
func (p *goPackage) memberLink(member, owner string) string {
	_, method, _ := strings.Cut(p.methods[strings.ToLower(owner)], ".")
	for _, name := range []string{owner, method + "Params"} {
		if field, ok := p.types[name][member]; ok {
			return fmt.Sprintf("[%s.%s]", name, field.name)
		}
	}
	return ""
}

// goName returns what a name of the document is called in the comments of Go. It is empty if the name is a value or has
// no counterpart.
func (p *goPackage) goName(name string, s scope) string {
	if name == "null" {
		return null(s.goType)
	}
	if field, ok := s.fields[name]; ok {
		return field.name
	}
	if param, ok := s.params[strings.ToLower(name)]; ok {
		return param
	}
	for _, owner := range s.structs {
		if link := p.memberLink(name, owner); link != "" {
			return link
		}
	}
	if _, ok := p.types[name]; ok {
		return "[" + name + "]"
	}
	if method := p.methods[strings.ToLower(name)]; method != "" && !strings.Contains(name, "-") {
		return "[" + method + "]"
	}
	// A name with a capital letter or an underscore in it is not an ordinary word, so it is no value of an enum.
	if strings.ContainsFunc(name[1:], func(r rune) bool { return unicode.IsUpper(r) || r == '_' }) {
		return p.fields[name]
	}
	return ""
}

// null returns what null in JSON is in a field of a type. It is empty for types that can hold null itself.
func null(goType ast.Expr) string {
	switch t := goType.(type) {
	case *ast.Ident:
		if t.Name == "string" {
			return "empty"
		}
	case *ast.ArrayType, *ast.MapType, *ast.StarExpr:
		return "nil"
	}
	return ""
}
