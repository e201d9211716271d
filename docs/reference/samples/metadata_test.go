package samples_test

import (
	"context"
	"fmt"

	"github.com/openimagekit/imagekit"
)

func getCustomMetadataFields(ctx context.Context, ik *imagekit.Client) error {
	fields, err := ik.GetCustomMetadataFields(ctx, nil)
	if err != nil {
		return err
	}
	for _, field := range fields {
		fmt.Println(field.ID, field.Name, field.Schema.Type)
	}
	return nil
}

func createCustomMetadataField(ctx context.Context, ik *imagekit.Client) error {
	field, err := ik.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
		Name:  "season",
		Label: "Season",
		Schema: imagekit.CustomMetadataFieldRules{
			Type:          imagekit.CustomMetadataFieldTypeSingleSelect,
			SelectOptions: []any{"spring", "summer", "autumn", "winter"},
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(field.ID)
	return nil
}

func updateCustomMetadataField(ctx context.Context, ik *imagekit.Client) error {
	field, err := ik.UpdateCustomMetadataField(ctx, fieldID, imagekit.UpdateCustomMetadataFieldRequest{
		Label:  new("Price in euros"),
		Schema: &imagekit.CustomMetadataFieldRulesUpdate{MinValue: 0, MaxValue: 100},
	})
	if err != nil {
		return err
	}
	fmt.Println(field.Label)
	return nil
}

func deleteCustomMetadataField(ctx context.Context, ik *imagekit.Client) error {
	return ik.DeleteCustomMetadataField(ctx, fieldID)
}
