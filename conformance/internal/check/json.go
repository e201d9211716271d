package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// ContainsValues fails the test if the result of a call lacks a value of the response, which is a JSON text.
func ContainsValues(t testing.TB, text []byte, result any) {
	t.Helper()
	for _, problem := range missingValues("", Parse(t, text), Parse(t, Encode(t, result))) {
		t.Errorf("%T: %s", result, problem)
	}
}

// SameJSON fails the test if two JSON texts have different values. what describes them in the failure.
func SameJSON(t testing.TB, what, want, got string) {
	t.Helper()
	if w, g := Parse(t, []byte(want)), Parse(t, []byte(got)); !sameValue(w, g) {
		t.Errorf("%s is\n\t%s, want\n\t%s", what, Encode(t, g), Encode(t, w))
	}
}

// Parse decodes a JSON text. It does not round numbers. It ends the test as failed if the text is not JSON.
func Parse(t testing.TB, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

// missingValues describes the values of want that got lacks. A zero value may be absent, because zero fields of
// responses are not encoded. For null, any zero value is accepted.
func missingValues(path string, want, got any) []string {
	switch w := want.(type) {
	case map[string]any:
		return missingProperties(path, w, got)
	case []any:
		return missingElements(path, w, got)
	}
	if sameValue(want, got) || isZero(want) && got == nil || want == nil && isZero(got) {
		return nil
	}
	return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
}

func missingProperties(path string, want map[string]any, got any) []string {
	object, ok := got.(map[string]any)
	if !ok && got != nil {
		return []string{fmt.Sprintf("%s is %v, want an object", path, got)}
	}
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		problems = append(problems, missingValues(path+"."+key, want[key], object[key])...)
	}
	return problems
}

func missingElements(path string, want []any, got any) []string {
	list, _ := got.([]any)
	if len(list) != len(want) {
		return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
	}
	var problems []string
	for i := range want {
		problems = append(problems, missingValues(fmt.Sprintf("%s[%d]", path, i), want[i], list[i])...)
	}
	return problems
}

// sameValue compares values that Parse returned: numbers by value, times as instants.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, sameValue)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameValue)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && rational(a).Cmp(rational(b)) == 0
	case string:
		b, ok := b.(string)
		return ok && (a == b || sameInstant(a, b))
	default:
		return a == b
	}
}

func rational(n json.Number) *big.Rat {
	r, _ := new(big.Rat).SetString(n.String())
	return r
}

func sameInstant(a, b string) bool {
	s, err := time.Parse(time.RFC3339, a)
	u, err2 := time.Parse(time.RFC3339, b)
	return err == nil && err2 == nil && s.Equal(u)
}

// isZero reports whether a value that Parse returned is the encoding of a zero value of Go.
func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case json.Number:
		return rational(v).Sign() == 0
	case string:
		return v == "" || strings.HasPrefix(v, time.Time{}.Format(time.DateOnly))
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, property := range v {
			if !isZero(property) {
				return false
			}
		}
		return true
	}
	return false
}

// Encode returns the JSON text of a value. It ends the test as failed if the value cannot be encoded.
func Encode(t testing.TB, v any) []byte {
	t.Helper()
	return Call(json.Marshal(v)).Must(t)
}
