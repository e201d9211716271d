package main

import (
	"fmt"
	"strconv"
	"strings"
)

// inWords says what a form allows, in Markdown. The parts of a value that has several are not listed.
func (f form) inWords() string {
	switch f.kind {
	case flagForm:
		return "`true`; in URLs the code alone"
	case booleanForm:
		return "`true` or `false`"
	case wordForm:
		return either(inCode(f.words))
	case numberForm:
		return f.numberInWords()
	case expressionForm:
		return "an [expression](#expressions)"
	case colorForm:
		return "a [colour](#colours)"
	case pathForm:
		return "a path of the media library"
	case base64Form:
		return "text in base64"
	case promptForm:
		return "`prompt-` and a text, or `prompte-` and a text in base64"
	case patternForm:
		return "text that matches `" + f.pattern + "`"
	case partsForm:
		return f.partsInWords()
	case listForm:
		return f.listInWords()
	}
	return "text"
}

// formsInWords says what some forms allow.
func formsInWords(forms []form) string {
	var words []string
	for _, f := range forms {
		words = append(words, f.inWords())
	}
	return either(words)
}

func inCode(words []string) []string {
	var code []string
	for _, word := range words {
		code = append(code, "`"+word+"`")
	}
	return code
}

func either(words []string) string { return enumerate(words, "or") }

// enumerate joins words as a sentence does: "a, b or c".
func enumerate(words []string, conjunction string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}

func (f form) numberInWords() string {
	text := "a number"
	if f.decimals == 0 {
		text = "a whole number"
	}
	switch {
	case f.min != nil && f.exclusive:
		text += " above " + number(*f.min)
	case f.min != nil && f.max != nil:
		text += " from " + number(*f.min)
	case f.min != nil:
		text += " from " + number(*f.min) + " up"
	}
	switch {
	case f.max != nil && f.min != nil && !f.exclusive:
		text += " to " + number(*f.max)
	case f.max != nil:
		text += ", " + number(*f.max) + " at most"
	}
	if f.decimals > 0 {
		text += fmt.Sprintf(", with at most %d decimals", f.decimals)
	}
	return text
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// separatorsInWords names the separators of parts or items.
func (f form) separatorsInWords() string { return either(inCode(f.separators)) + " between them" }

// partsInWords names the parts of a value.
func (f form) partsInWords() string {
	var names []string
	optional := true
	for _, p := range f.parts {
		names = append(names, "*"+p.name+"*")
		optional = optional && p.optional
	}
	behind := " behind " + either(inCode(f.separators))
	if len(names) > 1 {
		behind = ", each" + behind
	}
	switch {
	case f.prefix != "" && optional:
		return fmt.Sprintf("`%s`, alone or with %s", f.prefix, enumerate(names, "and")+behind)
	case f.prefix != "":
		return fmt.Sprintf("`%s` and %s", f.prefix, enumerate(names, "and")+behind)
	case f.parts[0].label != "":
		return fmt.Sprintf("any of %s, in any order, with %s", enumerate(names, "and"), f.separatorsInWords())
	}
	return fmt.Sprintf("%s, with %s", enumerate(names, "and"), f.separatorsInWords())
}

func (f form) listInWords() string {
	text := fmt.Sprintf("%d or more", f.minItems)
	switch {
	case f.maxItems == f.minItems:
		text = strconv.Itoa(f.minItems)
	case f.maxItems > 0:
		text = fmt.Sprintf("%d to %d", f.minItems, f.maxItems)
	}
	text += " items with " + f.separatorsInWords()
	if f.unique {
		text += ", none of them twice"
	}
	return text + ", each " + formsInWords(f.items)
}

// inWords says where a parameter stands.
func (p places) inWords() string {
	const assets, layersOfAssets places = 0b11, 0b1100
	var plurals []string
	for _, name := range (p &^ inLayers).names(placeNames) {
		plurals = append(plurals, plural(name))
	}
	missing := (inLayers &^ p).names(placeNames)
	switch {
	case len(missing) == 0:
		plurals = append(plurals, "layers of all kinds")
	case len(missing) == 1:
		plurals = append(plurals, "all layers but "+plural(missing[0]))
	case p&(assets|inLayers) == assets|layersOfAssets:
		plurals = append(plurals, "layers of both")
	default:
		for _, name := range (p & inLayers).names(placeNames) {
			plurals = append(plurals, plural(name))
		}
	}
	return enumerate(plurals, "and")
}

func plural(place string) string {
	if place == "condition" {
		return "conditional steps"
	}
	return place + "s"
}
