// Command breaking finds breaking changes of openapi.yaml since the last release, whose document is
// conformance/contract/baseline.json. It uses oasdiff.
//
//	OASDIFF=$(go tool -modfile=.ci/tools/oasdiff/go.mod -n oasdiff) go run ./conformance/contract/breaking
//	go run ./conformance/contract/breaking -release
//
// It fails if conformance/contract/breaking.yaml does not declare a breaking change, with a reason, or declares one
// that does not exist; and if the version of the document or docs/openapi/CHANGELOG.md do not fit the changes.
//
// With -release, it checks instead that a commit can be released: that the baseline is the document, and that the
// version has an entry in the changelog. This does not need oasdiff.
//
// A change is breaking if a correct client of the old document may fail with a service that follows the new one, or if
// code that uses generated names must be changed. See levels.txt for the kinds of changes that oasdiff assesses in
// another way. Changes of experimental operations, parameters, properties and enum values are not breaking.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

func main() {
	code, err := run(os.Args[1:], os.Getenv("OASDIFF"), os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "breaking:", err)
		code = 2
	}
	os.Exit(code)
}

// run runs the program and returns its exit code: 1 if a check fails.
func run(args []string, oasdiff string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("breaking", flag.ContinueOnError)
	flags.SetOutput(out)
	root := flags.String("root", ".", "root of the repository")
	release := flags.Bool("release", false, "check that the commit can be released")
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	f, err := readFiles(*root)
	if err != nil {
		return 0, err
	}
	problems := f.releaseProblems()
	if !*release {
		changes, err := breakingChanges(context.Background(), oasdiff, f.baseline, f.document)
		if err != nil {
			return 0, err
		}
		problems = f.problems(changes)
	}
	for _, problem := range problems {
		fmt.Fprintln(out, problem)
	}
	if len(problems) > 0 {
		return 1, nil
	}
	return 0, nil
}

// files are the contents of the files that the program compares.
type files struct {
	document, baseline node
	declared           []reasons.Reason
	changelog          changelog
}

func readFiles(root string) (*files, error) {
	f := &files{}
	var err error
	if f.document, err = readDocument(filepath.Join(root, "openapi.yaml")); err != nil {
		return nil, err
	}
	if f.baseline, err = readDocument(filepath.Join(root, "conformance/contract/baseline.json")); err != nil {
		return nil, err
	}
	declared, err := os.ReadFile(filepath.Join(root, "conformance/contract/breaking.yaml"))
	if err != nil {
		return nil, err
	}
	if f.declared, err = reasons.Read(declared); err != nil {
		return nil, fmt.Errorf("breaking.yaml: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs/openapi/CHANGELOG.md"))
	if err != nil {
		return nil, err
	}
	f.changelog = parseChangelog(string(text))
	return f, nil
}

// differs reports whether the document differs from the baseline in any way.
func (f *files) differs() bool { return !reflect.DeepEqual(f.document, f.baseline) }

// problems returns a line for each check that fails during development.
func (f *files) problems(changes []string) (lines []string) {
	all, unused := reasons.Explain(changes, f.declared)
	for _, e := range all {
		if e.Reason == "" {
			lines = append(lines, "breaking change that breaking.yaml does not declare: "+e.Difference)
		}
	}
	for _, pattern := range unused {
		lines = append(lines, "breaking.yaml declares a change that does not exist: "+pattern)
	}
	return append(lines, f.versionProblems(len(changes) > 0)...)
}

// releaseProblems returns a line for each check that fails for a release.
func (f *files) releaseProblems() (lines []string) {
	if f.differs() {
		lines = append(lines, "baseline.json is not the document: copy docs/openapi/openapi.json to it")
	}
	if len(f.declared) > 0 {
		lines = append(lines, "breaking.yaml declares changes of an earlier release: remove them")
	}
	version := versionOf(f.document)
	if section := f.changelog[version]; section.date == "" || section.entries == 0 {
		lines = append(lines, fmt.Sprintf(
			"docs/openapi/CHANGELOG.md has no section [%s] with a date and entries", version))
	}
	if f.changelog[unreleased].entries > 0 {
		lines = append(lines, "docs/openapi/CHANGELOG.md has unreleased entries: move them to that section")
	}
	return lines
}
