package contract_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/internal/race"
)

// responseChanges are functions that make changes which the service may make to its responses. Each returns the
// variants of a body.
var responseChanges = map[string]func(any) []variant{
	"nothing is changed":                      func(v any) []variant { return []variant{{"", v}} },
	"every object has new properties":         func(v any) []variant { return []variant{{"", withNewProperties(v)}} },
	"one property after the other is missing": func(v any) []variant { return variants(v, removeProperty) },
	"one value after the other is null":       func(v any) []variant { return variants(v, makeNull) },
	"one text after the other is new":         func(v any) []variant { return variants(v, makeNew) },
	"one list after the other is empty":       func(v any) []variant { return variants(v, makeEmpty) },
}

// TestUnknown_InResponses calls each operation that has a result. The responses are variants of the examples in the
// document.
func TestUnknown_InResponses(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, change := range responseChanges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachOperation(t, func(t *testing.T, e exchanges.Exchange) {
				s := newService(t, reply{})
				c := s.client(t)
				for _, a := range operation(t, e.Operation).successReplies(t) {
					assertVariants(t, a, change, func(body []byte) (any, error) {
						s.setReply(a.status, string(body))
						return e.Call(t.Context(), c)
					})
				}
			})
		})
	}
}

func TestUnknown_InWebhooks(t *testing.T) {
	t.Parallel()
	for name, change := range responseChanges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for name, example := range webhookExamples(t) {
				assertVariants(t, reply{name: name, body: example}, change, func(body []byte) (any, error) {
					event, _, err := imagekit.DecodeWebhookEvent(body)
					return event, err
				})
			}
		})
	}
}

// eachOperation runs a subtest with the first exchange of each operation.
func eachOperation(t *testing.T, test func(*testing.T, exchanges.Exchange)) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range exchanges.All {
		if seen[e.Operation] {
			continue
		}
		seen[e.Operation] = true
		t.Run(e.Operation, func(t *testing.T) {
			t.Parallel()
			test(t, e)
		})
	}
}

// assertVariants checks that read decodes each variant of a body, and that all unions in the result can be decoded.
func assertVariants(t *testing.T, a reply, change func(any) []variant, read func(body []byte) (any, error)) {
	t.Helper()
	if len(a.body) == 0 {
		return
	}
	for _, variant := range change(check.Parse(t, a.body)) {
		if variant.value == nil {
			continue // null is a missing result: see TestBodies_Missing
		}
		result, err := read(check.Encode(t, variant.value))
		if err == nil {
			err = readUnions(reflect.ValueOf(result))
		}
		if err != nil {
			t.Errorf("%s, changed at %q: %v", a.name, variant.path, err)
		}
	}
}

// variant is a value that differs from the original at one path.
type variant struct {
	path  string
	value any
}

// removedProperty marks a property that variants removes.
type removedProperty struct{}

func removeProperty(any) (any, bool) { return removedProperty{}, true }

func makeNull(any) (any, bool) { return nil, true }

func makeNew(old any) (any, bool) {
	text, isText := old.(string)
	return "something-new", isText && !isTime(text)
}

func makeEmpty(old any) (any, bool) {
	_, isList := old.([]any)
	return []any{}, isList
}

// variants returns one copy of v for each value inside it that change accepts. In the copy, this value is changed.
func variants(v any, change func(any) (any, bool)) []variant {
	var all []variant
	if changed, ok := change(v); ok && changed != (removedProperty{}) {
		all = append(all, variant{"", changed})
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, variantsAt(v, key, change)...)
		}
	case []any:
		for i := range v {
			for _, inner := range variants(v[i], change) {
				list := slices.Clone(v)
				list[i] = inner.value
				all = append(all, variant{fmt.Sprintf("[%d]%s", i, inner.path), list})
			}
		}
	}
	return all
}

// variantsAt returns the variants of an object that differ from it in one property.
func variantsAt(object map[string]any, key string, change func(any) (any, bool)) []variant {
	var all []variant
	for _, inner := range propertyVariants(object[key], change) {
		changed := maps.Clone(object)
		changed[key] = inner.value
		if inner.value == (removedProperty{}) {
			delete(changed, key)
		}
		all = append(all, variant{"." + key + inner.path, changed})
	}
	return all
}

// propertyVariants is like variants, but the value itself can also be removed.
func propertyVariants(v any, change func(any) (any, bool)) []variant {
	all := variants(v, change)
	if changed, ok := change(v); ok && changed == (removedProperty{}) {
		all = append(all, variant{"", removedProperty{}})
	}
	return all
}

// withNewProperties adds properties to every object. It does not change selectedFieldsSchema, whose keys are names of
// the account's custom metadata fields.
func withNewProperties(v any) any {
	switch v := v.(type) {
	case map[string]any:
		object := map[string]any{"somethingNew": map[string]any{"a": []any{1, "b", nil}}, "": 1.5, "TYPE ": "x"}
		for key, property := range v {
			object[key] = withNewProperties(property)
			if key == "selectedFieldsSchema" {
				object[key] = property
			}
		}
		return object
	case []any:
		list := []any{}
		for _, element := range v {
			list = append(list, withNewProperties(element))
		}
		return list
	}
	return v
}

func isTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	_, err2 := time.Parse(time.DateOnly, text)
	return err == nil || err2 == nil
}

// readUnions calls the method Value of each union in v.
func readUnions(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return readUnions(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if err := readUnions(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		return readStruct(v)
	}
	return nil
}

// readStruct calls the method Value of v if it is a union, and otherwise of each union in its fields.
func readStruct(v reflect.Value) error {
	if u, ok := v.Interface().(interface{ Value() (any, error) }); ok {
		value, err := u.Value()
		if err != nil {
			return fmt.Errorf("value of %v: %w", v.Type(), err)
		}
		return readUnions(reflect.ValueOf(value))
	}
	for field := range v.Type().Fields() {
		if !field.IsExported() {
			continue
		}
		if err := readUnions(v.FieldByIndex(field.Index)); err != nil {
			return err
		}
	}
	return nil
}

func TestUnknown_Values(t *testing.T) {
	t.Parallel()
	s := newService(t, reply{})
	c := s.client(t)

	s.setReply(200, `[{"type": "collection", "name": "Summer", "fileId": "1", "colour": "red"}, {"name": "no type"}]`)
	assets := check.Call(c.ListFiles(t.Context(), nil)).Must(t)
	if assets[0].Type != "collection" || assets[0].Name != "Summer" || assets[1].Type != "" ||
		assets[1].Name != "no type" {
		t.Errorf("the assets are %+v", assets)
	}

	s.setReply(200, `{"jobId": "1", "type": "MERGE_FOLDER", "status": "Paused"}`)
	job := check.Call(c.GetBulkJobStatus(t.Context(), "1")).Must(t)
	if job.Type != "MERGE_FOLDER" || job.Status != "Paused" {
		t.Errorf("the job is %+v", job)
	}

	s.setReply(200, `{
		"format": "png", "cameraMood": "good",
		"exif": {"drone": {"altitude": 12}, "image": {"Make": "Canon", "Lens": 3}}
	}`)
	metadata := check.Call(c.GetFileMetadata(t.Context(), "1")).Must(t)
	if mood := metadata.AdditionalProperties["cameraMood"]; mood != "good" {
		t.Errorf("the metadata is %+v", metadata)
	}
	image := metadata.EXIF.Image
	if lens := image.AdditionalProperties["Lens"]; lens != 3.0 || image.Make != "Canon" {
		t.Errorf("the EXIF image data is %+v", image)
	}
}
