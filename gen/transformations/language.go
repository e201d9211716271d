package main

import "go.yaml.in/yaml/v3"

// language is the transformation language as the document describes it.
type language struct {
	parameters []*parameter // in the order of the document, but the parameters of Transformation first
	schemas    []schema     // the schemas that a chain refers to, and RemovedTransformation
	root       node         // the mapping of all schemas

	expression, color, condition string // patterns, without anchors

	variables, operators, properties, comparisons []word
}

// schema is a schema of an object.
type schema struct {
	name        string
	description string
	url         string
	node        node
	required    []string
	parameters  []*parameter // without the entries for base64
}

// parameter is an entry of the table of parameters.
type parameter struct {
	name         string // in JSON; empty for removed parameters that never had one
	code         string
	base64       *parameter // the entry for the same value in base64; nil for most
	isBase64     bool       // whether this is such an entry
	classic      []string
	schema       string
	group        group
	experimental bool
	alone        bool
	description  string
	url          string
	examples     []example
	byDefault    string
	places       places
	forbidden    places
	exclusive    string
	removed      string
	forms        []form
	node         node
}

// group is a heading in a comment above properties, with the sentences after it.
type group struct {
	heading, text string
}

// example is an example of a value, in JSON and in a URL.
type example struct {
	json *yaml.Node
	url  string
}

// word is a word of expressions or conditions.
type word struct {
	Name        string
	Description string
}

// form is a form of a value. Its fields are documented in urlbuilder.ValueForm.
type form struct {
	kind               kind
	words              []string
	min, max           *float64
	exclusive          bool
	decimals           int
	pattern            string
	prefix             string
	separators         []string
	parts              []part
	items              []form
	minItems, maxItems int
	unique             bool
	isArray            bool // the list is an array in JSON; other lists are texts
	isNumber           bool // a text in JSON that is a number in URLs, where it has the form of a number
	forbidden          places
	exclusiveGroup     string

	description string
	meanings    []word // the meanings of the words of a wordForm
}

// part is a part of a value. Its fields are documented in urlbuilder.ValuePart.
type part struct {
	name, label string
	optional    bool
	byDefault   string
	description string
	forms       []form
}

// kind is the kind of a form: the name of a constant of package urlbuilder.
type kind string

const (
	flagForm       kind = "FlagForm"
	booleanForm    kind = "BooleanForm"
	wordForm       kind = "WordForm"
	numberForm     kind = "NumberForm"
	expressionForm kind = "ExpressionForm"
	colorForm      kind = "ColorForm"
	textForm       kind = "TextForm"
	pathForm       kind = "PathForm"
	base64Form     kind = "Base64Form"
	promptForm     kind = "PromptForm"
	patternForm    kind = "PatternForm"
	partsForm      kind = "PartsForm"
	listForm       kind = "ListForm"
)

// anyDecimals means that a number can have any number of digits after its decimal point.
const anyDecimals = -1

// maxNumber means that a number has no bound. It is the largest number up to which float64 can represent all integers.
const maxNumber = 1 << 53

// places is a set of places, like urlbuilder.Places.
type places uint16

// placeNames are the names of the places in the document, in the order of the bits in urlbuilder.Places.
var placeNames = []string{
	"image", "video", "image layer", "video layer", "text layer", "subtitle layer", "solid color layer", "condition",
}

// placePlurals are the plurals of the places, for sentences of the documentation.
var placePlurals = []string{
	"images", "videos", "image layers", "video layers", "text layers", "subtitle layers", "solid colour layers",
	"conditional steps",
}

// placeConstants are the names of the places' constants in package urlbuilder.
var placeConstants = []string{
	"OnImage", "OnVideo", "InImageLayer", "InVideoLayer", "InTextLayer", "InSubtitleLayer", "InSolidColorLayer",
	"InCondition",
}

const (
	onAssets places = 0b0000011 // images and videos
	inLayers places = 0b1111100 // what the document calls "layer"
)

// names returns the elements of the list of names that belong to the places of the set.
func (p places) names(of []string) []string {
	var names []string
	for i, name := range of {
		if p&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}
