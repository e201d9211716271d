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

// sectionTitles are the headings of schemas.
var sectionTitles = map[string]string{
	stepSchema:                        "Parameters of a step",
	"ConditionalStep":                 "Members of a conditional step",
	"BaseOverlay":                     "Layers of all kinds",
	"TextOverlay":                     "Text layers",
	"ImageOverlay":                    "Image layers",
	"VideoOverlay":                    "Video layers",
	"SubtitleOverlay":                 "Subtitle layers",
	"SolidColorOverlay":               "Solid color layers",
	"OverlayPosition":                 "Position of a layer",
	"OverlayTiming":                   "Timing of a layer",
	"TextOverlayTransformation":       "Transformation of a text layer",
	"SubtitleOverlayTransformation":   "Transformation of a subtitle layer",
	"SolidColorOverlayTransformation": "Transformation of a solid color layer",
}

// markdownWriter writes Markdown.
type markdownWriter struct {
	bytes.Buffer
	anchors map[string]int // how often each has been given
	index   []indexEntry

	exclusive map[string][]string // the names of the parameters of each exclusive group
}

type indexEntry struct {
	code   string
	p      *parameter
	anchor string
}

func (w *markdownWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// heading writes a heading and returns its anchor.
func (w *markdownWriter) heading(level int, text string) string {
	w.line("%s %s\n", strings.Repeat("#", level), text)
	return w.anchor(text)
}

// anchor returns the anchor that GitHub gives to the next heading with a text.
func (w *markdownWriter) anchor(text string) string {
	anchor := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(text))
	n := w.anchors[anchor]
	w.anchors[anchor]++
	if n > 0 {
		return fmt.Sprintf("%s-%d", anchor, n)
	}
	return anchor
}

// markdownFile returns the reference documentation of the language.
func (l *language) markdownFile() []byte {
	body := &markdownWriter{anchors: map[string]int{}, exclusive: map[string][]string{}}
	for _, p := range l.parameters {
		if p.exclusive != "" && !p.isBase64 {
			body.exclusive[p.exclusive] = append(body.exclusive[p.exclusive], p.name)
		}
	}
	for line := range strings.Lines(introduction) {
		if _, text, ok := strings.Cut(line, "# "); ok && strings.HasPrefix(line, "#") {
			body.anchor(strings.TrimSpace(text))
		}
	}
	body.anchor("Index")
	l.wordSections(body)
	for _, s := range l.schemas {
		if s.name != removedSchema {
			body.section(s)
		}
	}
	l.removedSection(body)

	w := &markdownWriter{anchors: map[string]int{}}
	w.WriteString(introduction)
	w.line("")
	w.writeIndex(body.index)
	w.Write(bytes.TrimRight(body.Bytes(), "\n"))
	w.line("")
	return w.Bytes()
}

// writeIndex lists all codes, with links.
func (w *markdownWriter) writeIndex(index []indexEntry) {
	w.heading(2, "Index")
	w.line("| Code | In JSON | Where |")
	w.line("| --- | --- | --- |")
	slices.SortStableFunc(index, func(a, b indexEntry) int { return cmp.Compare(a.code, b.code) })
	for _, entry := range index {
		w.line("| `%s` | [`%s`](#%s) | %s |", entry.code, entry.p.name, entry.anchor, entry.p.places.inWords())
	}
	w.line("")
}

// wordSections describes colours, expressions and conditions.
func (l *language) wordSections(w *markdownWriter) {
	describe := func(title, schema string) {
		w.heading(2, title)
		n := l.root.get(schema)
		w.line("%s\n", n.get("description").text())
		var examples []string
		for _, example := range n.get("examples").items() {
			examples = append(examples, example.Value)
		}
		if len(examples) > 0 {
			w.line("Examples: %s.\n", strings.Join(inCode(examples), ", "))
		}
	}
	describe("Colours", colorSchema)
	describe("Expressions", expressionSchema)
	w.words("Variable", l.variables)
	w.words("Operator", l.operators)
	describe("Conditions", conditionSchema)
	w.words("Property", l.properties)
	w.words("Comparison", l.comparisons)
}

func (w *markdownWriter) words(title string, words []word) {
	w.line("| %s | Meaning |", title)
	w.line("| --- | --- |")
	for _, word := range words {
		w.line("| `%s` | %s |", word.Name, cell(word.Description))
	}
	w.line("")
}

// cell returns text for a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}
