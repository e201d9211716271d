package main

import (
	"regexp"
	"strings"
)

const (
	maxColumns = 120
	tabWidth   = 4
)

// wrap returns a text as a comment whose lines have at most 120 columns with their indentation. It wraps paragraphs;
// code and lists stay as they are.
func wrap(text string, indent int) string {
	var lines []string
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if strings.HasPrefix(paragraph, "Examples: ") {
			continue
		}
		if i > 0 {
			lines = append(lines, "//")
		}
		if strings.HasPrefix(paragraph, "\t") || strings.HasPrefix(paragraph, "  ") {
			for line := range strings.Lines(paragraph) {
				lines = append(lines, "// "+strings.TrimRight(line, "\n"))
			}
			continue
		}
		lines = append(lines, wrapParagraph(paragraph, maxColumns-indent)...)
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), "// \t", "//\t")
}

// unbreakable matches a word, or several words in backquotes.
var unbreakable = regexp.MustCompile("[^\\s`]*`[^`]+`\\S*|\\S+")

func wrapParagraph(text string, columns int) []string {
	var lines []string
	line := "//"
	for _, word := range unbreakable.FindAllString(strings.Join(strings.Fields(text), " "), -1) {
		if len(line)+1+len(word) > columns && line != "//" {
			lines = append(lines, line)
			line = "//"
		}
		line += " " + word
	}
	return append(lines, line)
}
