package imagekit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// TestREADME_Snippets checks that every Go snippet of the README occurs, line for line, in an example or a test, which
// shows that it compiles and does what the README says.
func TestREADME_Snippets(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tested := testSources(t)
	snippets := goBlock.FindAllStringSubmatch(string(readme), -1)
	if len(snippets) < 8 {
		t.Errorf("only %d snippets", len(snippets))
	}
	for _, snippet := range snippets {
		if !strings.Contains(tested, unindented(snippet[1])) {
			t.Errorf("no example or test contains this snippet:\n%s", snippet[1])
		}
	}
}

// testSources returns the lines of all tests and examples without indentation.
func testSources(t *testing.T) string {
	t.Helper()
	var tested strings.Builder
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tested.WriteString(unindented(string(source)))
		}
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

var relativeLink = regexp.MustCompile(`\]\(([^)#:]+)[)#]`)

func TestREADME_Links(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "SECURITY.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		links := relativeLink.FindAllStringSubmatch(string(text), -1)
		if name == "README.md" && !strings.Contains(string(text), "](SECURITY.md)") {
			t.Error("README.md has no link to SECURITY.md")
		}
		for _, link := range links {
			if _, err := os.Stat(link[1]); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
