package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// section describes the properties of a schema, with a heading for each group.
func (w *markdownWriter) section(s schema, section section) {
	w.chapter(2, section.title)
	w.paragraph(s.description, s.url)
	w.plainProperties(s)
	w.schemaExamples(s)
	current, level := group{}, 3
	for _, p := range s.parameters {
		if p.group != current {
			current, level = p.group, 4
			w.chapter(3, current.heading)
			w.paragraph(current.text, "")
		}
		if w.sameAs(p) == "" {
			w.parameter(p, level, section.prefix)
		}
	}
}

// plainProperties lists the properties that have no code, or are described elsewhere.
func (w *markdownWriter) plainProperties(s schema) {
	before := w.Len()
	for key, property := range s.node.get("properties").members() {
		i := slices.IndexFunc(s.parameters, func(p *parameter) bool { return p.name == key.Value })
		switch {
		case i < 0:
			w.line("- `%s`: %s", key.Value, plainProperty(s, key.Value, property))
		case w.sameAs(s.parameters[i]) != "":
			w.line("- `%s`, in URLs `%s`: See %s.", key.Value, s.parameters[i].code, w.sameAs(s.parameters[i]))
		}
	}
	if w.Len() > before {
		w.line("")
	}
}

// plainProperty describes a property that has no code.
func plainProperty(s schema, name string, property node) string {
	text := property.get("description").text()
	if words := property.get("enum").items(); len(words) > 0 {
		var texts []string
		for _, word := range words {
			texts = append(texts, word.Value)
		}
		text += " One of " + either(inCode(texts)) + "."
	}
	for _, ref := range []node{property.get("$ref"), property.get("items", "$ref")} {
		text += linkTo(ref.text())
	}
	if slices.Contains(s.required, name) {
		text = "Required. " + text
	}
	return strings.Join(strings.Fields(text), " ")
}

// linkTo returns a link to the section that describes the schema of a reference. It is empty if the schema has no
// section.
func linkTo(ref string) string {
	name, _ := refName(ref)
	title := titles[name]
	for _, section := range sections {
		if section.schema == name {
			title = section.title
		}
	}
	if title == "" {
		return ""
	}
	return fmt.Sprintf(" See [%s](#%s).", title, anchorOf(title))
}

// schemaExamples writes the examples of a schema, one per line.
func (w *markdownWriter) schemaExamples(s schema) {
	examples := s.node.get("examples").items()
	if len(examples) == 0 {
		return
	}
	w.line("```json")
	for _, example := range examples {
		w.line("%s", compactJSON(example.Node))
	}
	w.line("```\n")
}

// sameAs returns a link to the description of an earlier parameter if it also applies to p; otherwise the link is
// empty.
func (w *markdownWriter) sameAs(p *parameter) (link string) {
	for _, e := range w.entries {
		if isSame(e.parameter, p) {
			return e.link
		}
	}
	return ""
}

// isSame reports whether two parameters need only one description.
func isSame(a, b *parameter) bool {
	return a.name == b.name && a.code == b.code && a.description == b.description && a.url == b.url &&
		a.byDefault == b.byDefault && reflect.DeepEqual(a.forms, b.forms)
}

// usage describes where a parameter, and those that share its description, can be used.
func (w *markdownWriter) usage(p *parameter) string {
	places := p.places
	for _, other := range w.parameters {
		if isSame(p, other) {
			places |= other.places
		}
	}
	return places.phrase("and")
}

// parameter describes a parameter.
func (w *markdownWriter) parameter(p *parameter, level int, prefix string) {
	anchor := w.heading(level, prefix+p.name)
	link := fmt.Sprintf("[`%s`](#%s)", p.name, anchor)
	separator := ": "
	if strings.Contains(w.contents[len(w.contents)-1], separator) {
		separator = ", "
	}
	w.contents[len(w.contents)-1] += separator + link
	fullLink := fmt.Sprintf("[`%s`](#%s)", prefix+p.name, anchor)
	w.entries = append(w.entries, entry{p, fullLink})
	if hasKind(p.forms, expressionForm) {
		w.expressions = append(w.expressions, fullLink)
	}

	names := fmt.Sprintf("In URLs: `%s`", p.code)
	if p.base64 != nil {
		names += fmt.Sprintf(", or `%s` with the value in base64", p.base64.code)
	}
	isSame := func(name string) bool { return name == p.name }
	if others := slices.DeleteFunc(slices.Clone(p.classic), isSame); len(others) > 0 {
		names += fmt.Sprintf(". In the Node SDK before version 7: %s", enumerate(inCode(others), "and"))
	}
	w.paragraph(fmt.Sprintf("%s. Used %s.", names, w.usage(p)), p.url)
	if p.experimental {
		w.line("**Experimental**: this parameter may change.\n")
	}
	w.line("%s\n", p.description)
	w.values(p.forms)
	w.rules(p)
	w.examples(p)
}

// hasKind reports whether a form, or one within it, is of a kind.
func hasKind(forms []form, kind kind) bool {
	return slices.ContainsFunc(forms, func(f form) bool {
		inPart := func(p part) bool { return hasKind(p.forms, kind) }
		return f.kind == kind || slices.ContainsFunc(f.parts, inPart) || hasKind(f.items, kind)
	})
}

// values lists the forms of a value.
func (w *markdownWriter) values(forms []form) {
	forms = slices.DeleteFunc(slices.Clone(forms), func(f form) bool { return f.isNumber })
	switch {
	case len(forms) == 1 && len(forms[0].meanings) > 0:
		w.words("Value", forms[0].meanings)
	case len(forms) == 1:
		w.line("Value: %s.\n", strings.TrimSuffix(w.valuePhrase(forms[0], nil), "."))
	default:
		w.line("Values:\n")
		for i, f := range forms {
			w.line("- %s", w.valuePhrase(f, forms[max(0, i-1):i]))
		}
		w.line("")
	}
	var parts []part
	for _, f := range forms {
		if len(f.parts) > 0 && !f.hasEqualParts() {
			parts = append(parts, f.parts...)
		}
	}
	if len(parts) > 0 {
		w.parts(parts)
	}
}

// valuePhrase describes the values that have a form, and what they mean. It does not repeat words of the forms before
// it.
func (w *markdownWriter) valuePhrase(f form, before []form) string {
	text := f.phrase()
	for _, other := range before {
		if len(other.words) > 1 {
			text = strings.Replace(text, either(inCode(other.words)), "one of the words in the line above", 1)
		}
	}
	if f.description != "" {
		text += ": " + f.description
	}
	if f.forbidden != 0 {
		text += " Not allowed " + f.forbidden.phrase("or") + "."
	}
	if f.exclusiveGroup != "" {
		text += " " + w.exclusiveRule(f.exclusiveGroup)
	}
	return text
}

// exclusiveRule names the parameters of an exclusive group: by their heading, if all parameters under it are in the
// group.
func (w *markdownWriter) exclusiveRule(group string) string {
	var names []string
	heading := ""
	for _, p := range w.parameters {
		if p.exclusive == group && !p.isBase64 {
			names = append(names, p.name)
			heading = p.group.heading
		}
	}
	isOther := func(p *parameter) bool { return p.group.heading == heading && p.exclusive != group }
	if heading == "" || slices.ContainsFunc(w.parameters, isOther) {
		return fmt.Sprintf("Only one of %s can be set.", enumerate(inCode(names), "and"))
	}
	return fmt.Sprintf("A step can have only one of the [%s](#%s).", heading, anchorOf(heading))
}

// parts writes a table of the parts of a value. It has only the columns that the parts need.
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
		byDefault := p.byDefault
		if byDefault != "" {
			byDefault = "`" + byDefault + "`"
		}
		row("`"+p.placeholder()+"`", cell(formsPhrase(p.forms)), byDefault, cell(p.description))
	}
	w.line("")
}

// rules describes what happens without a parameter, and where it cannot be used.
func (w *markdownWriter) rules(p *parameter) {
	var rules []string
	switch {
	case strings.Contains(p.byDefault, " "):
		rules = append(rules, "Default: "+strings.TrimSuffix(p.byDefault, ".")+".")
	case p.byDefault != "":
		rules = append(rules, fmt.Sprintf("Default: `%s`.", p.byDefault))
	}
	if p.forbidden != 0 {
		rules = append(rules, fmt.Sprintf("Not allowed %s.", p.forbidden.phrase("or")))
	}
	if p.exclusive != "" {
		rules = append(rules, w.exclusiveRule(p.exclusive))
	}
	w.paragraph(strings.Join(rules, " "), "")
}

// examples lists examples in JSON and in a URL, but only two for a parameter whose values are all words. Negative
// numbers are left out, because they keep their minus sign when a URL is built from JSON.
func (w *markdownWriter) examples(p *parameter) {
	examples := slices.DeleteFunc(slices.Clone(p.examples), func(e example) bool {
		return isNumber(e.json) && strings.HasPrefix(e.json.Value, "-")
	})
	if len(p.forms) == 1 && len(p.forms[0].words) > 0 {
		examples = examples[:min(2, len(examples))]
	}
	if len(examples) == 0 {
		return
	}
	w.line("| JSON | URL |")
	w.line("| --- | --- |")
	for _, e := range examples {
		w.example(p, e)
	}
	if p.base64 != nil {
		for _, e := range p.base64.examples {
			isPlain := func(other example) bool { return other.json == e.json }
			if !slices.ContainsFunc(p.examples, isPlain) {
				w.example(p.base64, e)
			}
		}
	}
	w.line("")
}

func (w *markdownWriter) example(p *parameter, e example) {
	code := p.code
	if e.url != "" {
		code += "-" + e.url
	}
	w.line("| `%q: %s` | `%s` |", p.name, escapeBars(compactJSON(e.json)), escapeBars(code))
}

// compactJSON returns a YAML value as JSON in one line.
func compactJSON(n *yaml.Node) string {
	out, err := json.Marshal(jsonValue(n), jsontext.SpaceAfterComma(true), jsontext.SpaceAfterColon(true))
	if err != nil {
		return n.Value // a value that no form allows
	}
	return string(out)
}
