package urlbuilder

import (
	"iter"
	"strings"
)

// Parameter describes a parameter of transformations: its names, its values and the places where it can be used. It is
// an entry of the table that is generated from openapi.yaml; [Parameters] and [LookupParameter] return copies. A
// parameter has several entries if its values differ between kinds of layers. A parameter with a value, as part of a
// step, is a [Param].
type Parameter struct {
	// Name is the name in JSON, such as "width". It is empty for a removed parameter that never had a name in JSON.
	Name string
	// Code is the name in URLs, such as "w" or "e-shadow".
	Code string
	// ClassicNames are the names in JSON in versions 3 to 6 of the Node SDK, such as "effectShadow".
	ClassicNames []string
	// Schema is the name of the schema in openapi.yaml that describes the parameter, such as "Transformation".
	Schema string
	// Description describes what the parameter does, in Markdown.
	Description string
	// URL is the address of the parameter's documentation.
	URL string
	// Examples are values in the form that is written in URLs after the code and a hyphen. An empty example means the
	// code without a value.
	Examples []string
	// Default is the documented effect of omitting the parameter: a value or a sentence. It is empty if it is not
	// documented.
	Default string
	// Places are the places for which the parameter is documented.
	Places Places
	// Forbidden are the places where, according to the documentation, the parameter cannot be used.
	Forbidden Places
	// ExclusiveGroup is the name of a group, such as "ai". A step can have only one parameter of a group. It is empty
	// for most parameters.
	ExclusiveGroup string
	// FlagInURLs is true if the code can be written without a value in URLs, but not in JSON.
	FlagInURLs bool
	// Removed is the date on which the service removed the parameter, such as "2023-11-01". It is empty if the service
	// supports the parameter.
	Removed string
	// Forms are the forms that a value can have.
	Forms []ValueForm
}

// Places is a set of places where a parameter can be used.
type Places uint16

// Places. A place is what a transformation is applied to: the image or the video of a URL, or a layer.
const (
	OnImage Places = 1 << iota
	OnVideo
	InImageLayer
	InVideoLayer
	InTextLayer
	InSubtitleLayer
	InSolidColorLayer
	// InCondition is a conditional step at any of the other places.
	InCondition
)

// InLayers is the set of all kinds of layers.
const InLayers = InImageLayer | InVideoLayer | InTextLayer | InSubtitleLayer | InSolidColorLayer

var placeNames = [...]string{
	"image", "video", "image layer", "video layer", "text layer", "subtitle layer", "solid color layer", "condition",
}

// Has reports whether the set contains all places of another set.
func (p Places) Has(other Places) bool { return p&other == other }

// All returns an iterator over the places of the set. Each one is a set with one place.
func (p Places) All() iter.Seq[Places] {
	return func(yield func(Places) bool) {
		for i := range placeNames {
			if place := Places(1) << i; p&place != 0 && !yield(place) {
				return
			}
		}
	}
}

// withArticle returns the first of the places in words, such as "an image layer".
func (p Places) withArticle() string {
	first, _, _ := strings.Cut(p.String(), ",")
	if strings.HasPrefix(first, "i") {
		return "an " + first
	}
	return "a " + first
}

// String returns the places in words, such as "image, text layer".
func (p Places) String() string {
	var names []string
	for i, name := range placeNames {
		if p&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// ValueForm is a form that a value of a parameter, or a part of a value, can have. Fields that do not belong to its
// Kind are zero.
type ValueForm struct {
	Kind ValueFormKind
	// Description explains the values of this form, in Markdown. It is empty if they need no explanation.
	Description string
	// Words are the words of a WordForm.
	Words []string
	// Min and Max are the bounds of a NumberForm; -2⁵³ and 2⁵³ mean no bound.
	Min, Max float64
	// ExclusiveMin is true if the number must be greater than Min.
	ExclusiveMin bool
	// Decimals is the maximum number of digits after the decimal point of a NumberForm; -1 means no limit.
	Decimals int
	// Pattern is the regular expression of a PatternForm, in the syntax of package regexp.
	Pattern string
	// Prefix is the word with which a PartsForm begins, such as "blurred". It is empty for most forms.
	Prefix string
	// Separators are the texts that can separate the parts of a PartsForm or the items of a ListForm. The first one is
	// used by default.
	Separators []string
	// Parts are the parts of a PartsForm. Parts with a label can be in any order; the others are in the order of Parts.
	Parts []ValuePart
	// Items are the forms of the items of a ListForm.
	Items []ValueForm
	// MinItems and MaxItems limit the number of items of a ListForm; MaxItems is 0 if there is no limit.
	MinItems, MaxItems int
	// Unique is true if the items of a ListForm must differ from each other.
	Unique bool
	// Forbidden and ExclusiveGroup are like the fields of [Parameter], but apply only to values of this form.
	Forbidden      Places
	ExclusiveGroup string
}

// ValueFormKind is a kind of [ValueForm].
type ValueFormKind uint8

// Kinds of forms.
const (
	FlagForm       ValueFormKind = iota // no value: the code alone in URLs, true in JSON
	BooleanForm                         // true or false
	WordForm                            // one of Words
	NumberForm                          // a number; in URLs, N replaces the minus sign
	ExpressionForm                      // an arithmetic expression
	ColorForm                           // a colour
	TextForm                            // any text
	PathForm                            // a path in the media library; in URLs, @@ replaces slashes
	Base64Form                          // text in base64
	PromptForm                          // prompt- and a text, or prompte- and a text in base64
	PatternForm                         // a text that matches Pattern
	PartsForm                           // several parts, such as bl-15_st-40
	ListForm                            // several items, such as 240_480_720
)

// ValuePart is a part of a value that consists of several.
type ValuePart struct {
	// Name names the part, such as "blur".
	Name string
	// Label is written before the value, such as "bl-". It is empty if the part is identified by its position.
	Label string
	// Optional is true if the part can be left out. Among parts without a label, only the last ones can be optional.
	Optional bool
	// Default is the value that the service uses if the part is left out, if that is documented.
	Default string
	// Description explains the part, if it needs an explanation.
	Description string
	// Forms are the forms that the value can have.
	Forms []ValueForm
}
