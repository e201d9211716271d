package exchanges

import (
	"context"

	"github.com/openimagekit/imagekit"
)

var metadataExchanges = []Exchange{
	{
		Operation: "getFileMetadata",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileMetadata(ctx, FileID)
		},
		Request: "GET /v1/files/598821f949c0a938d57563bd/metadata",
	},
	{
		Operation: "getFileMetadataFromURL",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileMetadataFromURL(ctx, "https://ik.imagekit.io/demo/menu/coffee.png?tr=w-400,h-300&ik-s=ab12")
		},
		Request: "GET /v1/metadata" +
			"?url=https%3A%2F%2Fik.imagekit.io%2Fdemo%2Fmenu%2Fcoffee.png%3Ftr%3Dw-400%2Ch-300%26ik-s%3Dab12",
	},
	{
		Operation: "getCustomMetadataFields",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetCustomMetadataFields(ctx, &imagekit.GetCustomMetadataFieldsParams{
				FolderPath: new("/menu/drinks"), IncludeDeleted: new(true),
			})
		},
		Request: "GET /v1/customMetadataFields?folderPath=%2Fmenu%2Fdrinks&includeDeleted=true",
	},
	{
		Operation: "createCustomMetadataField",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
				Name: "price", Label: "Price", Description: new("Price of one cup in euros."),
				Schema: imagekit.CustomMetadataFieldRules{
					Type: imagekit.CustomMetadataFieldTypeNumber, DefaultValue: 4.5, IsValueRequired: new(true),
					MinValue: 0, MaxValue: "100", MinLength: new(int64(0)), MaxLength: new(int64(200)),
					SelectOptions: []any{"summer", 2024, true},
				},
			})
		},
		Request: "POST /v1/customMetadataFields",
		Body: `{
			"name": "price", "label": "Price", "description": "Price of one cup in euros.",
			"schema": {
				"type": "Number", "defaultValue": 4.5, "isValueRequired": true,
				"minValue": 0, "maxValue": "100", "minLength": 0, "maxLength": 200,
				"selectOptions": ["summer", 2024, true]
			}
		}`,
	},
	{
		Operation: "updateCustomMetadataField",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateCustomMetadataField(ctx, FileID, imagekit.UpdateCustomMetadataFieldRequest{
				Label: new("Price"), Description: new(""),
				Schema: &imagekit.CustomMetadataFieldRulesUpdate{
					DefaultValue: []any{"summer", false}, IsValueRequired: new(false),
					MinValue: "2024-01-01", MaxValue: 100, MinLength: new(int64(2)), MaxLength: new(int64(200)),
					SelectOptions: []any{"summer", 2024, true},
				},
			})
		},
		Request: "PATCH /v1/customMetadataFields/598821f949c0a938d57563bd",
		Body: `{
			"label": "Price", "description": "",
			"schema": {
				"defaultValue": ["summer", false], "isValueRequired": false,
				"minValue": "2024-01-01", "maxValue": 100, "minLength": 2, "maxLength": 200,
				"selectOptions": ["summer", 2024, true]
			}
		}`,
	},
	{
		Operation: "deleteCustomMetadataField",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteCustomMetadataField(ctx, FileID)
		},
		Request: "DELETE /v1/customMetadataFields/598821f949c0a938d57563bd",
	},
}

var settingExchanges = []Exchange{
	{
		Operation: "listSavedExtensions",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListSavedExtensions(ctx)
		},
		Request: "GET /v1/saved-extensions",
	},
	{
		Operation: "createSavedExtension",
		Name:      "of AI tasks",
		Call:      createSavedExtension(imagekit.NewExtensionConfig(imagekit.AITasksExtension{Tasks: everyAITask})),
		Request:   "POST /v1/saved-extensions",
		Body:      savedExtensionJSON(`{"name": "ai-tasks", "tasks": ` + everyAITaskJSON + `}`),
	},
	{
		Operation: "createSavedExtension",
		Name:      "for another background",
		Call:      createSavedExtension(imagekit.NewExtensionConfig(everyRemoveBackground)),
		Request:   "POST /v1/saved-extensions",
		Body:      savedExtensionJSON(everyRemoveBackgroundJSON),
	},
	{
		Operation: "createSavedExtension",
		Name:      "for tags",
		Call: createSavedExtension(imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
			Name: imagekit.AutoTaggingExtensionNameAWSAutoTagging, MaxTags: 10, MinConfidence: 75,
		})),
		Request: "POST /v1/saved-extensions",
		Body:    savedExtensionJSON(`{"name": "aws-auto-tagging", "maxTags": 10, "minConfidence": 75}`),
	},
	{
		Operation: "createSavedExtension",
		Name:      "for descriptions",
		Call:      createSavedExtension(imagekit.NewExtensionConfig(imagekit.AutoDescriptionExtension{})),
		Request:   "POST /v1/saved-extensions",
		Body:      savedExtensionJSON(`{"name": "ai-auto-description"}`),
	},
	{
		Operation: "getSavedExtension",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetSavedExtension(ctx, "65f1c2a4b7e8d90012345678")
		},
		Request: "GET /v1/saved-extensions/65f1c2a4b7e8d90012345678",
	},
	{
		Operation: "updateSavedExtension",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateSavedExtension(ctx, "65f1c2a4b7e8d90012345678", imagekit.UpdateSavedExtensionRequest{
				Name: new("Drinks"), Description: new("Tags drinks."),
				Config: new(imagekit.NewExtensionConfig(everyRemoveBackground)),
			})
		},
		Request: "PATCH /v1/saved-extensions/65f1c2a4b7e8d90012345678",
		Body:    `{"name": "Drinks", "description": "Tags drinks.", "config": ` + everyRemoveBackgroundJSON + `}`,
	},
	{
		Operation: "deleteSavedExtension",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteSavedExtension(ctx, "65f1c2a4b7e8d90012345678")
		},
		Request: "DELETE /v1/saved-extensions/65f1c2a4b7e8d90012345678",
	},
	{
		Operation: "listNamedTransformations",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListNamedTransformations(ctx)
		},
		Request: "GET /v1/named-transformations",
	},
	{
		Operation: "createNamedTransformation",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateNamedTransformation(ctx, imagekit.CreateNamedTransformationRequest{
				Name: "menu_thumbnail", Transformation: "w-150,h-150,fo-center,cm-pad_resize", Enabled: new(false),
			})
		},
		Request: "POST /v1/named-transformations",
		Body: `{
			"name": "menu_thumbnail", "transformation": "w-150,h-150,fo-center,cm-pad_resize", "enabled": false
		}`,
	},
	{
		Operation: "getNamedTransformation",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetNamedTransformation(ctx, "6bZ9x2ZUx")
		},
		Request: "GET /v1/named-transformations/6bZ9x2ZUx",
	},
	{
		Operation: "updateNamedTransformation",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateNamedTransformation(ctx, "6bZ9x2ZUx", imagekit.UpdateNamedTransformationRequest{
				Name: new("menu_hero"), Transformation: new("w-1600,q-80"), Enabled: new(false),
			})
		},
		Request: "PATCH /v1/named-transformations/6bZ9x2ZUx",
		Body:    `{"name": "menu_hero", "transformation": "w-1600,q-80", "enabled": false}`,
	},
	{
		Operation: "deleteNamedTransformation",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteNamedTransformation(ctx, "6bZ9x2ZUx")
		},
		Request: "DELETE /v1/named-transformations/6bZ9x2ZUx",
	},
}

func createSavedExtension(config imagekit.ExtensionConfig) func(context.Context, *imagekit.Client) (any, error) {
	return func(ctx context.Context, c *imagekit.Client) (any, error) {
		return c.CreateSavedExtension(ctx, imagekit.CreateSavedExtensionRequest{
			Name: "Drinks", Description: "Tags drinks.", Config: config,
		})
	}
}

func savedExtensionJSON(config string) string {
	return `{"name": "Drinks", "description": "Tags drinks.", "config": ` + config + `}`
}
