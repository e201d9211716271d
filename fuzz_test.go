package imagekit_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/decode"
)

// FuzzResults decodes a text into the result of each operation. Valid JSON must be decoded if it is an object or a
// list, as the type of the result requires. Unions in the result must have a value, and the result must be encodable.
func FuzzResults(f *testing.F) {
	addRecorded(f)
	for _, seed := range []string{
		fileJSON, `{"exif":{"exif":{"ISO":[100],"x":1},"gps":{"GPSLatitude":[1,"a"]}},"size":1.5}`,
		`[{"type":"S3","bucket":7},"x"]`, `{"startDate":"x","top404Assets":[1]}`,
		`{"type":"S3","bucket":[],"includeCanonicalHeader":"no"}`,
		`{"config":{"name":"ai-tasks","tasks":[{"type":"yes_no","instruction":1}]}}`, `[{"schema":[]}]`,
	} {
		f.Add([]byte(seed))
	}
	types := results()
	if len(types) < 20 {
		f.Fatalf("only %d types of results", len(types))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		value := jsontext.Value(text)
		if !value.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			value = nil
		}
		for _, typ := range types {
			checkDecoding(t, typ, text, value)
		}
	})
}

// checkDecoding decodes a text into a type. value is the text, or nil if it is malformed.
func checkDecoding(t *testing.T, typ reflect.Type, text []byte, value jsontext.Value) {
	t.Helper()
	result := reflect.New(typ).Interface()
	_, err := decode.JSON(text, result, decode.Limits{Memory: 1 << 30, Elements: 1 << 20})
	union, isUnion := result.(interface{ Value() (any, error) })
	fits := value != nil && (isUnion && value.Kind() != 'n' || value.Kind() == '{' && typ.Kind() == reflect.Struct ||
		value.Kind() == '[' && typ.Kind() == reflect.Slice)
	if fits != (err == nil) {
		t.Fatalf("%q into %v: %v", text, typ, err)
	}
	if err != nil || !json.Valid(text) {
		return
	}
	if isUnion {
		if _, err := union.Value(); err != nil {
			t.Fatalf("value of %q as %v: %v", text, typ, err)
		}
	}
	if _, err := json.Marshal(result); err != nil {
		t.Fatalf("%q as %v: %v", text, typ, err)
	}
}

// addRecorded adds responses of the real service.
func addRecorded(f *testing.F) {
	f.Helper()
	recorded, err := os.ReadDir("conformance/contract/testdata/recorded")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range recorded {
		text, err := os.ReadFile("conformance/contract/testdata/recorded/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
}

// results returns the types of the results of all operations.
func results() []reflect.Type {
	types := map[string]reflect.Type{}
	for method := range reflect.TypeFor[*imagekit.Client]().Methods() {
		if method.Type.NumOut() != 2 || !isOperation(method) {
			continue
		}
		out := method.Type.Out(0)
		if out.Kind() == reflect.Pointer {
			out = out.Elem()
		}
		types[out.String()] = out
	}
	return slices.Collect(maps.Values(types))
}

// isOperation reports whether a method of Client is generated.
func isOperation(method reflect.Method) bool {
	pc := runtime.FuncForPC(method.Func.Pointer())
	file, _ := pc.FileLine(pc.Entry())
	return filepath.Base(file) == "client.gen.go"
}
