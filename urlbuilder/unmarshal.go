package urlbuilder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// UnmarshalJSON reads a chain in the form that the Node SDKs take, such as
// [{"height":300,"width":400},{"rotation":90}]. The order of the keys is kept. Names are resolved when a URL is built,
// since the dialects differ; a name that is in no table is emitted as it is, "raw" holds text as for [RawParam],
// "overlay" a layer. A null step or parameter says nothing. A step that applies other steps under a condition is
// {"if":"ar_gt_1","then":[...],"else":[...]}, see [If]; the SDKs do not know it.
//
// Values are not checked and can contain commas and colons, as with the SDKs: whoever writes the JSON is responsible
// for them.
func (c *Chain) UnmarshalJSON(b []byte) error {
	if nesting(b) > maxNesting {
		return fmt.Errorf("%w: more than %d layers or conditions in each other", ErrTransformation, maxLayers)
	}
	var steps []json.RawMessage
	if err := json.Unmarshal(b, &steps); err != nil {
		return fmt.Errorf("transformation must be a list of steps: %w", err)
	}
	chain := make(Chain, 0, len(steps))
	for i, raw := range steps {
		step, err := stepFromJSON(raw)
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		chain = append(chain, step)
	}
	*c = chain
	return nil
}

// UnmarshalJSON reads a step in the form that [Chain.UnmarshalJSON] takes: an object such as
// {"width":400,"height":300}.
func (s *Step) UnmarshalJSON(b []byte) error {
	if nesting(b) > maxNesting {
		return fmt.Errorf("%w: more than %d layers or conditions in each other", ErrTransformation, maxLayers)
	}
	step, err := stepFromJSON(b)
	if err != nil {
		return fmt.Errorf("step: %w", err)
	}
	*s = step
	return nil
}

// maxNesting is how deep the brackets of a chain can be nested: three for each layer, and those of the innermost step.
const maxNesting = 3*(maxLayers+1) + 2

// nesting returns how deep the brackets of a JSON text are nested. Each layer reads what is in it anew, which takes too
// long for deep ones.
func nesting(text []byte) int {
	deepest, depth, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}

func stepFromJSON(raw json.RawMessage) (Step, error) {
	if p, ok, err := conditionFromJSON(raw); ok || err != nil {
		return Step{p}, err
	}
	step := Step{}
	err := eachMember(raw, func(name string, value json.RawMessage) error {
		p, err := paramFromJSON(name, value)
		if err == nil && (p.problem != "" || p.kind != kindLayer && hasControl(name+p.text)) {
			p.problem = "has a control character"
			err = p.err()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if p.kind != kindNone {
			step = append(step, p)
		}
		return nil
	})
	return step, err
}

// conditionFromJSON reads a conditional step: an object with the members if, then and perhaps else.
func conditionFromJSON(raw json.RawMessage) (p Param, ok bool, err error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members["if"] == nil || members["then"] == nil {
		return Param{}, false, nil
	}
	p = Param{name: "if", kind: kindIf, nested: &branches{}}
	err = eachMember(raw, func(name string, value json.RawMessage) error {
		var target any
		switch name {
		case "if":
			target = &p.text
		case "then":
			target = &p.nested.then
		case "else":
			target = &p.nested.otherwise
		default:
			return fmt.Errorf("%s: cannot stand beside a condition", name)
		}
		if err := json.Unmarshal(value, target); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	switch {
	case err != nil:
	case p.text == "" || hasControl(p.text):
		err = errors.New("if: must be a condition such as ar_gt_1")
	case p.nested.then.isEmpty() && p.nested.otherwise.isEmpty():
		p = Param{} // says nothing
	default:
		p.nested = newBranches(p.nested.then, p.nested.otherwise)
	}
	return p, true, err
}

// eachMember calls f for the members of a JSON object in their order; null has none. Of members of the same name the
// last one's value counts, at the place of the first, as in JavaScript; names that are numbers come first there, but no
// parameter has one.
func eachMember(raw json.RawMessage, f func(name string, value json.RawMessage) error) error {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.New("must be an object")
	}
	var names []string
	values := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if _, again := values[name]; !again {
			names = append(names, name)
		}
		values[name] = value
	}
	for _, name := range names {
		if err := f(name, values[name]); err != nil {
			return err
		}
	}
	return nil
}

func paramFromJSON(name string, raw json.RawMessage) (Param, error) {
	if name == "" {
		return Param{}, nil
	}
	if strings.HasPrefix(name+"-", "l-") {
		return Param{}, errors.New("belongs to a layer: use overlay or raw")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return Param{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Param{}, errors.New("has something behind it")
	}
	switch v := value.(type) {
	case nil:
		return Param{}, nil
	case string:
		return scalarFromJSON(Param{name: name, text: v, kind: jsonText}), nil
	case float64:
		return scalarFromJSON(Param{name: name, text: jsNumber(v), number: v, kind: jsonNumber}), nil
	case bool:
		return scalarFromJSON(Param{name: name, text: strconv.FormatBool(v), kind: jsonBool}), nil
	case []any:
		p, err := listFromJSON(name, v)
		return scalarFromJSON(p), err
	}
	if name != "overlay" {
		return Param{}, errors.New("must not be an object")
	}
	return layerFromJSON(raw)
}

// scalarFromJSON makes raw text of a value under that name.
func scalarFromJSON(p Param) Param {
	if p.name == "raw" {
		return RawParam(p.text)
	}
	return p
}

func listFromJSON(name string, list []any) (Param, error) {
	elements := make([]string, len(list))
	for i, element := range list {
		switch v := element.(type) {
		case string:
			elements[i] = v
		case float64:
			elements[i] = jsNumber(v)
		default:
			return Param{}, errors.New("must be a list of texts or numbers")
		}
	}
	separator := ","
	if key, _ := resolve(name, Current); key == "sr" {
		separator = "_"
	}
	return Param{name: name, text: strings.Join(elements, separator), kind: jsonText}, nil
}

// appendJSON writes a parameter that came from JSON by the rules of the dialect.
func (p *Param) appendJSON(out []byte, place encoding, dialect Dialect) []byte {
	key, current := resolve(p.name, dialect)
	value := p.text
	switch {
	case !current:
		if value == "-" && p.kind == jsonText {
			return appendEncoded(out, key, place)
		}
	case isSwitch(key):
		if value == "true" || value == "-" && p.kind == jsonText {
			return append(out, key...)
		}
		return out
	case hasDefault(key) && (isBlank(value) || value == "true"):
		return append(out, key...)
	case key == "t" && isBlank(value):
		value = "true"
	}
	out = append(appendEncoded(out, key, place), '-')
	switch {
	case key == "di" || current && key == "ff":
		return appendFilePath(out, value, place)
	case isBase64Prompt(key, value):
		return appendText(out, key, decodePercent(value), place)
	}
	return appendEncoded(out, value, place)
}

// appendFilePath writes a path of the media library as a value: without a slash at its beginning and at its end, and @@
// for those inside.
func appendFilePath(out []byte, path string, place encoding) []byte {
	return appendSegments(out, trimSlashes(path), place)
}

// trimSlashes removes a slash at the beginning and at the end, as the SDKs do.
func trimSlashes(path string) string { return strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/") }

// appendSegments writes a path with @@ for its slashes.
func appendSegments(out []byte, path string, place encoding) []byte {
	for first := true; ; first = false {
		segment, rest, more := strings.Cut(path, "/")
		if !first {
			out = appendEncoded(out, "@@", place)
		}
		out = appendEncoded(out, segment, place)
		if !more {
			return out
		}
		path = rest
	}
}

// isBlank reports whether a text is empty or consists of what JavaScript takes for spaces.
func isBlank(text string) bool { return strings.TrimFunc(text, isScriptSpace) == "" }
