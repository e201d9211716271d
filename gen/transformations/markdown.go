package main

import (
	"bytes"
	"cmp"
	_ "embed" // for the introduction
	"fmt"
	"slices"
	"strings"
)

//go:embed intro.md
var introduction string

// section is a section of the documentation, which describes a schema.
type section struct {
	schema string
	title  string
	// prefix is written before the names of parameters in headings, if several schemas have the same names.
	prefix string
}

// sections are the sections in their order.
var sections = []section{
	{schema: stepSchema, title: "Parameters of a step"},
	{schema: "ConditionalStep", title: "Members of a conditional step"},
	{"TextOverlay", "Text layers", "Text layer: "},
	{"TextOverlayTransformation", "Style of text layers", "Text layer: "},
	{"ImageOverlay", "Image layers", "Image layer: "},
	{"VideoOverlay", "Video layers", "Video layer: "},
	{"SubtitleOverlay", "Subtitle layers", "Subtitle layer: "},
	{"SubtitleOverlayTransformation", "Style of subtitle layers", "Subtitle layer: "},
	{"SolidColorOverlay", "Solid colour layers", "Solid colour layer: "},
	{"SolidColorOverlayTransformation", "Style of solid colour layers", "Solid colour layer: "},
	{"OverlayPosition", "Position of layers", "Position: "},
	{"OverlayTiming", "Timing of layers", "Timing: "},
}

// titles are the headings in the introduction under which other schemas are described.
var titles = map[string]string{
	chainSchema:     "Steps and chains",
	conditionSchema: "Conditions",
	"Overlay":       "Layers",
}

// markdownWriter writes Markdown.
type markdownWriter struct {
	bytes.Buffer
	anchors  map[string]int // how often each anchor has been used
	contents []string       // the lines of the table of contents

	parameters  []*parameter // all
	entries     []entry      // those described so far
	expressions []string     // links to the parameters that take expressions
}

// entry is a parameter that has been described, with a link to the description.
type entry struct {
	*parameter
	link string
}

func (w *markdownWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// paragraph writes sentences, and a link to the vendor's documentation if there is one.
func (w *markdownWriter) paragraph(text, url string) {
	if url != "" {
		text = strings.TrimSpace(fmt.Sprintf("%s [ImageKit documentation](%s)", text, url))
	}
	if text != "" {
		w.line("%s\n", text)
	}
}

// heading writes a heading and returns its anchor.
func (w *markdownWriter) heading(level int, text string) string {
	w.line("%s %s\n", strings.Repeat("#", level), text)
	return w.anchor(text)
}

// chapter writes a heading that is in the table of contents.
func (w *markdownWriter) chapter(level int, title string) {
	w.addContents(level, title, w.heading(level, title))
}

func (w *markdownWriter) addContents(level int, title, anchor string) {
	w.contents = append(w.contents, fmt.Sprintf("%s- [%s](#%s)", strings.Repeat("  ", level-2), title, anchor))
}

// anchor returns the anchor that GitHub gives to the next heading with a text.
func (w *markdownWriter) anchor(text string) string {
	anchor := anchorOf(text)
	n := w.anchors[anchor]
	w.anchors[anchor]++
	if n > 0 {
		return fmt.Sprintf("%s-%d", anchor, n)
	}
	return anchor
}

// anchorOf returns the anchor of the first heading with a text.
func anchorOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// markdownFile returns the reference documentation of the language.
func (l *language) markdownFile() []byte {
	w := &markdownWriter{anchors: map[string]int{}, parameters: l.parameters}
	// The result must be the same if Git has converted the line ends of the introduction.
	title, text, _ := strings.Cut(strings.ReplaceAll(introduction, "\r\n", "\n"), "\n## ")
	text = "## " + text
	for line := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			title = strings.TrimSpace(title)
			w.addContents(2, title, w.anchor(title))
		}
	}
	for _, section := range sections {
		for _, s := range l.schemas {
			if s.name == section.schema {
				w.section(s, section)
			}
		}
	}
	l.wordSections(w)
	l.removedSection(w)
	w.index()
	page := fmt.Sprintf("%s\n## Contents\n\n%s\n\n%s\n%s",
		title, strings.Join(w.contents, "\n"), text, bytes.TrimRight(w.Bytes(), "\n"))
	return []byte(page + "\n")
}

// index lists all codes, with links.
func (w *markdownWriter) index() {
	w.chapter(2, "Index of codes")
	w.line("| Code | In JSON | Used |")
	w.line("| --- | --- | --- |")
	var lines []string
	for _, e := range w.entries {
		for _, p := range []*parameter{e.parameter, e.base64} {
			if p != nil {
				lines = append(lines, fmt.Sprintf("| `%s` | %s | %s |", p.code, e.link, w.usage(e.parameter)))
			}
		}
	}
	code := func(line string) string { return strings.Split(line, "`")[1] }
	slices.SortStableFunc(lines, func(a, b string) int { return cmp.Compare(code(a), code(b)) })
	w.line("%s\n", strings.Join(lines, "\n"))
}

// wordSections describes colours, expressions and conditions.
func (l *language) wordSections(w *markdownWriter) {
	w.wordSection("Colours", l.root.get(colorSchema))
	w.wordSection("Expressions", l.root.get(expressionSchema))
	w.words("Variable", l.variables)
	w.words("Operator", l.operators)
	w.line("Parameters that accept expressions: %s.\n", strings.Join(w.expressions, ", "))
	w.wordSection("Conditions", l.root.get(conditionSchema))
	w.words("Property", l.properties)
	w.words("Comparison", l.comparisons)
}

func (w *markdownWriter) wordSection(title string, n node) {
	w.chapter(2, title)
	w.paragraph(n.get("description").text(), n.get("externalDocs", "url").text())
	var examples []string
	for _, example := range n.get("examples").items() {
		examples = append(examples, example.Value)
	}
	if len(examples) > 0 {
		w.line("Examples: %s.\n", strings.Join(inCode(examples), ", "))
	}
}

func (w *markdownWriter) words(title string, words []word) {
	w.line("| %s | Meaning |", title)
	w.line("| --- | --- |")
	for _, word := range words {
		w.line("| `%s` | %s |", word.Name, cell(word.Description))
	}
	w.line("")
}

// cell returns text for a cell of a table. Its first letter is made a capital letter.
func cell(text string) string {
	text = escapeBars(strings.Join(strings.Fields(text), " "))
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// escapeBars makes bars part of the text of a cell.
func escapeBars(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// removedSection lists the parameters that the service no longer supports.
func (l *language) removedSection(w *markdownWriter) {
	i := slices.IndexFunc(l.schemas, func(s schema) bool { return s.name == removedSchema })
	if i < 0 {
		return
	}
	w.chapter(2, "Removed parameters")
	w.paragraph(l.schemas[i].description, l.schemas[i].url)
	w.line("| Code | In JSON | Meaning |")
	w.line("| --- | --- | --- |")
	for _, p := range l.schemas[i].parameters {
		name := ""
		if p.name != "" {
			name = "`" + p.name + "`"
		}
		w.line("| `%s` | %s | %s |", p.code, name, cell(p.description))
	}
	w.line("")
}
