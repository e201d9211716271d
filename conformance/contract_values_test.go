package conformance_test

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

// assertHolds compares what the client made of a JSON text with the text.
func assertHolds(t *testing.T, text []byte, result any) {
	t.Helper()
	for _, problem := range lacking("", parse(t, text), parse(t, encode(t, result))) {
		t.Errorf("%T: %s", result, problem)
	}
}

// assertSameJSON compares two JSON texts.
func assertSameJSON(t *testing.T, what, want, got string) {
	t.Helper()
	if w, g := parse(t, []byte(want)), parse(t, []byte(got)); !same(w, g) {
		t.Errorf("%s is\n\t%s, want\n\t%s", what, encode(t, g), encode(t, w))
	}
}

// parse decodes a JSON text without rounding its numbers.
func parse(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

// lacking lists the leaves of want that got does not hold. A zero leaf may be missing, because fields of responses are
// plain values that are left out when they are zero; and null may have become any zero value.
func lacking(path string, want, got any) []string {
	var problems []string
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok && got != nil {
			return []string{fmt.Sprintf("%s is %v, want an object", path, got)}
		}
		for _, key := range slices.Sorted(maps.Keys(w)) {
			problems = append(problems, lacking(path+"."+key, w[key], g[key])...)
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			return []string{fmt.Sprintf("%s is %v, want %v", path, got, want)}
		}
		for i := range w {
			problems = append(problems, lacking(fmt.Sprintf("%s[%d]", path, i), w[i], g[i])...)
		}
	default:
		if !same(want, got) && !(isZero(want) && got == nil) && !(want == nil && isZero(got)) {
			problems = append(problems, fmt.Sprintf("%s is %v, want %v", path, got, want))
		}
	}
	return problems
}

// same compares values that parse returned: numbers as numbers, times as instants.
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, same)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
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

// isZero reports whether a value that parse returned is what a zero value in Go is encoded as.
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

func TestLacking(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		want, got string
		problems  int
	}{
		"nothing is lacking in an equal value":            {`{"a":[1,"x",{"b":true}]}`, `{"a":[1,"x",{"b":true}]}`, 0},
		"more than the example is no problem":             {`{"a":1}`, `{"a":1,"b":2}`, 0},
		"zero leaves may be missing":                      {`{"a":0,"b":"","c":false,"d":null,"e":{"f":0},"g":{}}`, `{}`, 0},
		"null may be any zero value":                      {`{"a":null,"b":null,"c":null}`, `{"a":"0001-01-01T00:00:00Z","b":{"c":""},"c":0}`, 0},
		"numbers are compared as numbers":                 {`{"a":1e3,"b":1.50}`, `{"a":1000,"b":1.5}`, 0},
		"large integers are not rounded":                  {`9007199254740993`, `9007199254740992`, 1},
		"times are compared as instants":                  {`"2024-08-24T06:14:41.000Z"`, `"2024-08-24T08:14:41+02:00"`, 0},
		"another time is a problem":                       {`"2024-08-24T06:14:41.001Z"`, `"2024-08-24T06:14:41Z"`, 1},
		"each missing leaf is a problem":                  {`{"a":1,"b":{"c":true,"d":"x"}}`, `{}`, 3},
		"zero is not another type's zero":                 {`{"a":0}`, `{"a":false}`, 1},
		"a list must have all elements":                   {`[1,2]`, `[1]`, 1},
		"a value is not its text":                         {`1`, `"1"`, 1},
		"what ought to be zero must not be something":     {`{"a":0,"b":null}`, `{"a":1,"b":"x"}`, 2},
		"an object is not a list":                         {`{"a":{}}`, `{"a":[]}`, 1},
		"elements of a list are compared to their leaves": {`[{"a":1},{"a":2}]`, `[{"a":1},{"a":3}]`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := lacking("", parse(t, []byte(test.want)), parse(t, []byte(test.got)))
			if len(got) != test.problems {
				t.Errorf("got %d problems, want %d: %v", len(got), test.problems, got)
			}
		})
	}
}
