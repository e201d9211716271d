package contract

import (
	"bytes"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/gen/server"
)

// documentURL identifies the document in the compiler. It is not fetched.
const documentURL = "mock:openapi.json"

// schemaSet has the schemas of the document, which it compiles when they are needed for the first time. kin-openapi
// uses the same validator, but compiles the schema again for each request.
type schemaSet struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema // by JSON pointer
}

// schemas are the schemas of openapi.yaml, which all servers of the process share.
var schemas = sync.OnceValues(func() (*schemaSet, error) {
	text, err := server.GetSpecJSON()
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	return &schemaSet{compiler: c, compiled: map[string]*jsonschema.Schema{}}, c.AddResource(documentURL, doc)
})

// validate validates a value that was decoded from JSON with the schema at a JSON pointer of the document.
func validate(pointer string, value any) error {
	schema, err := schemaAt(pointer)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// schemaAt returns the schema at a JSON pointer of the document.
func schemaAt(pointer string) (*jsonschema.Schema, error) {
	set, err := schemas()
	if err != nil {
		return nil, err
	}
	return set.at(pointer)
}

func (s *schemaSet) at(pointer string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.compiled[pointer]; known != nil {
		return known, nil
	}
	schema, err := s.compiler.Compile(documentURL + pointer)
	if err == nil {
		s.compiled[pointer] = schema
	}
	return schema, err
}

// Pointer returns a JSON pointer into the document, whose parts have the given names.
func Pointer(parts ...string) string {
	var b strings.Builder
	b.WriteByte('#')
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(p))
	}
	return b.String()
}

// PartSchema returns the JSON pointer of the schema of a part of a multipart body.
func PartSchema(form *openapi3.MediaType, name string) string {
	return form.Schema.Ref + Pointer("properties", name)[1:]
}
