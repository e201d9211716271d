package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/internal/race"
)

// published returns openapi.yaml and its wire variant as JSON.
func published(t *testing.T) (documentJSON, wireJSON []byte) {
	t.Helper()
	documentJSON, wireJSON, err := publish([]byte(readFile(t, document)))
	if err != nil {
		t.Fatal(err)
	}
	return documentJSON, wireJSON
}

// TestPublish_Files checks that the committed files are those of the current openapi.yaml.
func TestPublish_Files(t *testing.T) {
	t.Parallel()
	documentJSON, wireJSON := published(t)
	for name, want := range map[string][]byte{"openapi.json": documentJSON, "openapi.wire.json": wireJSON} {
		if readFile(t, "../../docs/openapi/"+name) != string(want) {
			t.Errorf("docs/openapi/%s is out of date: run go generate", name)
		}
	}
}

// TestPublish_Document checks that kin-openapi reads the same document from the file with JSON as from openapi.yaml.
func TestPublish_Document(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	documentJSON, _ := published(t)
	got, want := load(t, documentJSON), load(t, []byte(readFile(t, document)))
	if !reflect.DeepEqual(marshal(t, got), marshal(t, want)) {
		t.Error("the documents differ")
	}
}

func load(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func marshal(t *testing.T, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, text)
}

// TestPublish_Valid checks that both documents are valid, and that their examples are valid by their schemas.
func TestPublish_Valid(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	documentJSON, wireJSON := published(t)
	for name, text := range map[string][]byte{"document": documentJSON, "wire variant": wireJSON} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := load(t, text).Validate(t.Context(),
				openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation())
			if err != nil {
				t.Error(err)
			}
			if n := validateExamples(t, text); n < 500 {
				t.Errorf("only %d examples", n)
			}
		})
	}
}

// validateExamples checks the examples of all schemas with jsonschema, and returns their number.
func validateExamples(t *testing.T, text []byte) (count int) {
	t.Helper()
	compiler, doc := compiler(t, text)
	visit(doc, "", func(pointer string, schema map[string]any) {
		examples, _ := schema["examples"].([]any)
		if len(examples) == 0 {
			return
		}
		compiled := compile(t, compiler, pointer)
		for i, example := range examples {
			count++
			if err := compiled.Validate(example); err != nil {
				t.Errorf("%s: example %d: %v", pointer, i, err)
			}
		}
	})
	return count
}

// compiler returns a compiler of the schemas of a document, and the document.
func compiler(t *testing.T, text []byte) (*jsonschema.Compiler, any) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	if err := compiler.AddResource("spec:openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return compiler, doc
}

func compile(t *testing.T, compiler *jsonschema.Compiler, pointer string) *jsonschema.Schema {
	t.Helper()
	schema, err := compiler.Compile("spec:openapi.json#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestWire_JSONExamples checks that the examples of JSON text are valid by the schema that the document has for them.
func TestWire_JSONExamples(t *testing.T) {
	t.Parallel()
	documentJSON, wireJSON := published(t)
	compiler, _ := compiler(t, documentJSON)
	variant := decode(t, wireJSON)
	for _, part := range []string{"extensions", "transformation"} {
		pointer := "/components/schemas/UploadRequest/properties/" + part
		schema := compile(t, compiler, pointer)
		examples, _ := at(variant, pointer+"/examples").([]any)
		if len(examples) == 0 {
			t.Errorf("%s has no example", part)
		}
		for _, example := range examples {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(example.(string)))
			if err != nil {
				t.Fatalf("%s: %v: %s", part, err, example)
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s: %v", part, err)
			}
		}
	}
}

// visit calls the function for each object of a JSON value, with its pointer.
func visit(value any, pointer string, f func(pointer string, object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		f(pointer, value)
		for key, member := range value {
			visit(member, pointer+"/"+escape(key), f)
		}
	case []any:
		for i, item := range value {
			visit(item, fmt.Sprintf("%s/%d", pointer, i), f)
		}
	}
}

func escape(key string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(key) }

const uploads = `/paths/~1api~1v(?:1|2)~1files~1upload/post/requestBody/content/multipart~1form-data`

// kinds are the kinds of differences between the document and the wire variant. The group in a pattern is the pointer
// of what differs.
var kinds = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"description", regexp.MustCompile(`^(/info/description)$`)},
	{"encoding", regexp.MustCompile(`^(` + uploads + `)/encoding$`)},
	{"part", regexp.MustCompile(`^(/components/schemas/Upload(?:V2)?Request/properties/\w+)/`)},
	{"example of parts", regexp.MustCompile(`^(` + uploads + `/example/\w+)$`)},
	{"example of parts", regexp.MustCompile(`^(/components/schemas/Upload(?:V2)?Request/examples/\d+/\w+)$`)},
	{"query parameter", regexp.MustCompile(`^(/paths/[^/]+/get/parameters/\d+)/`)},
	{"5XX", regexp.MustCompile(`^(/(?:paths|webhooks)/[^/]+/[a-z]+/responses)/(?:5XX|default)$`)},
	{"name", regexp.MustCompile(`^(/components/schemas/File(?:Details)?)$`)},
	{"reference", regexp.MustCompile(`^(.*)/\$ref$`)},
}

// TestWire_Differences checks that the wire variant of openapi.yaml differs from it in the intended places only.
func TestWire_Differences(t *testing.T) {
	t.Parallel()
	documentJSON, wireJSON := published(t)
	doc, variant := decode(t, documentJSON), decode(t, wireJSON)
	got := map[string][]string{}
	for _, pointer := range differences(doc, variant, "") {
		kind, place := classify(pointer)
		if kind == "" {
			t.Errorf("unintended difference at %s", pointer)
		}
		if !slices.Contains(got[kind], place) {
			got[kind] = append(got[kind], place)
		}
	}
	for kind, want := range expected(doc) {
		slices.Sort(want)
		if slices.Sort(got[kind]); !slices.Equal(got[kind], want) {
			t.Errorf("%s: differences at\n%s\nwant\n%s", kind, strings.Join(got[kind], "\n"), strings.Join(want, "\n"))
		}
	}
}

// expected returns the pointers of the intended differences by kind.
func expected(doc any) map[string][]string {
	const (
		v1, v2 = "/paths/~1api~1v1~1files~1upload", "/paths/~1api~1v2~1files~1upload"
		media  = "/post/requestBody/content/multipart~1form-data"
		first  = "/components/schemas/UploadRequest"
		second = "/components/schemas/UploadV2Request"
	)
	want := map[string][]string{
		"description":     {"/info/description"},
		"encoding":        {v1 + media, v2 + media},
		"query parameter": {"/paths/~1v1~1files/get/parameters/5"}, // tags
		"name":            {"/components/schemas/File", "/components/schemas/FileDetails"},
		"example of parts": {
			v1 + media + "/example/tags", v1 + media + "/example/customMetadata",
			v1 + media + "/example/responseFields",
			v2 + media + "/example/tags", first + "/examples/0/tags", second + "/examples/0/tags",
		},
	}
	for _, part := range []string{"tags", "responseFields", "customMetadata", "extensions", "transformation"} {
		want["part"] = append(want["part"], first+"/properties/"+part, second+"/properties/"+part)
	}
	visit(doc, "", func(pointer string, object map[string]any) {
		if object["5XX"] != nil {
			want["5XX"] = append(want["5XX"], pointer)
		}
		if object["$ref"] == "#/components/schemas/File" {
			want["reference"] = append(want["reference"], pointer)
		}
	})
	return want
}

func classify(pointer string) (kind, place string) {
	for _, kind := range kinds {
		if found := kind.pattern.FindStringSubmatch(pointer); found != nil {
			return kind.name, found[1]
		}
	}
	return "", ""
}

// TestWire_Unchanged checks that the content of what is renamed is the same in the wire variant.
func TestWire_Unchanged(t *testing.T) {
	t.Parallel()
	documentJSON, wireJSON := published(t)
	doc, variant := decode(t, documentJSON), decode(t, wireJSON)
	for _, pair := range [][2]string{
		{"/components/schemas/File", "/components/schemas/FileDetails"},
		{"/paths/~1v1~1files/get/responses/5XX", "/paths/~1v1~1files/get/responses/default"},
		{"/paths/~1api~1v1~1files~1upload/servers", "/paths/~1api~1v1~1files~1upload/servers"},
	} {
		before, after := at(doc, pair[0]), at(variant, pair[1])
		if before == nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%s is %v, want %v", pair[1], after, before)
		}
	}
	if bytes.Contains(wireJSON, []byte(`schemas/File"`)) {
		t.Error("the wire variant refers to the schema File")
	}
}

// differences returns the pointers at which two JSON values differ.
func differences(a, b any, pointer string) (all []string) {
	if reflect.DeepEqual(a, b) {
		return nil
	}
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			keys := maps.Clone(a)
			maps.Copy(keys, b)
			for key := range keys {
				all = append(all, differences(a[key], b[key], pointer+"/"+escape(key))...)
			}
			return all
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			for i := range a {
				all = append(all, differences(a[i], b[i], fmt.Sprintf("%s/%d", pointer, i))...)
			}
			return all
		}
	}
	return []string{pointer}
}

// at returns the value at a pointer that contains no array indexes.
func at(value any, pointer string) any {
	for key := range strings.SplitSeq(pointer[1:], "/") {
		object, _ := value.(map[string]any)
		value = object[strings.NewReplacer("~1", "/", "~0", "~").Replace(key)]
	}
	return value
}

func decode(t *testing.T, text []byte) (value any) {
	t.Helper()
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
