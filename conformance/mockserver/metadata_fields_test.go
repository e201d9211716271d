package mockserver_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// createField creates a custom metadata field whose label is its name, and returns its id.
func createField(t *testing.T, s *mockserver.Server, name string, rules object) string {
	t.Helper()
	field := object{"name": name, "label": name, "schema": rules}
	return do(t, s, http.MethodPost, "/v1/customMetadataFields", field).wantStatus(t,
		http.StatusCreated).object(t)["id"].(string)
}

// fieldNames returns the names of the fields in the order of the list.
func fieldNames(t *testing.T, ik *imagekit.Client, includeDeleted bool) string {
	t.Helper()
	fields, err := ik.GetCustomMetadataFields(t.Context(), &imagekit.GetCustomMetadataFieldsParams{
		IncludeDeleted: &includeDeleted, FolderPath: new("/menu"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestCustomMetadataFields(t *testing.T) {
	t.Parallel()
	s := start(t)
	ik := clientOf(t, s)
	if fields, err := ik.GetCustomMetadataFields(t.Context(), nil); err != nil || fields == nil || len(fields) > 0 {
		t.Fatalf("a new server has fields %v, error %v", fields, err)
	}
	price, err := ik.CreateCustomMetadataField(t.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price", Description: new("In euros."),
		Schema: imagekit.CustomMetadataFieldRules{
			Type: imagekit.CustomMetadataFieldTypeNumber, MinValue: 0.0,
			MaxValue: 100.0,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	createField(t, s, "season", object{"type": "SingleSelect", "selectOptions": []any{"summer", 30, true}})

	changed, err := ik.UpdateCustomMetadataField(t.Context(), price.ID, imagekit.UpdateCustomMetadataFieldRequest{
		Label: new("Price (EUR)"), Description: new(""),
		Schema: &imagekit.CustomMetadataFieldRulesUpdate{MinValue: 1.0},
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed.Name != "price" || changed.Label != "Price (EUR)" || changed.Description != "" ||
		changed.Schema.Type != imagekit.CustomMetadataFieldTypeNumber || changed.Schema.MinValue != 1.0 ||
		changed.Schema.MaxValue != nil {
		t.Errorf("after the update: %+v", changed)
	}
	if err := ik.DeleteCustomMetadataField(t.Context(), price.ID); err != nil {
		t.Fatal(err)
	}
	if got := fieldNames(t, ik, false); got != "season" {
		t.Errorf("after the deletion the fields are %q, want season", got)
	}
	if got := fieldNames(t, ik, true); got != "price season" {
		t.Errorf("with deleted ones the fields are %q, want price and season", got)
	}
}

func TestCustomMetadataFields_Conflicts(t *testing.T) {
	t.Parallel()
	s := start(t)
	gone := createField(t, s, "gone", object{"type": "Text"})
	kept := createField(t, s, "kept", object{"type": "Text"})
	createField(t, s, "other", object{"type": "Text"})
	do(t, s, http.MethodDelete, "/v1/customMetadataFields/"+gone, nil).wantStatus(t, http.StatusNoContent)
	text := object{"type": "Text"}
	for _, test := range []struct {
		name, method, path string
		body               any
		status             int
		words              string
	}{
		{
			"a name that is taken", "POST", "",
			object{"name": "kept", "label": "new", "schema": text},
			400,
			"this name already exists",
		},
		{
			"the name of a deleted field", "POST", "",
			object{"name": "gone", "label": "new", "schema": text},
			400,
			"this name already exists",
		},
		{
			"a label that is taken", "POST", "",
			object{"name": "new", "label": "kept", "schema": text},
			400,
			"this label already exists",
		},
		{
			"a long description", "POST", "",
			object{"name": "x", "label": "x", "schema": text, "description": strings.Repeat("x", 501)},
			400,
			"description",
		},
		{"no label", "POST", "", object{"name": "new", "schema": text}, 400, "label"},
		{
			"an unknown type", "POST", "",
			object{"name": "new", "label": "new", "schema": object{"type": "Colour"}},
			400, "type",
		},
		{
			"an update to a label that is taken", "PATCH", "/" + kept,
			object{"label": "other"},
			400,
			"this label already exists",
		},
		{"no label and no schema", "PATCH", "/" + kept, object{"description": "x"}, 400, "Either label or schema"},
		{
			"an update of the name", "PATCH", "/" + kept,
			object{"label": "x", "name": "x"},
			400,
			"Name cannot be updated",
		},
		{
			"a rule that the type does not allow", "PATCH", "/" + kept,
			object{"schema": object{"minValue": 1}},
			400,
			"minValue not allowed",
		},
		{"an update of a deleted field", "PATCH", "/" + gone, object{"label": "x"}, 400, "Cannot update a deleted"},
		{
			"an update of an unknown field", "PATCH", "/" + unusedID,
			object{"label": "x"},
			404,
			"No such custom metadata field",
		},
		{"the deletion of a deleted field", "DELETE", "/" + gone, nil, 404, "No such custom metadata field"},
		{"the deletion of an unknown field", "DELETE", "/" + unusedID, nil, 404, "No such custom metadata field"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			do(t, s, test.method, "/v1/customMetadataFields"+test.path, test.body).wantError(t, test.status, test.words)
		})
	}
	t.Run("the label of a deleted field", func(t *testing.T) {
		t.Parallel()
		do(t, s, http.MethodPost, "/v1/customMetadataFields", object{"name": "newer", "label": "gone", "schema": text}).
			wantStatus(t, http.StatusCreated)
	})
	t.Run("a type in an update is ignored", func(t *testing.T) {
		t.Parallel()
		got := do(t, s, http.MethodPatch, "/v1/customMetadataFields/"+kept,
			object{"schema": object{"type": "Number", "maxLength": 9}})
		wantFields(t, got.wantStatus(t, http.StatusOK).object(t),
			object{"schema": object{"type": "Text", "maxLength": 9}})
	})
}

func TestDeleteCustomMetadataField_Values(t *testing.T) {
	t.Parallel()
	s := start(t, tickingClock())
	id := createField(t, s, "price", object{"type": "Number"})
	createField(t, s, "season", object{"type": "Text"})
	values := part{name: "customMetadata", text: `{"price":1,"season":"summer"}`}
	first := put(t, s, "a.txt", []byte("x"), values)
	put(t, s, "a.txt", []byte("y"), values)
	plain := put(t, s, "b.txt", []byte("x"))
	before := details(t, s, plain["fileId"])

	do(t, s, http.MethodDelete, "/v1/customMetadataFields/"+id, nil).wantStatus(t, http.StatusNoContent)
	for _, version := range versionsOf(t, s, first) {
		wantFields(t, version, object{"customMetadata": object{"season": "summer"}})
	}
	wantFields(t, details(t, s, plain["fileId"]), before)
	upload(t, s, named("c.txt", []byte("x")).with(values)).wantError(t, http.StatusBadRequest, "price")
}

func TestCustomMetadataFields_Restart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	createField(t, s, "season", object{"type": "MultiSelect", "selectOptions": []any{"summer", 30, true}})
	stop(t, s)
	s = mockserver.Start(t, inFolder(t, folder), mockserver.WithResponseValidation(true))
	got := uploadWith(t, s, object{"season": []any{30, true}}).wantStatus(t, http.StatusOK).object(t)
	wantFields(t, got, object{"customMetadata": object{"season": []any{30, true}}})
	uploadWith(t, s, object{"season": []any{"30"}}).
		wantError(t, http.StatusBadRequest, "season must be one of the select options")
	if names := fieldNames(t, clientOf(t, s), true); !slices.Equal(strings.Fields(names), []string{"season"}) {
		t.Errorf("after a restart the fields are %q, want season", names)
	}
}
