package decode_test

import (
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/internal/decode"
)

// FuzzValue checks that a text is decoded if it is valid JSON whose outermost value is an object or a list, as
// expected, and that lenient and strict decoding have the same result if both succeed.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{
		`{"name":"a","size":12.5,"small":1e2,"duration":"x","private":1,"createdAt":"","tags":["a",1],` +
			`"sizes":[1.0,"2"]}`,
		`{"version":[],"versions":[{"id":1},2],"custom":[],"limit":1.5,"any":[{"a":[1e400]}],"union":{"a":1},` +
			`"named":{"a":{"id":1},"b":2}}`,
		`{"open":{"ISO":[1],"Make":1,"deep":{"values":[1,"x"],"a":1e400},"ISO":2}}`, `[{"id":"1"},{"id":2},3]`,
		`{"NAME":"a","na_me":2,"name":"b"}`,
		`{"tags":["a"],"tags":[],"custom":{"a":{"b":1},"a":{"c":2}},"custom":{"d":1},"any":{"a":1},"any":{"b":2}}`,
		`{"createdAt":"2026-01-02T03:04:05Z"}`,
		"{\"name\":\"\xff\",\"\xff\":1}", `null`, ` `, `{"open":null,"limit":null,"createdAt":null,"union":null}`,
		`{"a":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		check[asset](t, text, '{')
		check[open](t, text, '{')
		check[[]version](t, text, '[')
		check[[]asset](t, text, '[')
	})
}

// accepted are the options of strict decoding.
var accepted = jsonv2.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	jsonv2.MatchCaseInsensitiveNames(true))

// check decodes a text into a T, which is encoded as a value of the given kind.
func check[T any](t *testing.T, text []byte, kind jsontext.Kind) {
	t.Helper()
	got, mismatches, err := decode.Value[T](text, decode.Limits{})
	value := jsontext.Value(text)
	if fits := value.IsValid(accepted) && value.Kind() == kind; fits != (err == nil) {
		t.Fatalf("%q into %T: want success %v, got error %v", text, got, fits, err)
	}
	if err != nil {
		return
	}
	var strict T
	if jsonv2.Unmarshal(text, &strict, accepted) != nil {
		return // TestValue_Fields checks the result
	}
	if len(mismatches.Pointers) > 0 || !reflect.DeepEqual(got, strict) {
		t.Fatalf("%q is decoded as %+v with mismatches %+v, want %+v", text, got, mismatches, strict)
	}
	lenient, mismatches, err := decode.Leniently[T](text)
	if err != nil || len(mismatches.Pointers) > 0 || !reflect.DeepEqual(lenient, strict) {
		t.Fatalf("%q is decoded leniently as %+v with mismatches %+v, want %+v: %v",
			text, lenient, mismatches, strict, err)
	}
}
