package library_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// rules returns rules that have only a type.
func rules(kind library.FieldType) library.Rules { return library.Rules{Type: kind} }

func TestLibrary_CreateField_Rules(t *testing.T) {
	t.Parallel()
	options := &[]any{"a", 1.0}
	for words, r := range map[string]library.Rules{
		"selectOptions: is required for this type": {Type: library.FieldSingleSelect},
		"selectOptions: not allowed for this type": {Type: library.FieldText, SelectOptions: options},
		"minLength: not allowed for this type":     {Type: library.FieldNumber, MinLength: new(int64(1))},
		"maxLength: not allowed for this type":     {Type: library.FieldDate, MaxLength: new(int64(1))},
		"minLength: must not be negative":          {Type: library.FieldText, MinLength: new(int64(-1))},
		"maxLength: must not be negative":          {Type: library.FieldText, MaxLength: new(int64(-1))},
		"maxLength: must not be less than minLength": {
			Type: library.FieldText, MinLength: new(int64(2)),
			MaxLength: new(int64(1)),
		},
		"minValue: not allowed for this type":  {Type: library.FieldText, MinValue: new(any(1.0))},
		"minValue: should be of type number":   {Type: library.FieldNumber, MinValue: new(any("1"))},
		"maxValue: must be a date in ISO 8601": {Type: library.FieldDate, MaxValue: new(any("soon"))},
		"maxValue: must not be less than minValue": {
			Type: library.FieldNumber, MinValue: new(any(2.0)),
			MaxValue: new(any(1.0)),
		},
		"defaultValue: is required if isValueRequired is true": {Type: library.FieldText, IsValueRequired: new(true)},
		"defaultValue: should be of type boolean": {
			Type:         library.FieldBoolean,
			DefaultValue: new(any("yes")),
		},
		"defaultValue: must be one of the select options": {
			Type: library.FieldMultiSelect, SelectOptions: options,
			DefaultValue: new(any([]any{"b"})),
		},
	} {
		_, err := open(t, nil).CreateField(library.Field{Name: "n", Label: "N", Rules: r})
		wantError(t, err, library.ErrInvalidRule, words)
	}
}

func TestLibrary_Fields(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f, err := a.CreateField(library.Field{Name: "n", Label: "N", Rules: rules(library.FieldNumber)})
	noError(t, err)
	for _, test := range []struct {
		name, label string
		want        library.Code
	}{{"n", "other", library.ErrFieldNameTaken}, {"other", "N", library.ErrFieldLabelTaken}} {
		_, err := a.CreateField(library.Field{Name: test.name, Label: test.label, Rules: rules(library.FieldText)})
		wantError(t, err, test.want)
	}
	updated, err := a.UpdateField(f.ID, library.FieldUpdate{
		Label: new("M"), Rules: &library.Rules{MaxValue: new(any(5.0))},
	})
	noError(t, err)
	if updated.Label != "M" || updated.Rules.Type != library.FieldNumber || *updated.Rules.MaxValue != 5.0 {
		t.Errorf("updated %+v", updated)
	}
	_, err = a.UpdateField(f.ID, library.FieldUpdate{Name: new("m")})
	wantError(t, err, library.ErrFieldRename)
	_, err = a.UpdateField(f.ID, library.FieldUpdate{Description: new("d")})
	wantError(t, err, library.ErrFieldUnchanged)
	_, err = a.UpdateField("none", library.FieldUpdate{})
	wantError(t, err, library.ErrFieldNotFound)
}

func TestLibrary_DeleteField(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	f, err := a.CreateField(library.Field{Name: "n", Label: "N", Rules: rules(library.FieldNumber)})
	noError(t, err)
	file := a.mustAdd(t, "/a.txt", "a", func(u *library.Upload) { u.CustomMetadata = map[string]any{"n": 1.0} })
	noError(t, a.DeleteField(f.ID))
	if got, _ := a.File(file.FileID); len(got.CustomMetadata) != 0 {
		t.Errorf("the file still has %v", got.CustomMetadata)
	}
	if existing, all := a.Fields(false), a.Fields(true); len(existing) != 0 || len(all) != 1 || !all[0].Deleted {
		t.Errorf("there are %v, and with deleted ones %v", existing, all)
	}
	wantError(t, a.DeleteField(f.ID), library.ErrFieldNotFound)
	_, err = a.UpdateField(f.ID, library.FieldUpdate{Label: new("M")})
	wantError(t, err, library.ErrFieldDeleted)
	_, err = a.CreateField(library.Field{Name: "n", Label: "N", Rules: rules(library.FieldText)})
	wantError(t, err, library.ErrFieldNameTaken)
}

func TestLibrary_UpdateFile_CustomMetadata(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for name, r := range map[string]library.Rules{
		"text":    {Type: library.FieldText, MinLength: new(int64(2)), MaxLength: new(int64(3))},
		"number":  {Type: library.FieldNumber, MinValue: new(any(1.0)), MaxValue: new(any(2.0))},
		"date":    {Type: library.FieldDate, MinValue: new(any("2026-01-01"))},
		"boolean": rules(library.FieldBoolean),
		"single":  {Type: library.FieldSingleSelect, SelectOptions: &[]any{"30", 30.0}},
		"multi":   {Type: library.FieldMultiSelect, SelectOptions: &[]any{"a", "b"}},
	} {
		_, err := a.CreateField(library.Field{Name: name, Label: name, Rules: r})
		noError(t, err)
	}
	f := a.mustAdd(t, "/a.txt", "a", nil)
	valid := map[string]any{
		"text": "äöü", "number": 1.5, "date": "2026-02-01T10:00Z", "boolean": false, "single": 30.0,
		"multi": []any{"b"},
	}
	got, err := a.UpdateFile(f.FileID, library.FileUpdate{CustomMetadata: valid})
	noError(t, err)
	if !maps.EqualFunc(got.CustomMetadata, valid, func(x, y any) bool { return equalJSON(x, y) }) {
		t.Errorf("the file has %v", got.CustomMetadata)
	}
	for _, test := range []struct {
		name  string
		value any
		words string
	}{
		{"text", "a", "at least 2 characters"},
		{"text", "abcd", "at most 3 characters"},
		{"text", 1.0, "should be of type string"},
		{"number", 0.5, "must not be less than 1"},
		{"number", 2.5, "must not be more than 2"},
		{"number", "1", "should be of type number"},
		{"date", "2025-12-31", "must not be less than 2026-01-01"},
		{"date", "May", "must be a date"},
		{"boolean", "true", "should be of type boolean"},
		{"single", 31.0, "select options"},
		{"multi", "a", "should be of type array"},
		{"multi", []any{"c"}, "select options"},
		{"none", 1.0, "is not a custom metadata field"},
	} {
		_, err := a.UpdateFile(f.FileID, library.FileUpdate{CustomMetadata: map[string]any{test.name: test.value}})
		wantError(t, err, library.ErrInvalidMetadata, test.name, test.words)
	}
	_, err = a.UpdateFile(f.FileID, library.FileUpdate{CustomMetadata: map[string]any{"text": nil, "none": nil}})
	wantError(t, err, library.ErrInvalidMetadata, "none")
	got, err = a.UpdateFile(f.FileID, library.FileUpdate{CustomMetadata: map[string]any{"text": nil}})
	noError(t, err)
	if _, has := got.CustomMetadata["text"]; has || len(got.CustomMetadata) != 5 {
		t.Errorf("null leaves %v", got.CustomMetadata)
	}
}

// equalJSON compares values that are lists at most one level deep.
func equalJSON(x, y any) bool {
	list, isList := x.([]any)
	other, alsoList := y.([]any)
	if isList != alsoList {
		return false
	}
	if !isList {
		return x == y
	}
	return len(list) == len(other) && list[0] == other[0]
}

func TestLibrary_Add_RequiredMetadata(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	_, err := a.CreateField(library.Field{Name: "n", Label: "N", Rules: library.Rules{
		Type: library.FieldNumber, IsValueRequired: new(true), DefaultValue: new(any(7.0)),
	}})
	noError(t, err)
	_, err = a.CreateField(library.Field{Name: "m", Label: "M", Rules: rules(library.FieldNumber)})
	noError(t, err)
	f := a.mustAdd(t, "/a.txt", "a", nil)
	if f.CustomMetadata["n"] != 7.0 {
		t.Errorf("the file has %v, want the default", f.CustomMetadata)
	}
	_, err = a.add("/b.txt", "b", func(u *library.Upload) { u.CustomMetadata = map[string]any{"m": 1.0} })
	wantError(t, err, library.ErrInvalidMetadata, "n: is required")
	if strings.Contains(a.tree(), "b.txt") {
		t.Error("the refused file is stored")
	}
}
