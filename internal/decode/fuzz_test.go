package decode_test

import (
	"reflect"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/internal/decode"
)

// FuzzJSON checks that a well-formed text decodes if its outermost value has the right type, that one which is not
// well-formed does not, and that lenient decoding gives what strict decoding does.
func FuzzJSON(f *testing.F) {
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

var accepted = jsonv2.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
	jsonv2.MatchCaseInsensitiveNames(true))

func check[T any](t *testing.T, text []byte, kind jsontext.Kind) {
	t.Helper()
	got, mismatches, err := decode.Value[T](text, decode.Limits{})
	value := jsontext.Value(text)
	if fits := value.IsValid(accepted) && value.Kind() == kind; fits != (err == nil) {
		t.Fatalf("%q into %T fits: %v, but got %v", text, got, fits, err)
	}
	if err != nil {
		return
	}
	var strict T
	if jsonv2.Unmarshal(text, &strict, accepted) != nil {
		return // what it is then is in TestJSON_Fields
	}
	if len(mismatches.Pointers) > 0 || !reflect.DeepEqual(got, strict) {
		t.Fatalf("%q is %+v with mismatches %+v, want %+v", text, got, mismatches, strict)
	}
	lenient, mismatches, err := decode.Leniently[T](text)
	if err != nil || len(mismatches.Pointers) > 0 || !reflect.DeepEqual(lenient, strict) {
		t.Fatalf("%q is leniently %+v with mismatches %+v, want %+v: %v", text, lenient, mismatches, strict, err)
	}
}
