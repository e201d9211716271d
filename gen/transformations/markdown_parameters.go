package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// section describes the properties of a schema, with a heading for each group.
func (w *markdownWriter) section(s schema) {
	if s.node.get("properties").isZero() {
		return
	}
	w.heading(2, cmp.Or(sectionTitles[s.name], s.name))
	w.line("%s\n", s.description)
	if s.url != "" {
		w.line("[Documentation](%s)\n", s.url)
	}
	w.plainProperties(s)
	current, level := group{}, 3
	for _, p := range s.parameters {
		if p.group != current {
			w.heading(3, p.group.heading)
			current, level = p.group, 4
			if current.text != "" {
				w.line("%s\n", current.text)
			}
		}
		w.parameter(p, level)
	}
}

// plainProperties lists the properties that have no code.
func (w *markdownWriter) plainProperties(s schema) {
	before := w.Len()
	for key, property := range s.node.get("properties").members() {
		if !property.get("x-transformation").isZero() {
			continue
		}
		text := property.get("description").text()
		if words := property.get("enum").items(); len(words) > 0 {
			text += " One of " + either(inCode(texts(words))) + "."
		}
		if name, ok := refName(property.get("$ref").text()); ok {
			text = linkTo(name) + " " + text
		}
		if slices.Contains(s.required, key.Value) {
			text = "Required. " + text
		}
		w.line("- `%s`: %s", key.Value, strings.Join(strings.Fields(text), " "))
	}
	if w.Len() > before {
		w.line("")
	}
}

func texts(nodes []node) []string {
	var texts []string
	for _, n := range nodes {
		texts = append(texts, n.text())
	}
	return texts
}

// linkTo names what a schema describes.
func linkTo(schema string) string {
	switch schema {
	case chainSchema:
		return "A [chain](#steps-and-chains)."
	case conditionSchema:
		return "A [condition](#conditions)."
	case "Overlay":
		return "A [layer](#layers)."
	}
	title, ok := sectionTitles[schema]
	if !ok {
		return ""
	}
	return fmt.Sprintf("See [%s](#%s).", title, strings.ReplaceAll(strings.ToLower(title), " ", "-"))
}

// parameter describes a parameter.
func (w *markdownWriter) parameter(p *parameter, level int) {
	anchor := w.heading(level, p.name)
	w.index = append(w.index, indexEntry{p.code, p, anchor})
	names := fmt.Sprintf("In URLs: `%s`", p.code)
	if p.base64Code != "" {
		w.index = append(w.index, indexEntry{p.base64Code, p, anchor})
		names += fmt.Sprintf(", or `%s` with the value in base64", p.base64Code)
	}
	isSame := func(name string) bool { return name == p.name }
	if others := slices.DeleteFunc(slices.Clone(p.classic), isSame); len(others) > 0 {
		names += fmt.Sprintf(". In the Node SDK before version 7: %s", enumerate(inCode(others), "and"))
	}
	w.line("%s. Used with %s.\n", names, p.places.inWords())
	if p.experimental {
		w.line("**Experimental**: it may change.\n")
	}
	w.line("%s\n", p.description)
	w.values(p.forms)
	w.rules(p)
	w.examples(p, shownExamples(p))
	if p.url != "" {
		w.line("[Documentation](%s)\n", p.url)
	}
}

// values lists the forms of a value.
func (w *markdownWriter) values(forms []form) {
	switch {
	case len(forms) == 1 && len(forms[0].meanings) > 0:
		w.words("Value", forms[0].meanings)
	case len(forms) == 1:
		w.line("Value: %s.\n", valueInWords(forms[0]))
	default:
		w.line("Values:\n")
		for i, f := range forms {
			w.line("- %s", shortened(valueInWords(f), forms[:i]))
		}
		w.line("")
	}
	for _, f := range forms {
		if len(f.parts) > 0 {
			w.parts(f.parts)
		}
	}
}

// valueInWords adds the description of a form.
func valueInWords(f form) string {
	text := f.inWords()
	if f.description != "" {
		text += ": " + f.description
	}
	if f.forbidden != 0 {
		text += " Not for " + f.forbidden.inWords() + "."
	}
	if f.exclusiveGroup != "" {
		text += fmt.Sprintf(" A step can have only one parameter of the group `%s`.", f.exclusiveGroup)
	}
	return text
}

// shortened leaves out the words of a list that are those of a form before it.
func shortened(text string, before []form) string {
	for _, f := range before {
		if len(f.words) > 1 {
			text = strings.Replace(text, either(inCode(f.words)), "one of the words above", 1)
		}
	}
	return text
}

// parts lists the parts of a value, with the columns that they need.
func (w *markdownWriter) parts(parts []part) {
	hasDefault := slices.ContainsFunc(parts, func(p part) bool { return p.byDefault != "" })
	hasDescription := slices.ContainsFunc(parts, func(p part) bool { return p.description != "" })
	row := func(name, values, byDefault, description string) {
		cells := []string{name, values}
		if hasDefault {
			cells = append(cells, byDefault)
		}
		if hasDescription {
			cells = append(cells, description)
		}
		w.line("| %s |", strings.Join(cells, " | "))
	}
	row("Part", "Value", "Default", "Meaning")
	row("---", "---", "---", "---")
	for _, p := range parts {
		name := p.name
		if p.label != "" {
			name = fmt.Sprintf("`%s` %s", p.label, p.name)
		} else if p.optional {
			name += ", optional"
		}
		byDefault := p.byDefault
		if byDefault != "" {
			byDefault = "`" + byDefault + "`"
		}
		row(name, cell(formsInWords(p.forms)), byDefault, cell(p.description))
	}
	w.line("")
}

// rules says what happens without a parameter, and where it cannot stand.
func (w *markdownWriter) rules(p *parameter) {
	var rules []string
	switch {
	case strings.Contains(p.byDefault, " "):
		rules = append(rules, "Without it: "+strings.TrimSuffix(p.byDefault, ".")+".")
	case p.byDefault != "":
		rules = append(rules, fmt.Sprintf("Default: `%s`.", p.byDefault))
	}
	if p.forbidden != 0 {
		rules = append(rules, fmt.Sprintf("Not for %s.", p.forbidden.inWords()))
	}
	if others := w.exclusive[p.exclusive]; len(others) > 3 {
		rules = append(rules, fmt.Sprintf("A step can have only one parameter of the group `%s`.", p.exclusive))
	} else if p.exclusive != "" {
		rules = append(rules, fmt.Sprintf("Only one of %s can be given.", enumerate(inCode(others), "and")))
	}
	if len(rules) > 0 {
		w.line("%s\n", strings.Join(rules, " "))
	}
}

// shownExamples returns the examples that are worth a line: only a few of a parameter that has nothing but words. Those
// that are negative numbers are left out, because they keep their minus sign when a URL is built from JSON.
func shownExamples(p *parameter) []example {
	if len(p.forms) == 1 && len(p.forms[0].words) > 0 {
		return p.examples[:min(2, len(p.examples))]
	}
	return slices.DeleteFunc(slices.Clone(p.examples), func(e example) bool {
		return isNumber(e.json) && strings.HasPrefix(e.json.Value, "-")
	})
}

// examples lists examples in JSON and in a URL.
func (w *markdownWriter) examples(p *parameter, examples []example) {
	if len(examples) == 0 {
		return
	}
	w.line("| JSON | URL |")
	w.line("| --- | --- |")
	for _, e := range examples {
		code := p.code
		if e.url != "" {
			code += "-" + e.url
		}
		w.line("| `%q: %s` | `%s` |", p.name, cell(compactJSON(e.json)), cell(code))
	}
	w.line("")
}

// compactJSON returns a value of YAML as JSON in one line.
func compactJSON(n *yaml.Node) string {
	out, err := encode(jsonValue(n), jsontext.SpaceAfterComma(true), jsontext.SpaceAfterColon(true))
	if err != nil {
		return n.Value // what no form allows
	}
	return strings.TrimSpace(string(out))
}

// removedSection lists the parameters that the service no longer has.
func (l *language) removedSection(w *markdownWriter) {
	i := slices.IndexFunc(l.schemas, func(s schema) bool { return s.name == removedSchema })
	if i < 0 {
		return
	}
	w.heading(2, "Removed parameters")
	w.line("%s\n", l.schemas[i].description)
	w.line("| Code | In JSON | Removed | Meaning |")
	w.line("| --- | --- | --- | --- |")
	for _, p := range l.schemas[i].parameters {
		name := ""
		if p.name != "" {
			name = "`" + p.name + "`"
		}
		w.line("| `%s` | %s | %s | %s |", p.code, name, p.removed, cell(p.description))
	}
	w.line("")
}
