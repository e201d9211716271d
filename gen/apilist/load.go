package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
)

// newLoader compiles packages. It returns a function that loads one of them, or a package that they import, from the
// export data of the compiler, which contains the API of the package.
func newLoader(importPaths []string) (func(importPath string) (*types.Package, error), error) {
	args := append([]string{"list", "-deps", "-export", "-f", "{{.ImportPath}}\t{{.Export}}"}, importPaths...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return nil, fmt.Errorf("go list: %w: %s", err, exit.Stderr)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{} // import path: file
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if importPath, file, ok := strings.Cut(lines.Text(), "\t"); ok {
			exports[importPath] = file
		}
	}
	open := func(importPath string) (io.ReadCloser, error) { return os.Open(exports[importPath]) }
	return importer.ForCompiler(token.NewFileSet(), "gc", open).Import, nil
}
