package mockserver

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// libraryCodes reads the error codes of package library from its source.
func libraryCodes(t *testing.T) (codes []library.Code) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "internal/library/errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, library.Code(text))
		return false
	})
	return codes
}

func TestAPIErrorOf(t *testing.T) {
	t.Parallel()
	codes := libraryCodes(t)
	if len(codes) < 40 {
		t.Fatalf("%d codes are read, want at least 40", len(codes))
	}
	for _, code := range codes {
		err := error(code)
		if detailedErrors[code] != nil {
			err = &library.DetailError{Code: code, Field: "field", Detail: "detail"}
		}
		e := apiErrorOf(err)
		if e == nil || e.status < 400 || e.status >= 500 || e.body.Message == "" {
			t.Errorf("%s has the response %v, want a 4xx status and a message", string(code), e)
		}
	}
	if e := apiErrorOf(errClosed); e != nil {
		t.Errorf("errClosed has the response %v, want none", e)
	}
}
