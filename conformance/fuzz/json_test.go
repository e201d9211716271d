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

// raw is text that is written unchanged. It may be invalid JSON.
type raw string

// members is an object that can have several members with the same name.
type members []member

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
	case raw:
		b.WriteString(string(v))
	case string:
		writeText(b, v)
	case members:
		writeObject(b, v)
	case map[string]any:
		var all members
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
			panic(err) // impossible: the value is from the document
		}
		b.Write(text)
	}
}

func writeObject(b *bytes.Buffer, all members) {
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

// rawValues are numbers at and beyond limits, and text that is not JSON.
var rawValues = []raw{
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
func nested(depth int, objects bool) raw {
	if objects {
		return raw(strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth))
	}
	return raw(strings.Repeat("[", depth) + strings.Repeat("]", depth))
}

// slot is a place in a value.
type slot struct {
	value  any
	schema *openapi3.Schema // schema of the value; nil if unknown
	set    func(any)
	parent map[string]any // object that has the value as a member, or nil
	name   string
}

// slots returns all places in a value, in a fixed order.
func slots(value any, schema *openapi3.Schema, set func(any)) []slot {
	all := []slot{{value: value, schema: schema, set: set}}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner := slots(v[name], property(schema, name), func(x any) { v[name] = x })
			inner[0].parent, inner[0].name = v, name
			all = append(all, inner...)
		}
	case []any:
		for i := range v {
			all = append(all, slots(v[i], items(schema), func(x any) { v[i] = x })...)
		}
	}
	return all
}

// mutate returns the value with a mutation in one place.
func (s source) mutate(value any, schema *openapi3.Schema) any {
	all := slots(value, schema, func(x any) { value = x })
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

// duplicate writes the members of an object twice, the second time with other values.
func (s source) duplicate(at slot) {
	o, ok := at.value.(map[string]any)
	if !ok {
		return
	}
	var all members
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
