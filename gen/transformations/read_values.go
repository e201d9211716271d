package main

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readPropertyForms reads the forms that the value of a property, or of a named schema, can have. The separator is the
// one between the items of an array in URLs.
func (l *language) readPropertyForms(n node, separator string) ([]form, error) {
	var x property
	if err := n.decode(&x); err != nil {
		return nil, err
	}
	return l.readForms(n, x.value, separator)
}

// readForms reads the forms that a value can have.
func (l *language) readForms(n node, v value, separator string) ([]form, error) {
	if !v.AnyOf.IsZero() {
		if err := n.checkKeys([]string{"anyOf"}); err != nil {
			return nil, err
		}
		return l.readAlternatives(n.at(&v.AnyOf), separator)
	}
	f, err := l.readForm(n, v, separator)
	if err != nil {
		return nil, err
	}
	f.description = v.Title // not its description, which describes the property
	keys := meaningful[f.kind]
	if v.Ref != "" {
		keys = []string{"$ref"}
	}
	return []form{f}, n.checkKeys(keys)
}

func (l *language) readAlternatives(anyOf node, separator string) ([]form, error) {
	var forms []form
	for _, item := range anyOf.items() {
		more, err := l.readAlternative(item, separator)
		if err != nil {
			return nil, err
		}
		forms = append(forms, more...)
	}
	if len(forms) == 0 {
		return nil, anyOf.errorf("anyOf has no forms")
	}
	return forms, nil
}

// readAlternative reads the form of an alternative with its description and its rules.
func (l *language) readAlternative(n node, separator string) ([]form, error) {
	var x alternative
	if err := n.decode(&x); err != nil {
		return nil, err
	}
	if !x.AnyOf.IsZero() {
		return nil, n.errorf("anyOf within anyOf")
	}
	forms, err := l.readForms(n, x.value, separator)
	if err != nil {
		return nil, err
	}
	f := &forms[0]
	f.description = oneLine(x.Description)
	if x.Extension.IsZero() {
		return forms, nil
	}
	var rules rules
	if err := n.at(&x.Extension).decode(&rules); err != nil {
		return nil, err
	}
	f.exclusiveGroup = rules.Exclusive
	f.forbidden, err = readPlaceNames(n, rules.Forbidden)
	return forms, err
}

func (l *language) readForm(n node, v value, separator string) (form, error) {
	switch {
	case v.Ref != "":
		return l.readReference(n, v.Ref)
	case !v.Const.IsZero() && v.Const.Tag == "!!bool":
		if v.Const.Value != "true" {
			return form{}, n.errorf("const: %s is not supported; a parameter that is false is omitted", v.Const.Value)
		}
		return form{kind: flagForm}, nil
	case !v.Const.IsZero():
		return form{kind: wordForm, words: []string{urlScalar(&v.Const)}}, nil
	case len(v.Enum) > 0:
		return readEnum(n, v)
	}
	switch v.Type {
	case "boolean":
		return form{kind: booleanForm}, nil
	case "integer", "number":
		return readNumber(n, v)
	case "string":
		return l.readText(n, v)
	case "array":
		return l.readArray(n, v, separator)
	}
	return form{}, n.errorf("has no form: want anyOf, $ref, const, enum, or a type of scalars or arrays")
}

// readEnum reads words and their meanings. Either all words must have a meaning or none.
func readEnum(n node, v value) (form, error) {
	f := form{kind: wordForm}
	for i := range v.Enum {
		f.words = append(f.words, urlScalar(&v.Enum[i]))
	}
	for key, meaning := range n.at(&v.Meanings).members() {
		if !slices.Contains(f.words, key.Value) {
			return f, n.at(key).errorf("x-enumDescriptions has the word %s, which is not in enum", key.Value)
		}
		f.meanings = append(f.meanings, word{key.Value, meaning.text()})
	}
	for _, name := range f.words {
		has := func(w word) bool { return w.Name == name }
		if len(f.meanings) > 0 && !slices.ContainsFunc(f.meanings, has) {
			return f, n.errorf("x-enumDescriptions does not say what %s means", name)
		}
	}
	return f, nil
}

// readReference reads the form of the named schema that a reference refers to. It fails if the schema has several
// forms.
func (l *language) readReference(n node, ref string) (form, error) {
	name, _ := refName(ref)
	switch name {
	case expressionSchema:
		return form{kind: expressionForm}, nil
	case colorSchema:
		return form{kind: colorForm}, nil
	}
	target := l.root.get(name)
	if target.isZero() {
		return form{}, n.errorf("no schema has the name %s", name)
	}
	forms, err := l.readPropertyForms(target, "")
	if err == nil && len(forms) != 1 {
		err = n.errorf("%s has %d forms; want one", name, len(forms))
	}
	if err != nil {
		return form{}, err
	}
	return forms[0], nil
}

func readNumber(n node, v value) (form, error) {
	f := form{kind: numberForm, min: v.Minimum, max: v.Maximum, decimals: anyDecimals}
	if v.ExclusiveMinimum != nil {
		if v.Minimum != nil {
			return f, n.errorf("has both minimum and exclusiveMinimum")
		}
		f.min, f.exclusive = v.ExclusiveMinimum, true
	}
	switch {
	case v.Type == "integer":
		f.decimals = 0
	case v.MultipleOf != 0:
		digits, ok := strings.CutPrefix(strconv.FormatFloat(v.MultipleOf, 'f', -1, 64), "0.")
		if !ok || strings.Trim(digits, "0") != "1" {
			return f, n.errorf("multipleOf: %v is not supported; want 0.1, 0.01 or another power of ten", v.MultipleOf)
		}
		f.decimals = len(digits)
	}
	return f, nil
}

// textFormats maps the values of x-format to the kinds of forms.
var textFormats = map[string]kind{"": textForm, "path": pathForm, "base64": base64Form, "prompt": promptForm}

func (l *language) readText(n node, v value) (form, error) {
	switch {
	case !v.Parts.IsZero():
		return l.readParts(n.at(&v.Parts))
	case !v.List.IsZero():
		return l.readList(n.at(&v.List))
	case v.Pattern != "":
		if _, err := compile(v.Pattern); err != nil {
			return form{}, n.errorf("%w", err)
		}
		return form{kind: patternForm, pattern: v.Pattern, isNumber: v.Number}, nil
	}
	kind, ok := textFormats[v.Format]
	if !ok {
		return form{}, n.errorf("unknown x-format %q; supported are path, base64 and prompt", v.Format)
	}
	return form{kind: kind}, nil
}

func (l *language) readArray(n node, v value, separator string) (form, error) {
	if separator == "" {
		return form{}, n.errorf("an array needs the key separator in x-transformation")
	}
	f := form{
		kind: listForm, separators: []string{separator},
		minItems: max(1, v.MinItems), maxItems: v.MaxItems, unique: v.UniqueItems, isArray: true,
	}
	return f, l.readItems(n.at(&v.Items), &f)
}

func (l *language) readItems(n node, f *form) error {
	var v value
	err := n.decode(&v)
	if err == nil {
		f.items, err = l.readForms(n, v, "")
	}
	return err
}

func (l *language) readList(n node) (form, error) {
	var x list
	if err := n.decode(&x); err != nil {
		return form{}, err
	}
	f := form{kind: listForm, minItems: max(1, x.MinItems), maxItems: x.MaxItems, unique: x.UniqueItems}
	var err error
	if f.separators, err = readSeparators(n, &x.Separator); err != nil {
		return f, err
	}
	if x.Items.IsZero() {
		return f, n.errorf("x-list has no items")
	}
	return f, l.readItems(n.at(&x.Items), &f)
}

// readSeparators reads a text or a list of texts.
func readSeparators(n node, separator *yaml.Node) ([]string, error) {
	var separators []string
	if separator.Kind == yaml.ScalarNode {
		separators = []string{separator.Value}
	}
	for _, item := range n.at(separator).items() {
		separators = append(separators, item.Value)
	}
	if len(separators) == 0 || slices.Contains(separators, "") {
		return nil, n.errorf("has no separator")
	}
	return separators, nil
}

func (l *language) readParts(n node) (form, error) {
	var x partsExtension
	if err := n.decode(&x); err != nil {
		return form{}, err
	}
	f := form{kind: partsForm, prefix: x.Prefix}
	var err error
	if f.separators, err = readSeparators(n, &x.Separator); err != nil {
		return f, err
	}
	if len(x.Parts) == 0 {
		return f, n.errorf("x-parts has no parts")
	}
	for i := range x.Parts {
		p, err := l.readPart(n.at(&x.Parts[i]))
		if err != nil {
			return f, err
		}
		if last := len(f.parts) - 1; i > 0 && p.label == "" && !p.optional && f.parts[last].optional {
			return f, n.at(&x.Parts[i]).errorf("the part %s cannot follow an optional one", p.name)
		}
		f.parts = append(f.parts, p)
	}
	return f, nil
}

func (l *language) readPart(n node) (part, error) {
	var x partSchema
	if err := n.decode(&x); err != nil {
		return part{}, err
	}
	if x.Name == "" {
		return part{}, n.errorf("a part has no name")
	}
	p := part{
		name: x.Name, label: x.Label, optional: x.Optional || x.Label != "", description: oneLine(x.Description),
	}
	var err error
	if p.forms, err = l.readForms(n, x.value, ""); err != nil || x.Default.IsZero() {
		return p, err
	}
	p.byDefault = urlScalar(&x.Default)
	if !l.allowsAny(p.forms, &x.Default) {
		err = n.errorf("no form of the part %s allows its default %s", p.name, describe(&x.Default))
	}
	return p, err
}
