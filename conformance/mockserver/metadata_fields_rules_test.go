package mockserver_test

import (
	"net/http"
	"testing"
)

func TestCreateCustomMetadataField_Rules(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name, rule string // the rule in the error; empty if the rules are valid
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
			"a default that is not an option", "defaultValue",
			object{"type": "SingleSelect", "defaultValue": "y", "selectOptions": []any{"x"}},
		},
		{
			"a default that is not an array", "defaultValue",
			object{"type": "MultiSelect", "defaultValue": "x", "selectOptions": []any{"x"}},
		},
		{"no select options", "selectOptions", object{"type": "SingleSelect"}},
		{"an empty list of select options", "selectOptions", object{"type": "MultiSelect", "selectOptions": []any{}}},
		{"select options of a Text", "selectOptions", object{"type": "Text", "selectOptions": []any{"x"}}},
		{"the maximum length of a Number", "maxLength", object{"type": "Number", "maxLength": 3}},
		{"the minimum length of a Date", "minLength", object{"type": "Date", "minLength": 3}},
		{"a negative length", "maxLength", object{"type": "Textarea", "maxLength": -1}},
		{"a minimum length over the maximum", "maxLength", object{"type": "Text", "minLength": 3, "maxLength": 2}},
		{"the minimum of a Text", "minValue", object{"type": "Text", "minValue": "a"}},
		{"the maximum of a Boolean", "maxValue", object{"type": "Boolean", "maxValue": 1}},
		{"a number as the minimum of a Date", "minValue", object{"type": "Date", "minValue": 2024}},
		{"a string as the maximum of a Number", "maxValue", object{"type": "Number", "maxValue": "9"}},
		{"a minimum over the maximum", "maxValue", object{"type": "Number", "minValue": 3, "maxValue": 2}},
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
