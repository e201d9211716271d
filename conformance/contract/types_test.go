package contract_test

import (
	"encoding/json"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// TestTypes_ResponseFields checks that no field of a response is a pointer, which callers would have to check for nil.
// Types that requests use as well may have pointers.
func TestTypes_ResponseFields(t *testing.T) {
	t.Parallel()
	types := newTypes(t)
	count := 0
	for owner, field := range types.responses(t) {
		count++
		if hasPointer(field.Type) {
			t.Errorf("%v.%s is a %v", owner, field.Name, field.Type)
		}
	}
	if count < 300 {
		t.Errorf("only %d fields of responses have been found", count)
	}
}

// TestTypes_RequestZeroValues checks that optional fields of requests distinguish false, 0 and "" from an absent value.
func TestTypes_RequestZeroValues(t *testing.T) {
	t.Parallel()
	count := 0
	for owner, field := range newTypes(t).requests(t) {
		count++
		switch {
		case !strings.Contains(field.Tag.Get("json"), ",omitempty"):
			// A required field is always sent.
		case isScalar(field.Type), field.Type.Kind() == reflect.Struct:
			t.Errorf("%v.%s is optional and a %v, want a pointer", owner, field.Name, field.Type)
		}
	}
	if count < 200 {
		t.Errorf("only %d fields of requests have been found", count)
	}
}

// TestTypes_RequestDefaults checks that the zero value of a request type sends no optional property.
func TestTypes_RequestDefaults(t *testing.T) {
	t.Parallel()
	checked := map[reflect.Type]bool{}
	for owner := range newTypes(t).requests(t) {
		ref := spec.Document(t).Components.Schemas[owner.Name()]
		if checked[owner] || ref == nil || hasFile(owner) {
			continue
		}
		checked[owner] = true
		var sent map[string]any
		if err := json.Unmarshal(check.Encode(t, reflect.Zero(owner).Interface()), &sent); err != nil {
			t.Errorf("%v: %v", owner, err)
		}
		for name := range sent {
			if !slices.Contains(required(ref), name) {
				t.Errorf("the zero value of %v sends the optional %s", owner, name)
			}
		}
	}
	if len(checked) < 40 {
		t.Errorf("only %d types of requests have been found", len(checked))
	}
}

func required(ref *openapi3.SchemaRef) []string {
	names := ref.Value.Required
	for _, member := range ref.Value.AllOf {
		names = append(slices.Clone(names), required(member)...)
	}
	return names
}

func isScalar(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

// hasPointer reports whether a type is a pointer, or a list or map of pointers.
func hasPointer(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer:
		return true
	case reflect.Slice, reflect.Array, reflect.Map:
		return hasPointer(t.Elem())
	}
	return false
}

// hasFile reports whether a type is the body of an upload, which is not sent as JSON.
func hasFile(t reflect.Type) bool {
	for field := range t.Fields() {
		if field.Type == reflect.TypeFor[imagekit.Source]() {
			return true
		}
	}
	return false
}

// types has the types of requests and responses.
type types struct {
	unions map[string]*openapi3.Discriminator // by name
	in     []reflect.Type                     // types of arguments of methods
	out    []reflect.Type                     // types of results of methods, and of webhooks
}

func newTypes(t *testing.T) *types {
	t.Helper()
	all := &types{unions: map[string]*openapi3.Discriminator{}}
	for name, schema := range spec.Document(t).Components.Schemas {
		if d := schema.Value.Discriminator; d != nil {
			all.unions[name] = d
		}
	}
	client := reflect.TypeFor[*imagekit.Client]()
	for _, name := range generatedMethods(t) {
		method, _ := client.MethodByName(name)
		all.in = append(all.in, slices.Collect(method.Type.Ins())[2:]...)
		all.out = append(all.out, slices.Collect(method.Type.Outs())...)
	}
	for _, example := range webhookExamples(t) {
		event := decodeEvent(t, example)
		all.out = append(all.out, reflect.TypeOf(event))
	}
	return all
}

// fields are exported fields, each with the struct that it belongs to.
type fields = iter.Seq2[reflect.Type, reflect.StructField]

// requests returns the fields of the types that requests contain.
func (ts *types) requests(t *testing.T) fields {
	t.Helper()
	return ts.walk(t, ts.in, map[reflect.Type]bool{})
}

// responses returns the fields of the types that only responses contain.
func (ts *types) responses(t *testing.T) fields {
	t.Helper()
	seen := map[reflect.Type]bool{}
	for _, root := range ts.in {
		ts.visit(t, root, seen, func(reflect.Type, reflect.StructField) bool { return true })
	}
	return ts.walk(t, ts.out, seen)
}

func (ts *types) walk(t *testing.T, roots []reflect.Type, seen map[reflect.Type]bool) fields {
	t.Helper()
	return func(yield func(reflect.Type, reflect.StructField) bool) {
		for _, root := range roots {
			if !ts.visit(t, root, seen, yield) {
				return
			}
		}
	}
}

// visit yields the fields of typ and of the types that it contains, except those in seen. It returns false if yield
// returns false.
func (ts *types) visit(
	t *testing.T, typ reflect.Type, seen map[reflect.Type]bool, yield func(reflect.Type, reflect.StructField) bool,
) bool {
	t.Helper()
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return ts.visit(t, typ.Elem(), seen, yield)
	case reflect.Struct:
	default:
		return true
	}
	if seen[typ] || typ.PkgPath() != reflect.TypeFor[imagekit.File]().PkgPath() {
		return true
	}
	seen[typ] = true
	for _, member := range ts.members(t, typ) {
		if !ts.visit(t, member, seen, yield) {
			return false
		}
	}
	for field := range typ.Fields() {
		if field.IsExported() && (!yield(typ, field) || !ts.visit(t, field.Type, seen, yield)) {
			return false
		}
	}
	return true
}

// union is implemented by all generated unions.
type union interface {
	json.Unmarshaler
	Kind() string
	Value() (any, error)
}

// members returns the types that a union can hold, one for each kind in the document. It returns nil if typ is not a
// union.
func (ts *types) members(t *testing.T, typ reflect.Type) []reflect.Type {
	t.Helper()
	discriminator := ts.unions[typ.Name()]
	value, isUnion := reflect.New(typ).Interface().(union)
	if isUnion != (discriminator != nil) {
		t.Errorf("%v is a union in Go: %v, in the document: %v", typ, isUnion, !isUnion)
	}
	if !isUnion || discriminator == nil {
		return nil
	}
	var members []reflect.Type
	for _, kind := range slices.Sorted(maps.Keys(discriminator.Mapping)) {
		check.NoError(t, value.UnmarshalJSON(check.Encode(t, map[string]string{discriminator.PropertyName: kind})))
		member, err := value.Value()
		if err != nil || value.Kind() != kind || reflect.TypeOf(member).Kind() != reflect.Struct {
			t.Errorf("a %v of kind %s is a %T: %v", typ, kind, member, err)
			continue
		}
		members = append(members, reflect.TypeOf(member))
	}
	return members
}
