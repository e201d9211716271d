package urlbuilder

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Presets are chains by name, such as those of a file:
//
//	{
//		"$schema": "transformations.schema.json",
//		"thumbnail": [{"width": 200, "height": 200}],
//		"rotated": [{"height": 300, "width": 400}, {"rotation": 90}]
//	}
//
// docs/transformations.schema.json is the JSON Schema of such files, with which editors complete and check them.
//
// A name that is not there has an empty chain, which is the original file. A program that takes names from elsewhere
// asks whether they are there:
//
//	chain, ok := presets[name]
//
// One that knows its names can read the file into a struct with a [Chain] for each instead.
type Presets map[string]Chain

// schemaMember is the name that no preset has: its value tells editors where the JSON Schema of the file is.
const schemaMember = "$schema"

// UnmarshalJSON reads an object whose members are chains in the form that [Chain.UnmarshalJSON] takes. The member
// $schema is left out. As with other maps, presets that are there already stay, unless the object has their names;
// after an error, all of them stay as they are. Null says nothing.
//
// A member that is no chain, and a name that is there twice, is a [BuildError] whose Field names the preset, such as
// Presets["thumbnail"]. Values are not checked; see [Presets.Check].
func (p *Presets) UnmarshalJSON(b []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(b), readOptions)
	token, err := decoder.ReadToken()
	switch {
	case err == nil && token.Kind() == 'n':
		return nil
	case err != nil || token.Kind() != '{':
		return &BuildError{Field: "Presets", Reason: "must be an object of lists of steps", Err: err}
	}
	read := Presets{}
	for decoder.PeekKind() != '}' {
		if err := read.member(decoder); err != nil {
			return err
		}
	}
	if *p == nil {
		*p = read
	} else {
		maps.Copy(*p, read)
	}
	return nil
}

// member reads the next member of the object.
func (p Presets) member(decoder *jsontext.Decoder) error {
	token, err := decoder.ReadToken()
	if err != nil {
		return &BuildError{Field: "Presets", Reason: "must be an object of lists of steps", Err: err}
	}
	name := token.String()
	value, err := decoder.ReadValue()
	if err != nil {
		return &BuildError{Field: presetField(name), Err: err}
	}
	if name == schemaMember {
		return nil
	}
	if _, again := p[name]; again {
		return &BuildError{Field: presetField(name), Reason: "is given twice"}
	}
	if value.Kind() != '[' {
		return &BuildError{Field: presetField(name), Reason: "must be a list of steps"}
	}
	var chain Chain
	if err := chain.UnmarshalJSON(value); err != nil {
		return inField(err, presetField(name))
	}
	p[name] = chain
	return nil
}

// Check returns a [BuildError] for the first preset, in the order of their names, in which [Chain.Check] finds
// something that the service refuses. Its Field names the preset.
func (p Presets) Check() error {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if err := p[name].Check(); err != nil {
			return inField(err, presetField(name))
		}
	}
	return nil
}

// presetField is the Field of errors in a preset.
func presetField(name string) string { return fmt.Sprintf("Presets[%q]", name) }
