// Command apilist lists the exported API of the packages that users import. It writes one text file per package to
// docs/api, so that a diff shows changes of the API.
//
//	go run ./gen/apilist          # writes the files
//	go run ./gen/apilist -check   # fails if they are out of date
//
// Run it in the root of the module. The packages must compile.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const module = "github.com/openimagekit/imagekit"

// packages are the import paths whose API is listed.
var packages = []string{
	module,
	module + "/conformance/mockserver",
	module + "/conformance/mockserver/boltstore",
	module + "/conformance/render",
	module + "/helpers",
	module + "/helpers/search",
	module + "/urlbuilder",
	module + "/urlbuilder/htmlurl",
}

var errOutOfDate = errors.New("API changed: run make api and commit docs/api")

func main() {
	check := flag.Bool("check", false, "fail if the files are out of date, and write nothing")
	dir := flag.String("dir", "docs/api", "folder of the files")
	flag.Parse()
	if err := run(*dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes or checks the files of all packages.
func run(dir string, check bool) error {
	load, err := newLoader(packages)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, importPath := range packages {
		pkg, err := load(importPath)
		if err != nil {
			return err
		}
		files[fileName(pkg)] = list(pkg, isListed)
	}
	if check {
		return compare(dir, files)
	}
	return write(dir, files)
}

// isListed reports whether a package has its own file. The fields and methods of a type of another package are listed
// with the alias that exports the type.
func isListed(pkg *types.Package) bool {
	for _, importPath := range packages {
		if pkg.Path() == importPath {
			return true
		}
	}
	return false
}

func fileName(pkg *types.Package) string { return path.Base(pkg.Path()) + ".txt" }

// compare returns an error that names the files that differ from the files in dir.
func compare(dir string, files map[string][]byte) error {
	var differing []string
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !bytes.Equal(got, want) {
			differing = append(differing, name)
		}
	}
	extra, err := otherFiles(dir, files)
	if err != nil {
		return err
	}
	if differing = append(differing, extra...); len(differing) > 0 {
		return fmt.Errorf("%w (%s)", errOutOfDate, strings.Join(differing, ", "))
	}
	return nil
}

// write writes the files into dir and removes other listings from it.
func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	extra, err := otherFiles(dir, files)
	if err != nil {
		return err
	}
	for _, name := range extra {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for name, content := range files {
		err := os.WriteFile(filepath.Join(dir, name), content, 0o644) //nolint:gosec // everybody may read the file
		if err != nil {
			return err
		}
	}
	return nil
}

// otherFiles returns the names of the listings in dir that are not in files.
func otherFiles(dir string, files map[string][]byte) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	var names []string
	for _, p := range paths {
		if _, ok := files[filepath.Base(p)]; !ok {
			names = append(names, filepath.Base(p))
		}
	}
	return names, err
}
