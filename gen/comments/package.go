package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strconv"
	"strings"
)

// goPackage is a parsed package, with the names that comments refer to.
type goPackage struct {
	fset    *token.FileSet
	files   []*ast.File
	sources [][]byte

	types   map[string]map[string]field // the fields of each type by their names in JSON; nil for types without fields
	methods map[string]string           // the links to the methods of operations by operation ids in lower case
	fields  map[string]string           // the Go names of all fields by their names in JSON; empty if they differ
}

// field is a field of a struct.
type field struct {
	name   string
	goType ast.Expr
}

func parse(names []string) (*goPackage, error) {
	p := &goPackage{
		fset:  token.NewFileSet(),
		types: map[string]map[string]field{}, methods: map[string]string{}, fields: map[string]string{},
	}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(p.fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.files, p.sources = append(p.files, file), append(p.sources, source)
		ast.Inspect(file, p.index)
	}
	return p, nil
}

// index records the names that a node declares.
func (p *goPackage) index(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.TypeSpec:
		p.indexType(n)
	case *ast.FuncDecl:
		if n.Recv != nil && n.Name.IsExported() && typeName(n.Recv.List[0].Type) == "Client" {
			p.methods[strings.ToLower(n.Name.Name)] = "Client." + n.Name.Name
		}
		return false
	}
	return true
}

func (p *goPackage) indexType(spec *ast.TypeSpec) {
	p.types[spec.Name.Name] = nil
	switch t := spec.Type.(type) {
	case *ast.InterfaceType:
		for _, method := range t.Methods.List {
			if len(method.Names) == 1 && spec.Name.Name == "ServerInterface" {
				name := method.Names[0].Name
				p.methods[strings.ToLower(name)] = spec.Name.Name + "." + name
			}
		}
	case *ast.StructType:
		p.types[spec.Name.Name] = fieldsOf(t)
		for key, field := range fieldsOf(t) {
			if other, ok := p.fields[key]; ok && other != field.name {
				field.name = ""
			}
			p.fields[key] = field.name
		}
	}
}

// fieldsOf returns the fields of a struct by their names in JSON.
func fieldsOf(t *ast.StructType) map[string]field {
	fields := map[string]field{}
	for _, f := range t.Fields.List {
		if key := jsonName(f); key != "" && len(f.Names) == 1 {
			fields[key] = field{f.Names[0].Name, f.Type}
		}
	}
	return fields
}

// jsonName returns the name of a field in JSON, or of a parameter in a query. It is empty if the field has none.
func jsonName(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	text, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return ""
	}
	tag := reflect.StructTag(text)
	for _, key := range []string{"form", "json"} {
		if name, _, _ := strings.Cut(tag.Get(key), ","); name != "" && name != "-" {
			return name
		}
	}
	return ""
}

// typeName returns the name of a type, or of the type to which a pointer points. It is empty for other types.
func typeName(t ast.Expr) string {
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
