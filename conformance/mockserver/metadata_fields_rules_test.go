package mockserver_test

import (
	"net/http"
	"testing"
)

func TestCreateCustomMetadataField_Rules(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name, rule string // without a rule, they are valid
		rules      object
	}{
		{"the default of a Text", "", object{
			"type": "Text", "defaultValue": "x", "isValueRequired": true,
			"minLength": 1, "maxLength": 1,
		}},
		{"the default of a Date", "", object{
			"type": "Date", "defaultValue": "2024-02-29",
			"minValue": "2024-02-29T00:00:00Z",
		}},
		{"the default of a Boolean", "", object{"type": "Boolean", "defaultValue": false, "isValueRequired": true}},
		{
			"the default of a MultiSelect", "",
			object{"type": "MultiSelect", "defaultValue": []any{24, true}, "selectOptions": []any{"x", 24, true}},
		},
		{"a required value without a default", "defaultValue", object{"type": "Text", "isValueRequired": true}},
		{"a default of another type", "defaultValue", object{"type": "Number", "defaultValue": "1"}},
		{"a default out of range", "defaultValue", object{"type": "Number", "defaultValue": 1, "minValue": 2}},
		{
			"a default that is no option", "defaultValue",
			object{"type": "SingleSelect", "defaultValue": "y", "selectOptions": []any{"x"}},
		},
		{
			"a default that is no array", "defaultValue",
			object{"type": "MultiSelect", "defaultValue": "x", "selectOptions": []any{"x"}},
		},
		{"nothing to select", "selectOptions", object{"type": "SingleSelect"}},
		{"an empty list to select from", "selectOptions", object{"type": "MultiSelect", "selectOptions": []any{}}},
		{"options of a text", "selectOptions", object{"type": "Text", "selectOptions": []any{"x"}}},
		{"the length of a number", "maxLength", object{"type": "Number", "maxLength": 3}},
		{"the shortest length of a date", "minLength", object{"type": "Date", "minLength": 3}},
		{"a negative length", "maxLength", object{"type": "Textarea", "maxLength": -1}},
		{"lengths the wrong way round", "maxLength", object{"type": "Text", "minLength": 3, "maxLength": 2}},
		{"the lowest text", "minValue", object{"type": "Text", "minValue": "a"}},
		{"the highest flag", "maxValue", object{"type": "Boolean", "maxValue": 1}},
		{"a number as the limit of dates", "minValue", object{"type": "Date", "minValue": 2024}},
		{"a text as the limit of numbers", "maxValue", object{"type": "Number", "maxValue": "9"}},
		{"limits the wrong way round", "maxValue", object{"type": "Number", "minValue": 3, "maxValue": 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := do(t, s, http.MethodPost, "/v1/customMetadataFields",
				object{"name": test.name, "label": test.name, "schema": test.rules})
			if test.rule != "" {
				got.wantError(t, http.StatusBadRequest, "Invalid field object", test.rule+" ")
				return
			}
			wantFields(t, got.wantStatus(t, http.StatusCreated).object(t), object{"schema": test.rules})
		})
	}
}

func TestCreateCustomMetadataField_FractionalLength(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, rule := range []string{"minLength", "maxLength"} {
		field := object{"name": "half", "label": "Half", "schema": object{"type": "Text", rule: 0.5}}
		do(t, s, http.MethodPost, "/v1/customMetadataFields", field).wantError(t, http.StatusBadRequest, rule)
	}
}
