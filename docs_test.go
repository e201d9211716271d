package imagekit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents returns the texts of the Markdown files in the root, docs and conformance, by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "conformance/*/*.md"} {
		for _, name := range glob(t, pattern) {
			texts[name] = readFile(t, name)
		}
	}
	if len(texts) < 10 {
		t.Fatalf("only %d documents", len(texts))
	}
	return texts
}

func glob(t *testing.T, patterns ...string) (names []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goBlock, shellBlock and codeSpan match the code in a document. A block in a list is indented.
var (
	goBlock    = regexp.MustCompile("(?s)```go\n(.*?)```")
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	codeSpan   = regexp.MustCompile("`([^`\n]+)`")
)

// TestDocs_Snippets checks that the lines of each Go snippet occur in an example or a test, so that they are compiled
// and tested.
func TestDocs_Snippets(t *testing.T) {
	t.Parallel()
	tested := testSources(t)
	count := 0
	for name, text := range documents(t) {
		for _, snippet := range goBlock.FindAllStringSubmatch(text, -1) {
			count++
			if !strings.Contains(tested, strings.TrimSpace(unindented(snippet[1]))) {
				t.Errorf("%s: no example or test contains this snippet:\n%s", name, snippet[1])
			}
		}
	}
	if count < 10 {
		t.Errorf("only %d snippets", count)
	}
}

// TestDocs_Quickstart checks that the README contains the whole program examples/quickstart.
func TestDocs_Quickstart(t *testing.T) {
	t.Parallel()
	program := readFile(t, "examples/quickstart/main.go")
	if !strings.Contains(readFile(t, "README.md"), "```go\n"+program+"```\n") {
		t.Error("the README does not contain the current examples/quickstart/main.go")
	}
}

// TestDocs_READMELength checks that the README can be read in a few minutes.
func TestDocs_READMELength(t *testing.T) {
	t.Parallel()
	if n := len(strings.Fields(readFile(t, "README.md"))); n >= 1200 {
		t.Errorf("the README has %d words, want fewer than 1,200: move text to docs", n)
	}
}

// testSources returns the lines of all tests and examples without indentation.
func testSources(t *testing.T) string {
	t.Helper()
	var tested strings.Builder
	const site = "conformance/browser/site/*.go" // the browser tests use it
	for _, name := range glob(t, "*_test.go", "*/*_test.go", "*/*/*_test.go", "examples/*/*.go", site) {
		tested.WriteString(unindented(readFile(t, name)))
	}
	return tested.String()
}

func unindented(source string) string {
	lines := strings.Split(source, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
	notSlug = regexp.MustCompile(`[^\p{L}\p{N}\p{M}_ -]`)
)

// TestDocs_Links checks that the file of each relative link exists, and has the heading that the link names.
func TestDocs_Links(t *testing.T) {
	t.Parallel()
	known := map[string][]string{}
	for name, text := range documents(t) {
		for _, target := range submatches(link, text) {
			if strings.Contains(target, "://") {
				continue
			}
			if err := checkLink(t, name, target, known); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// checkLink returns an error if the target of a relative link does not exist. known caches the anchors of files.
func checkLink(t *testing.T, document, target string, known map[string][]string) error {
	t.Helper()
	path, anchor, _ := strings.Cut(target, "#")
	if path = filepath.Join(filepath.Dir(document), path); target[0] == '#' {
		path = document
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	if anchor == "" {
		return nil
	}
	if known[path] == nil {
		known[path] = anchors(readFile(t, path))
	}
	if !slices.Contains(known[path], anchor) {
		return fmt.Errorf("%s has no heading #%s", path, anchor)
	}
	return nil
}

// TestDocs_README checks that the README links to every document in docs, SECURITY.md and LICENSE.
func TestDocs_README(t *testing.T) {
	t.Parallel()
	readme := readFile(t, "README.md")
	for _, document := range append(glob(t, "docs/*.md"), "SECURITY.md", "LICENSE") {
		if !strings.Contains(readme, "]("+filepath.ToSlash(document)) {
			t.Errorf("README.md has no link to %s", document)
		}
	}
}

var exampleLink = regexp.MustCompile(`\[(Example\w*)\]\(([^)#]+)\)`)

// TestDocs_Examples checks that the examples that the README links to exist.
func TestDocs_Examples(t *testing.T) {
	t.Parallel()
	links := exampleLink.FindAllStringSubmatch(readFile(t, "README.md"), -1)
	if len(links) < 10 {
		t.Errorf("only %d links to examples", len(links))
	}
	for _, found := range links {
		if !strings.Contains(readFile(t, found[2]), "func "+found[1]+"()") {
			t.Errorf("%s has no %s", found[2], found[1])
		}
	}
}

// anchors returns the anchors of the headings of a Markdown text, by GitHub's rule.
func anchors(text string) (names []string) {
	for _, found := range heading.FindAllStringSubmatch(text, -1) {
		name := notSlug.ReplaceAllString(strings.ToLower(found[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}
