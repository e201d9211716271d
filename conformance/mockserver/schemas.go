package mockserver

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openimagekit/imagekit/gen/server"
)

// documentURL names the document among the resources of the compiler; nothing is fetched from there.
const documentURL = "mock:openapi.json"

// schemaSet has the schemas of the document, compiled when they are needed for the first time. It is kin-openapi's own
// validator, which kin-openapi would compile anew for each request.
type schemaSet struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema // by JSON pointer
}

// schemas are those of openapi.yaml, for all servers of the process.
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

// checkSchema holds a value, as encoding/json decodes it, against the schema at a JSON pointer of the document.
func checkSchema(pointer string, value any) error {
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

// pointer makes a JSON pointer of the names of its parts.
func pointer(parts ...string) string {
	var b strings.Builder
	b.WriteByte('#')
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(p))
	}
	return b.String()
}

const jsonMedia = "application/json"

// bodySchema points to the schema of the operation's JSON body; ok is false if it takes none.
func (c *call) bodySchema() (where string, required, ok bool) {
	body := c.route.Operation.RequestBody
	if body == nil || body.Value.Content[jsonMedia] == nil {
		return "", false, false
	}
	return c.pointer("requestBody", "content", jsonMedia, "schema"), body.Value.Required, true
}

// responseSchema points to the schema of a response. It is empty if the response has no body, and ok is false if the
// document does not know the status.
func (c *call) responseSchema(status int) (where string, ok bool) {
	responses := c.route.Operation.Responses
	key := strconv.Itoa(status)
	if responses.Value(key) == nil {
		key = strconv.Itoa(status/100) + "XX"
	}
	ref := responses.Value(key)
	switch {
	case ref == nil:
		return "", false
	case ref.Value.Content[jsonMedia] == nil:
		return "", true
	case ref.Ref != "":
		return ref.Ref + pointer("content", jsonMedia, "schema")[1:], true
	}
	return c.pointer("responses", key, "content", jsonMedia, "schema"), true
}

// pointer points to something in the operation.
func (c *call) pointer(parts ...string) string {
	return pointer(append([]string{"paths", c.route.Path, strings.ToLower(c.route.Method)}, parts...)...)
}

// partSchema points to the schema of a part of the multipart body.
func partSchema(media *openapi3.MediaType, name string) string {
	return media.Schema.Ref + pointer("properties", name)[1:]
}
