package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// uploadWith uploads a file with custom metadata.
func uploadWith(t *testing.T, s *mockserver.Server, metadata object) reply {
	t.Helper()
	return upload(t, s, named("a.txt", []byte("x")).with(
		part{name: "customMetadata", text: encoded(t, metadata)}, part{name: "responseFields", text: "customMetadata"},
	))
}

func TestUpdateFileDetails_CustomMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, rules := range map[string]object{
		"text":   {"type": "Text", "minLength": 2, "maxLength": 3},
		"area":   {"type": "Textarea"},
		"number": {"type": "Number", "minValue": 0, "maxValue": 100},
		"date":   {"type": "Date", "minValue": "2024-01-01", "maxValue": "2024-12-31T23:59:59Z"},
		"flag":   {"type": "Boolean"},
		"single": {"type": "SingleSelect", "selectOptions": []any{"a", 30, true}},
		"multi":  {"type": "MultiSelect", "selectOptions": []any{"a", 30, true}},
	} {
		createField(t, s, name, rules)
	}
	for _, test := range []struct {
		field string
		value any
		why   string // empty if the value is valid
	}{
		{"text", "äöü", ""},
		{"text", "a", "must have at least 2 characters"},
		{"text", "äöüß", "must have at most 3 characters"},
		{"text", 12, "should be of type string"},
		{"area", "", ""},
		{"area", []any{"x"}, "should be of type string"},
		{"number", 0, ""},
		{"number", 100, ""},
		{"number", 4.5, ""},
		{"number", -0.5, "must not be less than 0"},
		{"number", 100.5, "must not be more than 100"},
		{"number", "4.5", "should be of type number"},
		{"date", "2024-01-01", ""},
		{"date", "2024-06-01T12:00:00.5+02:00", ""},
		{"date", "2024-06-01T12:00", ""},
		{"date", "2024-01-01T00:30:00+01:00", "must not be less than 2024-01-01"},
		{"date", "2025-01-01", "must not be more than 2024-12-31"},
		{"date", "1 June 2024", "must be a date in ISO 8601"},
		{"date", 1717200000, "must be a date in ISO 8601"},
		{"flag", false, ""},
		{"flag", "true", "should be of type boolean"},
		{"single", 30, ""},
		{"single", true, ""},
		{"single", "30", "must be one of the select options"},
		{"single", []any{"a"}, "must be one of the select options"},
		{"multi", []any{"a", true}, ""},
		{"multi", []any{}, ""},
		{"multi", []any{"a", "b"}, "must be one of the select options"},
		{"multi", "a", "should be of type array"},
		{"nothing", "a", "is not a custom metadata field"},
		{"nothing", nil, "is not a custom metadata field"},
	} {
		t.Run(test.field+" "+encoded(t, test.value), func(t *testing.T) {
			t.Parallel()
			got := uploadWith(t, s, object{test.field: test.value})
			if test.why != "" {
				got.wantError(t, http.StatusBadRequest, "Invalid custom metadata",
					test.field+" "+test.why)
				return
			}
			wantFields(t, got.wantStatus(t, http.StatusOK).object(t),
				object{"customMetadata": object{test.field: test.value}})
		})
	}
}

func TestUpload_RequiredCustomMetadata(t *testing.T) {
	t.Parallel()
	s := start(t)
	createField(t, s, "size", object{
		"type": "SingleSelect", "selectOptions": []any{"S", "M"}, "isValueRequired": true,
		"defaultValue": "M",
	})
	createField(t, s, "note", object{"type": "Text", "defaultValue": "none"})

	uploadWith(t, s, object{"note": "x"}).wantError(t, http.StatusBadRequest, "size is required")
	uploadWith(t, s, object{"size": nil}).wantError(t, http.StatusBadRequest, "size is required")
	wantNames(t, s, "")
	wantFields(t, uploadWith(t, s, object{}).object(t), object{"customMetadata": object{"size": "M"}})

	id := uploadWith(t, s, object{"size": "S", "note": "x"}).object(t)["fileId"]
	file := "/v1/files/" + id.(string) + "/details"
	for _, body := range []object{{"note": "y"}, {"size": nil}, {"size": "L"}} {
		do(t, s, http.MethodPatch, file, object{"customMetadata": body, "tags": []string{"new"}}).
			wantError(t, http.StatusBadRequest, "size")
	}
	wantFields(t, details(t, s, id), object{"customMetadata": object{"size": "S", "note": "x"}, "tags": nil})
	do(t, s, http.MethodPatch, file, object{"tags": []string{"new"}, "customMetadata": object{}}).wantStatus(t,
		http.StatusOK)
	got := do(t, s, http.MethodPatch, file, object{"customMetadata": object{"size": "M", "note": nil}})
	wantFields(t, got.wantStatus(t, http.StatusOK).object(t),
		object{"customMetadata": object{"size": "M"}, "tags": []string{"new"}})
}
