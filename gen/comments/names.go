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

// names replaces names of openapi.yaml in a text by names in Go.
func (p *goPackage) names(text string, s scope) string {
	text = memberOf.ReplaceAllStringFunc(text, func(text string) string {
		match := memberOf.FindStringSubmatch(text)
		if link := p.memberLink(match[1], match[2]); link != "" {
			return link
		}
		return text
	})
	return quotedName.ReplaceAllStringFunc(text, func(quoted string) string {
		if name := p.goName(strings.Trim(quoted, "`"), s); name != "" {
			return name
		}
		return quoted
	})
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

// goName returns the name or link in Go for a name of openapi.yaml. It is empty if the name is a value, or has no
// counterpart in Go.
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
	if method := p.methods[strings.ToLower(name)]; method != "" {
		return "[" + method + "]"
	}
	// A name that contains a capital letter or an underscore is the name of a field, not the value of an enum.
	if strings.ContainsFunc(name[1:], func(r rune) bool { return unicode.IsUpper(r) || r == '_' }) {
		return p.fields[name]
	}
	return ""
}

// null returns the word for null in a field of a type. It is empty if the type has no such word.
func null(goType ast.Expr) string {
	switch t := goType.(type) {
	case *ast.Ident:
		if t.Name == "string" {
			return "empty"
		}
	case *ast.ArrayType, *ast.MapType:
		return "nil"
	case *ast.IndexExpr:
		if typeName(t.X) == "Nullable" {
			return "[Null]"
		}
	}
	return ""
}
