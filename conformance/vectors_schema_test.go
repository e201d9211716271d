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
	raw := try(fs.ReadFile(vectors.Files, schemaFile)).must(t)
	document := try(jsonschema.UnmarshalJSON(bytes.NewReader(raw))).must(t)
	compiler := jsonschema.NewCompiler()
	noError(t, compiler.AddResource(schemaFile, document))
	schema := try(compiler.Compile(schemaFile)).must(t)
	names := try(fs.Glob(vectors.Files, "*.json")).must(t)
	seen := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		raw := try(fs.ReadFile(vectors.Files, name)).must(t)
		instance := try(jsonschema.UnmarshalJSON(bytes.NewReader(raw))).must(t)
		if err := schema.Validate(instance); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var file vectorFile
		noError(t, json.Unmarshal(raw, &file))
		for _, v := range file.Vectors {
			if other, again := seen[v.ID]; again {
				t.Errorf("%s stands in %s and in %s", v.ID, other, name)
			}
			seen[v.ID] = name
		}
	}
}
