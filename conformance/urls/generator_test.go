package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestParams_Complete compares the table of constructors with the functions of package urlbuilder.
func TestParams_Complete(t *testing.T) {
	t.Parallel()
	known := newGenerator(0).names
	constructors := constructorsOf(t, "../../urlbuilder")
	if len(constructors) == 0 {
		t.Fatal("no constructors found")
	}
	for _, name := range constructors {
		if !slices.Contains(known, name) && name != "If" { // If returns a Step
			t.Errorf("params.go has no entry for urlbuilder.%s", name)
		}
	}
	for _, name := range known {
		if !slices.Contains(constructors, name) {
			t.Errorf("urlbuilder.%s does not exist", name)
		}
	}
}

// constructorsOf returns the exported functions of a package that return a Param or a Step.
func constructorsOf(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range parsed.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() &&
				returnsParam(f.Type.Results) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

func returnsParam(results *ast.FieldList) bool {
	if results == nil || len(results.List) != 1 {
		return false
	}
	name, ok := results.List[0].Type.(*ast.Ident)
	return ok && (name.Name == "Param" || name.Name == "Step")
}

func TestEndpoints_Valid(t *testing.T) {
	t.Parallel()
	for _, endpoint := range validEndpoints {
		b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: endpoint})
		if err != nil {
			t.Errorf("%s: %v", endpoint, err)
			continue
		}
		if built, err := b.URL(urlbuilder.Options{Path: "a.jpg"}); err != nil || built == "" {
			t.Errorf("%s: %q, %v", endpoint, built, err)
		}
	}
}
