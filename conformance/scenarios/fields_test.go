package scenarios_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var fieldScenarios = []scenario{
	{"lifecycle of a custom metadata field", changesSettings, fieldLifecycle},
	{"custom metadata is checked against its fields", changesSettings, fieldsAreEnforced},
}

// createField creates a custom metadata field whose label is its name.
func (a *account) createField(
	t *testing.T, name string, rules imagekit.CustomMetadataFieldRules,
) *imagekit.CustomMetadataField {
	t.Helper()
	return check.Call(a.CreateCustomMetadataField(t.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: name, Label: name, Schema: rules,
	})).Must(t)
}

func fieldLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	price := a.createField(t, "price", imagekit.CustomMetadataFieldRules{
		Type: imagekit.CustomMetadataFieldTypeNumber, MinValue: 1, MaxValue: 100,
	})
	_, err := a.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeText},
	})
	wantError(t, err, imagekit.ErrInvalidRequest, "exists")

	updated := check.Call(a.UpdateCustomMetadataField(ctx, price.ID, imagekit.UpdateCustomMetadataFieldRequest{
		Label: new("価格"), Schema: &imagekit.CustomMetadataFieldRulesUpdate{MinValue: 0, MaxValue: 10},
	})).Must(t)
	wantEqual(t, "label and limits", []any{updated.Label, updated.Schema.MinValue, updated.Schema.MaxValue},
		[]any{"価格", 0.0, 10.0})

	listed := check.Call(a.GetCustomMetadataFields(ctx, nil)).Must(t)
	wantEqual(t, "fields", string(check.Encode(t, listed)), string(check.Encode(t, []any{updated})))

	check.NoError(t, a.DeleteCustomMetadataField(ctx, price.ID))
	wantEqual(t, "remaining fields", len(check.Call(a.GetCustomMetadataFields(ctx, nil)).Must(t)), 0)
	all := check.Call(a.GetCustomMetadataFields(ctx,
		&imagekit.GetCustomMetadataFieldsParams{IncludeDeleted: new(true)})).Must(t)
	wantEqual(t, "fields including deleted ones", len(all), 1)
	wantError(t, a.DeleteCustomMetadataField(ctx, price.ID), imagekit.ErrNotFound)
}

func fieldsAreEnforced(t *testing.T, a *account) {
	ctx := t.Context()
	a.createField(t, "price", imagekit.CustomMetadataFieldRules{
		Type: imagekit.CustomMetadataFieldTypeNumber, MinValue: 1,
		MaxValue: 100,
	})
	a.createField(t, "season", imagekit.CustomMetadataFieldRules{
		Type: imagekit.CustomMetadataFieldTypeMultiSelect, SelectOptions: []any{"été", "冬"},
	})
	with := func(values map[string]any) func(*imagekit.UploadRequest) {
		return func(r *imagekit.UploadRequest) { r.CustomMetadata = values }
	}
	file := a.uploadFile(t, "coffee.txt", []byte("1"),
		with(map[string]any{"price": 4.5, "season": []string{"été", "冬"}}))
	want := map[string]any{"price": 4.5, "season": []any{"été", "冬"}}
	wantEqual(t, "custom metadata", check.Call(a.GetFileDetails(ctx, file.FileID)).Must(t).CustomMetadata, want)

	for name, values := range map[string]map[string]any{
		"too low":       {"price": 0},
		"too high":      {"price": 101},
		"of wrong type": {"price": "4.50"},
		"not an option": {"season": []string{"été", "autumn"}},
		"unknown field": {"colour": "brown"},
	} {
		_, err := a.Upload(ctx, a.uploadRequest("tea.txt", []byte("1"), with(values)))
		wantError(t, err, imagekit.ErrInvalidRequest)
		_, err = a.UpdateFileDetails(ctx, file.FileID, imagekit.UpdateFileDetailsRequest{CustomMetadata: values})
		wantError(t, err, imagekit.ErrInvalidRequest)
		wantEqual(t, "custom metadata after "+name,
			check.Call(a.GetFileDetails(ctx, file.FileID)).Must(t).CustomMetadata, want)
	}
	updated := check.Call(a.UpdateFileDetails(ctx, file.FileID,
		imagekit.UpdateFileDetailsRequest{CustomMetadata: map[string]any{"price": nil}})).Must(t)
	wantEqual(t, "custom metadata without a price", updated.CustomMetadata, map[string]any{"season": []any{"été", "冬"}})
	wantEqual(t, "files", a.assetNames(t, a.folder, imagekit.AssetTypeFilterFile), []string{"coffee.txt"})
}
