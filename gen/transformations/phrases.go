package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// phrase describes the values of the form, in Markdown. It only names the parts of a value with several parts.
func (f form) phrase() string {
	switch f.kind {
	case flagForm:
		return "`true`; in URLs, the code without a value"
	case booleanForm:
		return "`true` or `false`"
	case wordForm:
		return either(inCode(f.words))
	case numberForm:
		return f.numberPhrase()
	case expressionForm:
		return "an [expression](#expressions)"
	case colorForm:
		return "a [colour](#colours)"
	case pathForm:
		return "text; slashes within it are `@@` in URLs"
	case base64Form:
		return "text in base64"
	case promptForm:
		return "`prompt-` and a text, or `prompte-` and a text in base64"
	case patternForm:
		return "text that matches `" + f.pattern + "`"
	case partsForm:
		return f.partsPhrase()
	case listForm:
		return f.listPhrase()
	}
	return "text"
}

// formsPhrase describes the values that have one of the forms.
func formsPhrase(forms []form) string {
	var phrases []string
	for _, f := range forms {
		phrases = append(phrases, f.phrase())
	}
	return either(phrases)
}

func inCode(words []string) []string {
	var code []string
	for _, word := range words {
		code = append(code, "`"+word+"`")
	}
	return code
}

func either(words []string) string { return enumerate(words, "or") }

// enumerate joins words as in a sentence: "a, b or c".
func enumerate(words []string, conjunction string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}

func (f form) numberPhrase() string {
	text := "a number"
	if f.decimals == 0 {
		text = "a whole number"
	}
	switch {
	case f.min != nil && f.exclusive:
		text += " greater than " + number(*f.min)
	case f.min != nil && f.max != nil:
		text += " from " + number(*f.min)
	case f.min != nil:
		text += " of at least " + number(*f.min)
	}
	switch {
	case f.max != nil && f.min != nil && !f.exclusive:
		text += " to " + number(*f.max)
	case f.max != nil:
		text += " of at most " + number(*f.max)
	}
	if f.decimals > 0 {
		text += fmt.Sprintf(", with at most %d decimals", f.decimals)
	}
	if bound(f.min, -maxNumber) < 0 {
		text += " (-10 is `N10`)"
	}
	return text
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// partsPhrase returns the notation of a value with several parts, such as `blurred[_INTENSITY][_BRIGHTNESS]`, as in the
// errors of package urlbuilder.
func (f form) partsPhrase() string {
	var templates []string
	for _, separator := range f.separators {
		template := f.prefix
		for i, p := range f.parts {
			part := p.placeholder()
			if i > 0 || f.prefix != "" {
				part = separator + part
			}
			if p.optional && p.label == "" {
				part = "[" + part + "]"
			}
			template += part
		}
		templates = append(templates, template)
	}
	text := either(inCode(templates))
	if f.parts[0].label != "" {
		text += ", in any order; parts can be omitted"
	}
	if f.hasEqualParts() {
		text += ", each " + formsPhrase(f.parts[0].forms)
	}
	return text
}

// placeholder returns the notation of a part, such as bl-BLUR or TOP-LEFT.
func (p part) placeholder() string {
	return p.label + strings.ReplaceAll(strings.ToUpper(p.name), " ", "-")
}

// hasEqualParts reports whether all parts have the same forms and need no further description.
func (f form) hasEqualParts() bool {
	first := formsPhrase(f.parts[0].forms)
	return len(f.parts) > 1 && !slices.ContainsFunc(f.parts, func(p part) bool {
		return p.label != "" || p.description != "" || p.byDefault != "" || formsPhrase(p.forms) != first
	})
}

func (f form) listPhrase() string {
	text := fmt.Sprintf("%d or more", f.minItems)
	switch {
	case f.maxItems == f.minItems:
		text = strconv.Itoa(f.minItems)
	case f.maxItems > 0:
		text = fmt.Sprintf("%d to %d", f.minItems, f.maxItems)
	}
	if f.isArray {
		text = "an array of " + text + " items, in URLs"
	} else {
		text += " items"
	}
	text += " separated by " + either(inCode(f.separators))
	if f.unique {
		text += ", without repetition"
	}
	return text + ", each " + formsPhrase(f.items)
}

// phrase returns the names of the places with a preposition, such as "with images and image layers".
func (p places) phrase(conjunction string) string {
	var names []string
	switch missing := (inLayers &^ p).names(placePlurals); len(missing) {
	case 0:
		names = append((p &^ inLayers).names(placePlurals), "layers")
	case 1:
		names = append((p &^ inLayers).names(placePlurals), "all layers except "+missing[0])
	default:
		names = p.names(placePlurals)
	}
	preposition := "in "
	if p&onAssets != 0 {
		preposition = "with "
	}
	return preposition + enumerate(names, conjunction)
}
