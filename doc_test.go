package imagekit_test

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestDoc_Snippets checks that the lines of each snippet of the package comment occur in an example or a test, so that
// it is compiled and tested.
func TestDoc_Snippets(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	tested, snippets := testSources(t), snippetsOf(file)
	if len(snippets) < 8 {
		t.Errorf("only %d snippets", len(snippets))
	}
	for _, snippet := range snippets {
		if !strings.Contains(tested, unindented(snippet)) {
			t.Errorf("no example or test contains this snippet:\n%s", snippet)
		}
	}
}

// snippetsOf returns the code blocks of a package comment.
func snippetsOf(file *ast.File) []string {
	var snippets []string
	var parser comment.Parser
	for _, block := range parser.Parse(file.Doc.Text()).Content {
		if code, ok := block.(*comment.Code); ok {
			snippets = append(snippets, code.Text)
		}
	}
	return snippets
}
