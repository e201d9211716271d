package main

import (
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readExamples reads the examples of a property. It fails if an example has none of the forms.
func (l *language) readExamples(n node, forms []form) ([]example, error) {
	var examples []example
	for _, item := range n.get("examples").items() {
		if isNumber(item.Node) && strings.Contains(item.Value, "_") {
			return nil, item.errorf("YAML reads the example %s as a number; quote it", item.Value)
		}
		i := slices.IndexFunc(forms, func(f form) bool { return l.allows(f, item.Node) })
		if i < 0 {
			return nil, item.errorf("no form allows the example %s", describe(item.Node))
		}
		examples = append(examples, example{item.Node, urlValue(forms[i], item.Node)})
	}
	return examples, nil
}

func describe(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return strconv.Quote(n.Value)
	}
	out, _ := yaml.Marshal(n)
	return strings.TrimSpace(string(out))
}

// allowsAny reports whether a value in JSON has one of the forms.
func (l *language) allowsAny(forms []form, n *yaml.Node) bool {
	return slices.ContainsFunc(forms, func(f form) bool { return l.allows(f, n) })
}

// allows reports whether a value in JSON has a form.
func (l *language) allows(f form, n *yaml.Node) bool {
	switch n.Tag {
	case "!!bool":
		return f.kind == booleanForm || f.kind == flagForm && n.Value == "true"
	case "!!int", "!!float":
		return f.kind == numberForm && f.allowsNumber(n)
	case "!!seq":
		return l.allowsItems(f, n)
	case "!!str":
		switch f.kind {
		case flagForm, numberForm, booleanForm:
			return false
		case textForm, pathForm:
			return n.Value != "" // texts that a URL cannot contain are written in base64
		}
		pattern, err := compile(l.pattern(f))
		return err == nil && pattern.MatchString(n.Value)
	}
	return false
}

func (f form) allowsNumber(n *yaml.Node) bool {
	number, err := strconv.ParseFloat(n.Value, 64)
	lowest, highest := bound(f.min, -maxNumber), bound(f.max, maxNumber)
	if err != nil || number < lowest || number > highest || f.exclusive && number == lowest {
		return false
	}
	if f.decimals == anyDecimals {
		return true
	}
	scaled := number * math.Pow10(f.decimals)
	return math.Abs(scaled-math.Round(scaled)) < 1e-6
}

func (l *language) allowsItems(f form, n *yaml.Node) bool {
	if f.kind != listForm || len(n.Content) < f.minItems || f.maxItems > 0 && len(n.Content) > f.maxItems {
		return false
	}
	isWrong := func(item *yaml.Node) bool { return !l.allowsAny(f.items, item) }
	return !slices.ContainsFunc(n.Content, isWrong)
}

// urlValue returns a value of JSON as it is written in a URL, before percent-encoding.
func urlValue(f form, n *yaml.Node) string {
	switch {
	case f.kind == flagForm:
		return ""
	case f.kind == pathForm:
		return strings.ReplaceAll(strings.Trim(n.Value, "/"), "/", "@@")
	case n.Kind == yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			items = append(items, urlScalar(item))
		}
		return strings.Join(items, f.separators[0])
	}
	return urlScalar(n)
}

func isNumber(n *yaml.Node) bool { return n.Tag == "!!int" || n.Tag == "!!float" }

// urlScalar returns a scalar as it is written in a URL: a negative number has an N in place of the minus sign.
func urlScalar(n *yaml.Node) string {
	if !isNumber(n) {
		return n.Value
	}
	number, err := strconv.ParseFloat(n.Value, 64)
	if err != nil {
		return n.Value // such as .inf, which no form allows
	}
	text := strconv.FormatFloat(number, 'f', -1, 64)
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return "N" + digits
	}
	return text
}

// inBase64 returns the entry for the same parameter with its value in base64. That entry has a different code.
func inBase64(p *parameter, code string) *parameter {
	encoded := *p
	encoded.code, encoded.isBase64 = code, true
	encoded.classic = nil
	encoded.examples = nil
	for _, e := range p.examples {
		text := e.json.Value
		if p.forms[0].kind == pathForm {
			text = strings.Trim(text, "/")
		}
		e.url = base64.StdEncoding.EncodeToString([]byte(text))
		encoded.examples = append(encoded.examples, e)
	}
	encoded.forms = []form{{kind: base64Form}}
	return &encoded
}
