package imagekit_test

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fileBlock matches a code block after an HTML comment with the path of the file that contains the code:
//
//	<!-- conformance/languages/typescript/client.ts -->
//	```ts
var fileBlock = regexp.MustCompile("(?sm)^[ \t]*<!-- ([^ \n]+) -->\n[ \t]*```\\w*\n(.*?)^[ \t]*```$")

// TestDocs_Files checks that each code block that names a file is a part of this file, which is tested.
func TestDocs_Files(t *testing.T) {
	t.Parallel()
	count := 0
	for name, text := range documents(t) {
		for _, found := range fileBlock.FindAllStringSubmatch(text, -1) {
			count++
			path, block := found[1], found[2]
			source, err := os.ReadFile(filepath.FromSlash(path))
			if err != nil {
				t.Errorf("%s: the comment of a code block names a file that cannot be read: %v", name, err)
				continue
			}
			if !containsBlock(string(source), block) {
				t.Errorf("%s: %s does not contain this code block:\n%s", name, path, block)
			}
		}
	}
	if count < 10 {
		t.Errorf("only %d code blocks name a file: the pattern may not match any more", count)
	}
}

// containsBlock reports whether a source contains the lines of a block, which may have another common indentation.
func containsBlock(source, block string) bool {
	lines := strings.Split(strings.TrimRight(source, "\n"), "\n")
	want := withoutIndentation(strings.Split(strings.TrimRight(block, "\n"), "\n"))
	for start := 0; start+len(want) <= len(lines); start++ {
		if slices.Equal(withoutIndentation(lines[start:start+len(want)]), want) {
			return true
		}
	}
	return false
}

// withoutIndentation returns lines without their common indentation.
func withoutIndentation(lines []string) []string {
	common := math.MaxInt
	for _, line := range lines {
		if text := strings.TrimLeft(line, " \t"); text != "" {
			common = min(common, len(line)-len(text))
		}
	}
	result := make([]string, len(lines))
	for i, line := range lines {
		result[i] = strings.TrimRight(line[min(common, len(line)):], " \t")
	}
	return result
}

func TestContainsBlock(t *testing.T) {
	t.Parallel()
	const source = "function a() {\n\tif (b) {\n\t\tc();\n\n\t\td();\n\t}\n}\n"
	for block, want := range map[string]bool{
		"if (b) {\n\tc();\n\n\td();\n}\n":     true,
		"    c();\n\n    d();\n":              true,
		"function a() {\n\tif (b) {\n":        true,
		"c();\nd();\n":                        false, // a line is missing
		"if (b) {\nc();\n":                    false, // another indentation
		"d();\n\t}\n}\n// more than the file": false,
		"(b) {\n":                             false, // a part of a line
	} {
		if got := containsBlock(source, block); got != want {
			t.Errorf("containsBlock(%q) = %v", block, got)
		}
	}
}

// languagesOfFiles are the languages of code blocks that must name a file in the documents of documentsOfFiles.
var languagesOfFiles = []string{"html", "js", "jsx", "mjs", "perl", "python", "ts", "tsx"}

// documentsOfFiles are the documents whose code is not Go.
var documentsOfFiles = []string{"docs/browsers.md", "docs/languages.md", "docs/typescript.md"}

var (
	codeBlock   = regexp.MustCompile("(?sm)^[ \t]*```(\\w+)\n(.*?)^[ \t]*```$")
	fileComment = regexp.MustCompile(`(?m)^[ \t]*<!-- [^ \n]+ -->\n\z`)
)

// TestDocs_FilesNamed checks that the code blocks in languages other than Go name a file.
func TestDocs_FilesNamed(t *testing.T) {
	t.Parallel()
	for name, text := range documents(t) {
		if !slices.Contains(documentsOfFiles, filepath.ToSlash(name)) {
			continue
		}
		for _, at := range codeBlock.FindAllStringSubmatchIndex(text, -1) {
			language, before := text[at[2]:at[3]], text[:at[0]]
			if slices.Contains(languagesOfFiles, language) && !fileComment.MatchString(before) {
				t.Errorf("%s: a comment before this code block must name its file:\n%s", name, text[at[4]:at[5]])
			}
		}
	}
}
