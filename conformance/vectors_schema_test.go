package conformance_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/conformance/vectors"
)

// The vectors are what their README says: valid by the schema, and no id stands twice.
func TestVectorFilesAreWellFormed(t *testing.T) {
	t.Parallel()
	const schemaFile = "vectors.schema.json"
	raw, err := fs.ReadFile(vectors.Files, schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaFile, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(vectors.Files, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		raw, err := fs.ReadFile(vectors.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(instance); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var file vectorFile
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		for _, v := range file.Vectors {
			if other, again := seen[v.ID]; again {
				t.Errorf("%s stands in %s and in %s", v.ID, other, name)
			}
			seen[v.ID] = name
		}
	}
}
