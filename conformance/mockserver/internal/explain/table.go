package explain

import (
	"strings"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Parameter is an entry of the table of parameters. Its fields are described in [urlbuilder.Parameter].
type Parameter struct {
	Code           string    `json:"code"`
	Name           string    `json:"name,omitempty"`
	ClassicNames   []string  `json:"classicNames,omitempty"`
	Description    string    `json:"description"`
	URL            string    `json:"url"`
	Examples       []string  `json:"examples,omitempty"`
	Default        string    `json:"default,omitempty"`
	Places         []string  `json:"places,omitempty"`
	Forbidden      []string  `json:"forbidden,omitempty"`
	ExclusiveGroup string    `json:"exclusiveGroup,omitempty"`
	Removed        string    `json:"removed,omitempty"`
	Forms          []Form    `json:"forms"`
	Support        []Support `json:"support"`
}

// Form is a form of a value. Its fields are described in [urlbuilder.ValueForm].
type Form struct {
	Kind           string   `json:"kind"`
	Description    string   `json:"description,omitempty"`
	Words          []string `json:"words,omitempty"`
	Min            *float64 `json:"min,omitempty"` // missing if there is no bound
	Max            *float64 `json:"max,omitempty"`
	ExclusiveMin   bool     `json:"exclusiveMin,omitempty"`
	Decimals       *int     `json:"decimals,omitempty"` // missing if there is no limit
	Pattern        string   `json:"pattern,omitempty"`
	Prefix         string   `json:"prefix,omitempty"`
	Separators     []string `json:"separators,omitempty"`
	Parts          []Part   `json:"parts,omitempty"`
	Items          []Form   `json:"items,omitempty"`
	MinItems       int      `json:"minItems,omitempty"`
	MaxItems       int      `json:"maxItems,omitempty"`
	Unique         bool     `json:"unique,omitempty"`
	Forbidden      []string `json:"forbidden,omitempty"`
	ExclusiveGroup string   `json:"exclusiveGroup,omitempty"`
}

// Part is a part of a value. Its fields are described in [urlbuilder.ValuePart].
type Part struct {
	Name        string `json:"name"`
	Label       string `json:"label,omitempty"`
	Optional    bool   `json:"optional,omitempty"`
	Default     string `json:"default,omitempty"`
	Description string `json:"description,omitempty"`
	Forms       []Form `json:"forms"`
}

// Support says how the values of a parameter are rendered.
type Support struct {
	Values string `json:"values,omitempty"` // which values, in words; empty for all others
	Grade  string `json:"grade"`
	Note   string `json:"note,omitempty"`
}

// kindNames are the names of the kinds of forms in JSON.
var kindNames = [...]string{
	urlbuilder.FlagForm:       "flag",
	urlbuilder.BooleanForm:    "boolean",
	urlbuilder.WordForm:       "word",
	urlbuilder.NumberForm:     "number",
	urlbuilder.ExpressionForm: "expression",
	urlbuilder.ColorForm:      "color",
	urlbuilder.TextForm:       "text",
	urlbuilder.PathForm:       "path",
	urlbuilder.Base64Form:     "base64",
	urlbuilder.PromptForm:     "prompt",
	urlbuilder.PatternForm:    "pattern",
	urlbuilder.PartsForm:      "parts",
	urlbuilder.ListForm:       "list",
}

// Table returns the table of parameters, in the order of [urlbuilder.Parameters].
func Table() []Parameter {
	support := map[string][]Support{}
	for s := range render.AllSupport() {
		support[s.Code] = append(support[s.Code], Support{s.Values, s.Grade.String(), s.Note})
	}
	var table []Parameter
	for p := range urlbuilder.Parameters() {
		table = append(table, Parameter{
			Code: p.Code, Name: p.Name, ClassicNames: p.ClassicNames, Description: p.Description, URL: p.URL,
			Examples: p.Examples, Default: p.Default, Places: names(p.Places), Forbidden: names(p.Forbidden),
			ExclusiveGroup: p.ExclusiveGroup, Removed: p.Removed, Forms: formsOf(p.Forms), Support: support[p.Code],
		})
	}
	return table
}

// names returns the places in words.
func names(p urlbuilder.Places) []string {
	if p == 0 {
		return nil
	}
	return strings.Split(p.String(), ", ")
}

func formsOf(forms []urlbuilder.ValueForm) []Form {
	out := make([]Form, len(forms))
	for i, f := range forms {
		out[i] = Form{
			Kind: kindNames[f.Kind], Description: f.Description, Words: f.Words, ExclusiveMin: f.ExclusiveMin,
			Pattern: f.Pattern, Prefix: f.Prefix, Separators: f.Separators, MinItems: f.MinItems, MaxItems: f.MaxItems,
			Unique: f.Unique, Forbidden: names(f.Forbidden), ExclusiveGroup: f.ExclusiveGroup, Items: formsOf(f.Items),
			Parts: partsOf(f.Parts),
		}
		if f.Kind == urlbuilder.NumberForm {
			out[i].setNumber(f)
		}
	}
	return out
}

// setNumber sets the bounds of a number, without those that mean no bound.
func (f *Form) setNumber(from urlbuilder.ValueForm) {
	const unbounded = 1 << 53
	if from.Min > -unbounded {
		f.Min = &from.Min
	}
	if from.Max < unbounded {
		f.Max = &from.Max
	}
	if from.Decimals >= 0 {
		f.Decimals = &from.Decimals
	}
}

func partsOf(parts []urlbuilder.ValuePart) []Part {
	out := make([]Part, len(parts))
	for i, p := range parts {
		out[i] = Part{p.Name, p.Label, p.Optional, p.Default, p.Description, formsOf(p.Forms)}
	}
	return out
}
