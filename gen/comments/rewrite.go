package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"slices"
	"strings"
)

// scope is where a comment is.
type scope struct {
	name    string            // what the comment describes
	goType  ast.Expr          // the type of the field that it describes, if it is a field
	fields  map[string]field  // the fields of the struct that it is in
	params  map[string]string // the parameters of the function that it describes, by their names in lower case
	structs []string          // the structs that the function takes
	indent  int               // the number of columns before the comment
}

// edit replaces the text of a comment.
type edit struct {
	group *ast.CommentGroup
	text  string
}

// rewrite returns the contents of the files with their new comments.
func (p *goPackage) rewrite() ([][]byte, error) {
	var contents [][]byte
	var errs []error
	for i, file := range p.files {
		var edits []edit
		add := func(group *ast.CommentGroup, s scope) {
			if group == nil {
				return
			}
			text, err := p.comment(group.Text(), s)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", p.fset.Position(group.Pos()), err))
			}
			edits = append(edits, edit{group, text})
		}
		for _, decl := range file.Decls {
			p.visit(decl, add)
		}
		content, err := format.Source(p.apply(p.sources[i], edits))
		errs = append(errs, err)
		contents = append(contents, content)
	}
	return contents, errors.Join(errs...)
}

// visit calls add for the comments of a declaration and of what is in it.
func (p *goPackage) visit(decl ast.Decl, add func(*ast.CommentGroup, scope)) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		add(decl.Doc, p.funcScope(decl.Name.Name, decl.Type))
	case *ast.GenDecl:
		own := scope{}
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				own = scope{name: spec.Name.Name, fields: p.types[spec.Name.Name]}
				p.visitType(spec, add)
			case *ast.ValueSpec:
				add(spec.Doc, scope{name: spec.Names[0].Name, indent: tabWidth})
				if len(decl.Specs) == 1 {
					own.name = spec.Names[0].Name
				}
			}
		}
		add(decl.Doc, own)
	}
}

func (p *goPackage) visitType(spec *ast.TypeSpec, add func(*ast.CommentGroup, scope)) {
	switch t := spec.Type.(type) {
	case *ast.StructType:
		for _, f := range t.Fields.List {
			s := scope{goType: f.Type, fields: p.types[spec.Name.Name], indent: tabWidth}
			if len(f.Names) == 1 {
				s.name = f.Names[0].Name
			}
			add(f.Doc, s)
		}
	case *ast.InterfaceType:
		for _, method := range t.Methods.List {
			if f, ok := method.Type.(*ast.FuncType); ok && len(method.Names) == 1 {
				s := p.funcScope(method.Names[0].Name, f)
				s.indent = tabWidth
				add(method.Doc, s)
			}
		}
	}
}

// funcScope returns the scope of the comment of a function.
func (p *goPackage) funcScope(name string, t *ast.FuncType) scope {
	s := scope{name: name, params: map[string]string{}, structs: []string{name + "Params"}}
	for _, param := range t.Params.List {
		for _, name := range param.Names {
			s.params[strings.ToLower(name.Name)] = name.Name
		}
		s.structs = append(s.structs, typeName(param.Type))
	}
	return s
}

// apply replaces comments of a source text.
func (p *goPackage) apply(source []byte, edits []edit) []byte {
	slices.SortFunc(edits, func(a, b edit) int { return int(a.group.Pos() - b.group.Pos()) })
	var out bytes.Buffer
	done := 0
	for _, e := range edits {
		out.Write(source[done:p.fset.Position(e.group.Pos()).Offset])
		out.WriteString(e.text)
		done = p.fset.Position(e.group.End()).Offset
	}
	out.Write(source[done:])
	return out.Bytes()
}

// comment returns the new form of a comment, with the slashes.
func (p *goPackage) comment(text string, s scope) (string, error) {
	text, err := sentence(text, s)
	if err != nil {
		return "", err
	}
	return wrap(p.names(text, s), s.indent), nil
}
