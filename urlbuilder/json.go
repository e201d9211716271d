package urlbuilder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// UnmarshalJSON reads a chain in the form that the Node SDKs take, such as [{"height":300,"width":400},{"rotation":90}]. The order of
// the keys is kept. Names are resolved when a URL is built, since the dialects differ; a name that is in no table is emitted as it is,
// "raw" holds text as for [Raw], "overlay" a layer. A null step or parameter says nothing. Values are not checked.
func (c *Chain) UnmarshalJSON(b []byte) error {
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

func stepFromJSON(raw json.RawMessage) (Step, error) {
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

// eachMember calls f for the members of a JSON object in their order; null has none. Of members of the same name the last one's value
// counts, at the place of the first, as in JavaScript; names that are numbers come first there, but no parameter has one.
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
		if name == "raw" {
			return Raw(v), nil
		}
		return Param{name: name, text: v, kind: jsonText}, nil
	case float64:
		return Param{name: name, text: jsNumber(v), number: v, kind: jsonNumber}, nil
	case bool:
		return Param{name: name, text: fmt.Sprint(v), kind: jsonBool}, nil
	case []any:
		return listFromJSON(name, v)
	}
	if name != "overlay" {
		return Param{}, errors.New("must not be an object")
	}
	return layerFromJSON(raw)
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
	case hasDefault(key) && (strings.TrimSpace(value) == "" || value == "true"):
		return append(out, key...)
	case key == "t" && strings.TrimSpace(value) == "":
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

// appendFilePath writes a path of the media library as a value: without outer slashes, and @@ for those inside.
func appendFilePath(out []byte, path string, place encoding) []byte {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
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
