package fuzz_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// rawJSON is text that is written unchanged. It may be invalid JSON.
type rawJSON string

// memberList is an object that may have several members with the same name.
type memberList []member

type member struct {
	name  string
	value any
}

// encode returns a value as JSON. Bytes in strings that are not UTF-8 are kept.
func encode(value any) []byte {
	var b bytes.Buffer
	write(&b, value)
	return b.Bytes()
}

func write(b *bytes.Buffer, value any) {
	switch v := value.(type) {
	case rawJSON:
		b.WriteString(string(v))
	case string:
		writeText(b, v)
	case memberList:
		writeObject(b, v)
	case map[string]any:
		var all memberList
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, member{name, v[name]})
		}
		writeObject(b, all)
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			write(b, item)
		}
		b.WriteByte(']')
	default:
		text, err := json.Marshal(v)
		if err != nil {
			panic(err) // impossible, because the value is from the document
		}
		b.Write(text)
	}
}

func writeObject(b *bytes.Buffer, all memberList) {
	b.WriteByte('{')
	for i, m := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		writeText(b, m.name)
		b.WriteByte(':')
		write(b, m.value)
	}
	b.WriteByte('}')
}

func writeText(b *bytes.Buffer, text string) {
	b.WriteByte('"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}

// rawValues are values that programs often handle incorrectly, and text that is not JSON.
var rawValues = []rawJSON{
	"null", "true", "false", "0", "-0", "-0.0", "-1", "1", "0.5", "1e3", "1E+2", "1e400", "-1e400", "1e-400", "1.0",
	"2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
	"18446744073709551616", "[]", "{}", "[[]]", "[null]", `{"a":null}`, `""`, `"\u0000"`, `"\ud800"`, `"\udc00\ud800"`,
	`"\ud83d\ude00"`, `{"a":1,"a":2}`, `{"":1}`, `{"__proto__":{}}`, `["a",1,null,{}]`,
	"00", "NaN", "Infinity", "+1", ".5", "0x10", "tru", "[1,]", `{"a":1,}`, `{a:1}`, "'a'", `"a`, `"\x"`, "{", "]", "",
	" ",
	"// comment", "\"a\nb\"",
}

// value returns a random value of any type, which may be invalid JSON.
func (s source) value() any {
	switch s.IntN(10) {
	case 0, 1, 2, 3:
		return s.text()
	case 4:
		return nested(pick(s, []int{3, 50, 1000, 10_001, 20_000}), s.oneIn(2))
	case 5:
		return slices.Repeat([]any{s.text()}, pick(s, []int{1, 2, 11, 51, 101, 1001}))
	}
	return pick(s, rawValues)
}

// nested returns nested arrays, or nested objects.
func nested(depth int, objects bool) rawJSON {
	if objects {
		return rawJSON(strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth))
	}
	return rawJSON(strings.Repeat("[", depth) + strings.Repeat("]", depth))
}

// location is a location in a value.
type location struct {
	value  any
	schema *openapi3.Schema // schema of the value; nil if unknown
	set    func(any)
	parent map[string]any // object of which the value is a member; nil for none
	name   string
}

// locations returns all locations in a value, in a fixed order. The first is the value itself.
func locations(value any, schema *openapi3.Schema, set func(any)) []location {
	all := []location{{value: value, schema: schema, set: set}}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner := locations(v[name], property(schema, name), func(x any) { v[name] = x })
			inner[0].parent, inner[0].name = v, name
			all = append(all, inner...)
		}
	case []any:
		for i := range v {
			all = append(all, locations(v[i], items(schema), func(x any) { v[i] = x })...)
		}
	}
	return all
}

// mutate returns the value with a mutation at one location. It may change the argument.
func (s source) mutate(value any, schema *openapi3.Schema) any {
	all := locations(value, schema, func(x any) { value = x })
	at := pick(s, all)
	switch s.IntN(9) {
	case 0: // remove a member
		if at.parent != nil {
			delete(at.parent, at.name)
		}
	case 1: // value at or beyond a limit of the schema
		if b := s.boundary(at.schema); b != nil {
			at.set(b)
		}
	case 2: // duplicate members
		s.duplicate(at)
	case 3: // unknown member, or a name in another case
		if o, ok := at.value.(map[string]any); ok {
			o[s.memberName(o)] = s.value()
		}
	case 4: // wrap the value in a list or an object
		at.set(pick(s, []any{[]any{at.value}, map[string]any{"a": at.value}, map[string]any{"0": at.value}}))
	case 5: // list with too many or equal items
		if list, ok := at.value.([]any); ok && len(list) > 0 {
			at.set(slices.Repeat(list, pick(s, []int{2, 51, 101})))
		}
	default:
		at.set(s.value())
	}
	return value
}

// memberName returns a new name for a member of an object.
func (s source) memberName(o map[string]any) string {
	if len(o) > 0 && s.oneIn(2) {
		return strings.ToUpper(pick(s, slices.Sorted(maps.Keys(o))))
	}
	return s.text()
}

// duplicate repeats random members of an object with other values.
func (s source) duplicate(at location) {
	o, ok := at.value.(map[string]any)
	if !ok {
		return
	}
	var all memberList
	for _, name := range slices.Sorted(maps.Keys(o)) {
		all = append(all, member{name, o[name]})
	}
	for _, m := range slices.Clone(all) {
		if s.oneIn(2) {
			all = append(all, member{m.name, s.value()})
		}
	}
	at.set(all)
}
