package urlbuilder

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// Presets maps names to chains. It can be decoded from a JSON file such as:
//
//	{
//		"$schema": "transformations.schema.json",
//		"thumbnail": [{"width": 200, "height": 200}],
//		"rotated": [{"height": 300, "width": 400}, {"rotation": 90}]
//	}
//
// docs/transformations.schema.json is the JSON Schema of such files. Editors use it to complete and check them.
//
// The chain of a missing name is nil, with which the service delivers the original file. If names come from users or
// other programs, check that they exist:
//
//	chain, ok := presets[name]
//
// A program with a fixed set of names can also decode the file into a struct with a [Chain] for each name.
type Presets map[string]Chain

// schemaMember is the name of the member with the address of the file's JSON Schema, for editors. A preset cannot have
// this name.
const schemaMember = "$schema"

// UnmarshalJSON decodes an object whose values are chains in the form that [Chain.UnmarshalJSON] accepts. The member
// $schema is ignored. As with other maps, existing presets are kept, unless the object has a member with the same name.
// After an error, and for null, the presets are unchanged.
//
// It fails with a [BuildError] if a value is not a chain or if a name occurs twice. Its Field names the preset, such as
// Presets["thumbnail"]. Values are not checked; see [Presets.Check].
func (p *Presets) UnmarshalJSON(b []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(b), readOptions)
	token, err := decoder.ReadToken()
	switch {
	case err == nil && token.Kind() == 'n':
		return nil
	case err != nil || token.Kind() != '{':
		return &BuildError{Field: "Presets", Reason: "must be an object whose values are lists of steps", Err: err}
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
		return &BuildError{Field: "Presets", Reason: "must be an object whose values are lists of steps", Err: err}
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

// Check calls [Chain.Check] for each preset, sorted by name. It returns the first error, a [BuildError] whose Field
// names the preset.
func (p Presets) Check() error {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if err := p[name].Check(); err != nil {
			return inField(err, presetField(name))
		}
	}
	return nil
}

// presetField returns the Field of a BuildError for a preset.
func presetField(name string) string { return fmt.Sprintf("Presets[%q]", name) }
