package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// comments returns the comments of generated methods, types, fields and constants by name. Fields are named Type.Field.
func comments(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range []string{"../../client.gen.go", "../../models.gen.go"} {
		file := check.Call(parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)).Must(t)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				all[d.Name.Name] = d.Doc.Text()
			case *ast.GenDecl:
				for _, s := range d.Specs {
					addComments(all, d.Doc, s)
				}
			}
		}
	}
	return all
}

func addComments(all map[string]string, declaration *ast.CommentGroup, s ast.Spec) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		all[s.Name.Name] = declaration.Text()
		if fields, ok := s.Type.(*ast.StructType); ok {
			for _, f := range fields.Fields.List {
				all[s.Name.Name+"."+f.Names[0].Name] = f.Doc.Text()
			}
		}
	case *ast.ValueSpec:
		all[s.Names[0].Name] = s.Doc.Text()
	}
}

// TestDocument_ExperimentalComments checks that exactly the names that are experimental in the document have a comment
// that marks them as experimental.
func TestDocument_ExperimentalComments(t *testing.T) {
	t.Parallel()
	want := map[string]bool{
		"SortOrderAscDuration": true, "SortOrderDescDuration": true,
		"SortOrderAscOriginalCreationDate": true, "SortOrderDescOriginalCreationDate": true,
		"CustomMetadataField.Reserved": true, "GeneratedSearchQuery.FileType": true,
	}
	for id, op := range spec.Operations(t) {
		if op.Extensions["x-experimental"] == true {
			want[strings.ToUpper(id[:1])+id[1:]] = true
		}
	}
	for name, schema := range spec.Document(t).Components.Schemas {
		if schema.Value.Extensions["x-experimental"] == true {
			want[name] = true
		}
	}
	got := map[string]bool{}
	for name, comment := range comments(t) {
		if strings.Contains(comment, "xperimental:") || strings.Contains(comment, "is experimental") {
			got[name] = true
		}
	}
	check.SameNames(t, "experimental names", keys(got), keys(want))
}
