package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

func TestExchanges_EveryOperation(t *testing.T) {
	t.Parallel()
	called := map[string]bool{}
	for _, e := range exchanges.All {
		called[e.Operation] = true
	}
	check.SameNames(t, "operations in the table", keys(called), keys(operations(t)))
	const count = 59
	if n := len(operations(t)); n != count {
		t.Errorf("the document has %d operations, want %d", n, count)
	}
}

func TestExchanges_UniqueTitles(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range exchanges.All {
		if seen[e.Title()] {
			t.Errorf("%q has two entries in the table", e.Title())
		}
		seen[e.Title()] = true
	}
}

// TestExchanges_EveryField checks that the table sends every parameter and property of the document, at any depth.
func TestExchanges_EveryField(t *testing.T) {
	t.Parallel()
	want, got := map[string]bool{}, map[string]bool{}
	for id, op := range operations(t) {
		for _, p := range slices.Concat(op.Parameters, op.Item.Parameters) {
			want[id+" "+p.Value.In+" "+p.Value.Name] = true
		}
		for _, mediaType := range []string{"application/json", "multipart/form-data"} {
			if media := op.RequestMedia(mediaType); media != nil {
				addProperties(id, media.Schema, want)
			}
		}
	}
	for _, e := range exchanges.All {
		addSentNames(t, e, got)
	}
	check.SameNames(t, "fields in the table", keys(got), keys(want))
}

// addSentNames adds the parameters and properties that an exchange sends to seen.
func addSentNames(t *testing.T, e exchanges.Exchange, seen map[string]bool) {
	t.Helper()
	op := operation(t, e.Operation)
	for _, name := range op.pathNames() {
		seen[e.Operation+" path "+name] = true
	}
	_, query, _ := strings.Cut(e.Request, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatalf("%s: %v", e.Title(), err)
	}
	for name := range values {
		seen[e.Operation+" query "+name] = true
	}
	if e.Body != "" {
		addUsedProperties(e.Operation, op.RequestMedia("application/json").Schema, check.Parse(t, []byte(e.Body)), seen)
	}
	if e.Form == nil {
		return
	}
	media := op.Form()
	body := map[string]any{"file": e.File}
	for name, value := range e.Form {
		body[name] = value
		if isJSONPart(media, name) {
			body[name] = check.Parse(t, []byte(value))
		}
	}
	addUsedProperties(e.Operation, media.Schema, body, seen)
}

// addProperties adds the properties of a schema to all. owner is the name of the component of the schema, or of the
// operation if the schema is not a component.
func addProperties(owner string, ref *openapi3.SchemaRef, all map[string]bool) {
	for _, member := range ref.Value.AllOf {
		addProperties(owner, member, all)
	}
	for _, member := range slices.Concat(ref.Value.OneOf, ref.Value.AnyOf) {
		addProperties(component(member, owner), member, all)
	}
	if ref.Value.Items != nil {
		addProperties(component(ref.Value.Items, owner), ref.Value.Items, all)
	}
	for name, property := range ref.Value.Properties {
		key := owner + "." + name
		if !all[key] {
			all[key] = true
			addProperties(component(property, key), property, all)
		}
	}
}

// addUsedProperties adds to seen the properties of the schema that value contains.
func addUsedProperties(owner string, ref *openapi3.SchemaRef, value any, seen map[string]bool) {
	schema := ref.Value
	for _, member := range schema.AllOf {
		addUsedProperties(owner, member, value, seen)
	}
	if d := schema.Discriminator; d != nil {
		object, _ := value.(map[string]any)
		kind, _ := object[d.PropertyName].(string)
		for _, member := range schema.OneOf {
			if member.Ref == d.Mapping[kind].Ref {
				addUsedProperties(component(member, owner), member, value, seen)
			}
		}
	}
	if elements, ok := value.([]any); ok && schema.Items != nil {
		for _, element := range elements {
			addUsedProperties(component(schema.Items, owner), schema.Items, element, seen)
		}
	}
	object, _ := value.(map[string]any)
	for name, property := range schema.Properties {
		if inner, ok := object[name]; ok {
			key := owner + "." + name
			seen[key] = true
			addUsedProperties(component(property, key), property, inner, seen)
		}
	}
}

// component returns the name of the component that ref refers to, or defaultName if ref is not a reference.
func component(ref *openapi3.SchemaRef, defaultName string) string {
	if ref.Ref == "" {
		return defaultName
	}
	return ref.Ref[strings.LastIndex(ref.Ref, "/")+1:]
}

// TestClient_Methods checks that client.gen.go has exactly one method for each operation.
func TestClient_Methods(t *testing.T) {
	t.Parallel()
	var want []string
	for id := range operations(t) {
		want = append(want, methodName(id))
	}
	check.SameNames(t, "methods in client.gen.go", generatedMethods(t), want)
}

// generatedMethods returns the names of the generated methods of imagekit.Client.
func generatedMethods(t *testing.T) []string {
	t.Helper()
	file := check.Call(parser.ParseFile(token.NewFileSet(), "../../client.gen.go", nil,
		parser.SkipObjectResolution)).Must(t)
	client := reflect.TypeFor[*imagekit.Client]()
	var names []string
	for _, declaration := range file.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		method, ok := client.MethodByName(f.Name.Name)
		if !ok {
			t.Errorf("%s is not an exported method of imagekit.Client", f.Name.Name)
			continue
		}
		if method.Type.In(1).String() != "context.Context" {
			t.Errorf("the first parameter of %s is a %v, want a context", method.Name, method.Type.In(1))
		}
		names = append(names, method.Name)
	}
	return names
}

func methodName(operationID string) string {
	return strings.ToUpper(operationID[:1]) + operationID[1:]
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }
