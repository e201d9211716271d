package urlbuilder

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// readOptions are the options for reading JSON like JavaScript and package encoding/json, in the respects in which both
// are the same.
var readOptions = json.JoinOptions(
	jsontext.AllowDuplicateNames(true), // the last value is used
	jsontext.AllowInvalidUTF8(true),    // it is replaced by U+FFFD
	json.MatchCaseInsensitiveNames(true),
)

// UnmarshalJSON decodes a chain in the form that the Node SDKs accept, such as
// [{"height":300,"width":400},{"rotation":90}]. The order of the keys is kept. Names are resolved when a URL is built,
// because the dialects differ; an unknown name is written unchanged. The value of "raw" is text as in [RawParam], and
// the value of "overlay" is a layer. A step or parameter that is null is ignored. A conditional step is
// {"if":"ar_gt_1","then":[...],"else":[...]}, see [If]; the SDKs do not support it.
//
// As in the SDKs, values are not checked and may contain commas and colons, so JSON must not come from users.
// UnmarshalJSON fails with a [BuildError] if the JSON is not a transformation or contains control characters.
func (c *Chain) UnmarshalJSON(b []byte) error {
	if nesting(b) > maxNesting {
		return badTransformation(tooDeep)
	}
	var steps []jsontext.Value
	if err := json.Unmarshal(b, &steps, readOptions); err != nil {
		return &BuildError{Field: transformationField, Reason: "must be a list of steps", Err: err}
	}
	chain := make(Chain, 0, len(steps))
	for i, text := range steps {
		step, err := stepFromJSON(text)
		if err != nil {
			return inStep(err, i)
		}
		chain = append(chain, step)
	}
	*c = chain
	return nil
}

// UnmarshalJSON decodes a step in the form that [Chain.UnmarshalJSON] accepts: an object such as
// {"width":400,"height":300}.
func (s *Step) UnmarshalJSON(b []byte) error {
	if nesting(b) > maxNesting {
		return badTransformation(tooDeep)
	}
	step, err := stepFromJSON(b)
	if err != nil {
		return err
	}
	*s = step
	return nil
}

// maxNesting is the maximum nesting depth of brackets in a chain: three for each layer, and two for the innermost step.
const maxNesting = 3*(maxNested+1) + 2

// nesting returns the nesting depth of brackets in a JSON text. The depth is limited because the content of a layer is
// decoded once for each enclosing layer, which takes too long for deeply nested layers.
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

// stepFromJSON decodes a step: an object, or null for a step without parameters.
func stepFromJSON(text jsontext.Value) (Step, error) {
	members, err := membersOf(text)
	if err != nil {
		return nil, err
	}
	if isConditional(members) {
		p, err := conditionFromJSON(members)
		return Step{p}, err
	}
	step := make(Step, 0, len(members))
	for _, m := range members {
		p, err := paramFromJSON(m.name, m.value)
		if err != nil {
			return nil, inParam(err, m.name)
		}
		if !p.ok() || p.info().kind != kindLayer && hasControl(m.name+p.text) {
			p.fail(controlProblem)
			return nil, p.err()
		}
		if p.info().kind != kindNone {
			step = append(step, p)
		}
	}
	return step, nil
}

// isConditional reports whether an object is a conditional step.
func isConditional(members []member) bool {
	var hasIf, hasThen bool
	for _, m := range members {
		hasIf = hasIf || m.name == "if"
		hasThen = hasThen || m.name == "then"
	}
	return hasIf && hasThen
}

// conditionFromJSON decodes a conditional step: the members if, then and, optionally, else.
func conditionFromJSON(members []member) (Param, error) {
	var text string
	var then, otherwise Chain
	for _, m := range members {
		var err error
		switch m.name {
		case "if":
			err = json.Unmarshal(m.value, &text, readOptions)
		case "then":
			err = then.UnmarshalJSON(m.value)
		case "else":
			err = otherwise.UnmarshalJSON(m.value)
		default:
			err = badTransformation("is not allowed in a step with a condition")
		}
		if err != nil {
			return Param{}, inParam(err, m.name)
		}
	}
	switch {
	case text == "" || hasControl(text) || strings.ContainsAny(text, ",:"):
		return Param{}, inParam(badTransformation("must be a condition such as ar_gt_1"), "if")
	case then.isEmpty() && otherwise.isEmpty():
		return Param{}, nil
	}
	return newConditional(text, newBranches(then, otherwise)), nil
}

// member is a member of a JSON object.
type member struct {
	name  string
	value jsontext.Value
}

// membersOf returns the members of a JSON object in their order, and no members for null. If several members have the
// same name, the result has the last value at the position of the first one, as in JavaScript. JavaScript also moves
// names that are numbers to the front, but no parameter has such a name.
func membersOf(text jsontext.Value) ([]member, error) {
	if text.Kind() == 'n' {
		return nil, nil
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(text), readOptions)
	if token, err := decoder.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, badTransformation("must be an object")
	}
	var members []member
	indexes := map[string]int{}
	for decoder.PeekKind() != '}' {
		token, err := decoder.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		value, err := decoder.ReadValue()
		if err != nil {
			return nil, err
		}
		i, again := indexes[name]
		if !again {
			i = len(members)
			members, indexes[name] = append(members, member{name: name}), i
		}
		members[i].value = value.Clone()
	}
	return members, nil
}

// paramFromJSON returns a parameter for a member of a step.
func paramFromJSON(name string, text jsontext.Value) (Param, error) {
	if name == "" {
		return Param{}, nil
	}
	if strings.HasPrefix(name+"-", "l-") {
		return Param{}, badTransformation("belongs to a layer: use overlay or raw")
	}
	if text.Kind() == '{' {
		if name == "overlay" {
			return layerFromJSON(text)
		}
		return Param{}, badTransformation("must not be an object")
	}
	var value any
	if err := json.Unmarshal(text, &value, readOptions); err != nil {
		return Param{}, err
	}
	switch v := value.(type) {
	case string:
		return scalarFromJSON(newParam(paramInfo{name: name, kind: jsonText}, v)), nil
	case float64:
		p := newParam(paramInfo{name: name, kind: jsonNumber}, jsNumber(v))
		p.number = v
		return scalarFromJSON(p), nil
	case bool:
		return scalarFromJSON(newParam(paramInfo{name: name, kind: jsonBool}, strconv.FormatBool(v))), nil
	case []any:
		p, err := listFromJSON(name, v)
		return scalarFromJSON(p), err
	}
	return Param{}, nil // null
}

// scalarFromJSON returns raw text for a parameter with the name raw, and other parameters unchanged.
func scalarFromJSON(p Param) Param {
	if p.info().name == "raw" {
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
			return Param{}, badTransformation("must be a list of strings or numbers")
		}
	}
	separator := ","
	if code, _ := resolve(name, Current); code == codeOfStreamingResolutions {
		separator = code.entry().Forms[0].Separators[0]
	}
	return newParam(paramInfo{name: name, kind: jsonText}, strings.Join(elements, separator)), nil
}

// appendJSON appends a parameter that came from JSON, by the rules of the dialect.
func (p *Param) appendJSON(out []byte, place encoding, dialect Dialect) []byte {
	code, current := resolve(p.info().name, dialect)
	key, value := p.info().name, p.text
	if code != 0 {
		key = codes[code].code
	}
	if alone, off := p.isAlone(code, current); off {
		return out
	} else if alone {
		return appendEncoded(out, key, place)
	}
	if current && code == codeOfTrim && isBlank(value) {
		value = "true"
	}
	out = append(appendEncoded(out, key, place), '-')
	switch {
	case key == "di" || current && key == "ff":
		return appendFilePath(out, value, place)
	case isBase64Prompt(lookupCode(key), value):
		return appendText(out, lookupCode(key), decodePercent(value), place)
	}
	return appendEncoded(out, value, place)
}

// isAlone reports whether a parameter is written without its value (alone) or not written (off).
func (p *Param) isAlone(code codeID, current bool) (alone, off bool) {
	dash := p.text == "-" && p.info().kind == jsonText
	switch {
	case !current:
		return dash, false
	case code == 0:
		return false, false
	case code.isFlag():
		on := p.text == "true" || dash
		return on, !on
	}
	return code.hasFlag() && !code.entry().FlagInURLs && (isBlank(p.text) || p.text == "true"), false
}

// appendFilePath appends a path of the media library as a value: without a slash at its beginning and end, and with @@
// in place of the other slashes.
func appendFilePath(out []byte, path string, place encoding) []byte {
	return appendSegments(out, trimSlashes(path), place)
}

// trimSlashes removes a slash at the beginning and at the end, as the SDKs do.
func trimSlashes(path string) string { return strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/") }

// appendSegments appends a path with @@ in place of its slashes.
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

// isBlank reports whether a text is empty or consists of characters that are white space in JavaScript.
func isBlank(text string) bool { return strings.TrimFunc(text, isScriptSpace) == "" }
