package conformance_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/vectors"
)

// TestVectorFiles_WellFormed checks that each file of vectors is valid by the schema, and that all ids are unique.
func TestVectorFiles_WellFormed(t *testing.T) {
	t.Parallel()
	const schemaFile = "vectors.schema.json"
	raw := check.Call(fs.ReadFile(vectors.Files, schemaFile)).Must(t)
	document := check.Call(jsonschema.UnmarshalJSON(bytes.NewReader(raw))).Must(t)
	compiler := jsonschema.NewCompiler()
	check.NoError(t, compiler.AddResource(schemaFile, document))
	schema := check.Call(compiler.Compile(schemaFile)).Must(t)
	names := check.Call(fs.Glob(vectors.Files, "*.json")).Must(t)
	seen := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		raw := check.Call(fs.ReadFile(vectors.Files, name)).Must(t)
		instance := check.Call(jsonschema.UnmarshalJSON(bytes.NewReader(raw))).Must(t)
		if err := schema.Validate(instance); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var file vectorFile
		check.NoError(t, json.Unmarshal(raw, &file))
		for _, v := range file.Vectors {
			if other, again := seen[v.ID]; again {
				t.Errorf("the id %s is in %s and in %s", v.ID, other, name)
			}
			seen[v.ID] = name
		}
	}
}
