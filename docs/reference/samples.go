package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
)

// samples are the examples of the folder samples, by the operationId, or the name of the Go function.
type samples struct {
	golang     map[string]goSample
	curl       map[string]string // where the one that is made from the document is not enough
	typescript map[string]string
}

// goSample is the source of a Go function.
type goSample struct {
	declaration string // without the comment
	body        string // without the indentation, and without the return of nil at the end
}

// codeSample is an item of x-codeSamples.
type codeSample struct {
	Lang   string `yaml:"lang"`
	Label  string `yaml:"label"`
	Source string `yaml:"source"`
}

func readSamples(root fs.FS, folder string) (*samples, error) {
	entries, err := fs.ReadDir(root, folder)
	if err != nil {
		return nil, err
	}
	s := &samples{golang: map[string]goSample{}, curl: map[string]string{}, typescript: map[string]string{}}
	for _, entry := range entries {
		source, err := fs.ReadFile(root, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		name, extension, _ := strings.Cut(entry.Name(), ".")
		switch extension {
		case "sh":
			s.curl[name] = strings.ReplaceAll(strings.TrimSpace(string(source)), "\t", "  ")
		case "ts":
			s.typescript[name] = strings.TrimSpace(string(source))
		case "go":
			if err := s.addGo(entry.Name(), source); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// addGo adds the functions of a Go file that have no receiver.
func (s *samples) addGo(name string, source []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	text := func(from, to token.Pos) string {
		return string(source[files.Position(from).Offset:files.Position(to).Offset])
	}
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || function.Recv != nil || function.Body == nil {
			continue
		}
		s.golang[function.Name.Name] = goSample{
			declaration: spaced(text(function.Type.Pos(), function.Body.End())),
			body:        spaced(unindented(text(function.Body.Lbrace+1, endOf(function.Body)))),
		}
	}
	return nil
}

// endOf returns the end of the statements that readers need: all except a last return of nil.
func endOf(body *ast.BlockStmt) token.Pos {
	if len(body.List) == 0 {
		return body.Rbrace
	}
	last, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	if ok && len(body.List) > 1 && len(last.Results) == 1 {
		if result, ok := last.Results[0].(*ast.Ident); ok && result.Name == "nil" {
			return last.Pos()
		}
	}
	return body.Rbrace
}

// unindented removes the indentation of a function body.
func unindented(body string) string {
	return strings.ReplaceAll(strings.TrimSpace(body), "\n\t", "\n")
}

// spaced replaces tabs by four spaces, because browsers show them as eight.
func spaced(code string) string { return strings.ReplaceAll(code, "\t", "    ") }

// codeSamples returns the examples of the operation. It fails if there is no Go example.
func (op *operation) codeSamples(s *samples) ([]codeSample, error) {
	example := s.golang[op.id]
	if example.body == "" {
		return nil, fmt.Errorf("%ssamples has no Go function with this name", folder)
	}
	command := s.curl[op.id]
	if command == "" {
		var err error
		if command, err = op.curl(); err != nil {
			return nil, err
		}
	}
	list := []codeSample{
		{Lang: "go", Label: "Go", Source: example.body},
		{Lang: "shell", Label: "curl", Source: command},
	}
	if code := s.typescript[op.id]; code != "" {
		list = append(list, codeSample{Lang: "typescript", Label: "TypeScript", Source: code})
	}
	return list, nil
}
