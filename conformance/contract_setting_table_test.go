package conformance_test

import (
	"context"

	"github.com/openimagekit/imagekit"
)

var metadataExchanges = []exchange{
	{
		operation: "getFileMetadata",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileMetadata(ctx, fileID)
		},
		request: "GET /v1/files/598821f949c0a938d57563bd/metadata",
	},
	{
		operation: "getFileMetadataFromURL",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileMetadataFromURL(ctx, "https://ik.imagekit.io/demo/menu/coffee.png?tr=w-400,h-300&ik-s=ab12")
		},
		request: "GET /v1/metadata?url=https%3A%2F%2Fik.imagekit.io%2Fdemo%2Fmenu%2Fcoffee.png%3Ftr%3Dw-400%2Ch-300%26ik-s%3Dab12",
	},
	{
		operation: "getCustomMetadataFields",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetCustomMetadataFields(ctx, &imagekit.GetCustomMetadataFieldsParams{
				FolderPath: new("/menu/drinks"), IncludeDeleted: new(true),
			})
		},
		request: "GET /v1/customMetadataFields?folderPath=%2Fmenu%2Fdrinks&includeDeleted=true",
	},
	{
		operation: "createCustomMetadataField",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateCustomMetadataField(ctx, imagekit.CreateCustomMetadataFieldRequest{
				Name: "price", Label: "Price", Description: new("Price of one cup in euros."),
				Schema: imagekit.CustomMetadataFieldRules{
					Type: imagekit.CustomMetadataFieldTypeNumber, DefaultValue: 4.5, IsValueRequired: new(true),
					MinValue: 0, MaxValue: "100", MinLength: new(int64(0)), MaxLength: new(int64(200)),
					SelectOptions: []any{"summer", 2024, true},
				},
			})
		},
		request: "POST /v1/customMetadataFields",
		body: `{
			"name": "price", "label": "Price", "description": "Price of one cup in euros.",
			"schema": {
				"type": "Number", "defaultValue": 4.5, "isValueRequired": true,
				"minValue": 0, "maxValue": "100", "minLength": 0, "maxLength": 200,
				"selectOptions": ["summer", 2024, true]
			}
		}`,
	},
	{
		operation: "updateCustomMetadataField",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateCustomMetadataField(ctx, fileID, imagekit.UpdateCustomMetadataFieldRequest{
				Label: new("Price"), Description: new(""),
				Schema: &imagekit.CustomMetadataFieldRulesUpdate{
					DefaultValue: []any{"summer", false}, IsValueRequired: new(false),
					MinValue: "2024-01-01", MaxValue: 100, MinLength: new(int64(2)), MaxLength: new(int64(200)),
					SelectOptions: []any{"summer", 2024, true},
				},
			})
		},
		request: "PATCH /v1/customMetadataFields/598821f949c0a938d57563bd",
		body: `{
			"label": "Price", "description": "",
			"schema": {
				"defaultValue": ["summer", false], "isValueRequired": false,
				"minValue": "2024-01-01", "maxValue": 100, "minLength": 2, "maxLength": 200,
				"selectOptions": ["summer", 2024, true]
			}
		}`,
	},
	{
		operation: "deleteCustomMetadataField",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteCustomMetadataField(ctx, fileID)
		},
		request: "DELETE /v1/customMetadataFields/598821f949c0a938d57563bd",
	},
}

var settingExchanges = []exchange{
	{
		operation: "listSavedExtensions",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListSavedExtensions(ctx)
		},
		request: "GET /v1/saved-extensions",
	},
	{
		operation: "createSavedExtension",
		name:      "of AI tasks",
		call:      createSavedExtension(imagekit.NewExtensionConfig(imagekit.AITasksExtension{Tasks: everyAITask})),
		request:   "POST /v1/saved-extensions",
		body:      savedExtensionJSON(`{"name": "ai-tasks", "tasks": ` + everyAITaskJSON + `}`),
	},
	{
		operation: "createSavedExtension",
		name:      "for another background",
		call:      createSavedExtension(imagekit.NewExtensionConfig(everyRemoveBackground)),
		request:   "POST /v1/saved-extensions",
		body:      savedExtensionJSON(everyRemoveBackgroundJSON),
	},
	{
		operation: "createSavedExtension",
		name:      "for tags",
		call: createSavedExtension(imagekit.NewExtensionConfig(imagekit.AutoTaggingExtension{
			Name: imagekit.AutoTaggingExtensionNameAWSAutoTagging, MaxTags: 10, MinConfidence: 75,
		})),
		request: "POST /v1/saved-extensions",
		body:    savedExtensionJSON(`{"name": "aws-auto-tagging", "maxTags": 10, "minConfidence": 75}`),
	},
	{
		operation: "createSavedExtension",
		name:      "for descriptions",
		call:      createSavedExtension(imagekit.NewExtensionConfig(imagekit.AutoDescriptionExtension{})),
		request:   "POST /v1/saved-extensions",
		body:      savedExtensionJSON(`{"name": "ai-auto-description"}`),
	},
	{
		operation: "getSavedExtension",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetSavedExtension(ctx, "65f1c2a4b7e8d90012345678")
		},
		request: "GET /v1/saved-extensions/65f1c2a4b7e8d90012345678",
	},
	{
		operation: "updateSavedExtension",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateSavedExtension(ctx, "65f1c2a4b7e8d90012345678", imagekit.UpdateSavedExtensionRequest{
				Name: new("Drinks"), Description: new(""), Config: new(imagekit.NewExtensionConfig(everyRemoveBackground)),
			})
		},
		request: "PATCH /v1/saved-extensions/65f1c2a4b7e8d90012345678",
		body:    `{"name": "Drinks", "description": "", "config": ` + everyRemoveBackgroundJSON + `}`,
	},
	{
		operation: "deleteSavedExtension",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteSavedExtension(ctx, "65f1c2a4b7e8d90012345678")
		},
		request: "DELETE /v1/saved-extensions/65f1c2a4b7e8d90012345678",
	},
	{
		operation: "listNamedTransformations",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListNamedTransformations(ctx)
		},
		request: "GET /v1/named-transformations",
	},
	{
		operation: "createNamedTransformation",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CreateNamedTransformation(ctx, imagekit.CreateNamedTransformationRequest{
				Name: "menu_thumbnail", Transformation: "w-150,h-150,fo-center,cm-pad_resize", Enabled: new(false),
			})
		},
		request: "POST /v1/named-transformations",
		body:    `{"name": "menu_thumbnail", "transformation": "w-150,h-150,fo-center,cm-pad_resize", "enabled": false}`,
	},
	{
		operation: "getNamedTransformation",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetNamedTransformation(ctx, "6bZ9x2ZUx")
		},
		request: "GET /v1/named-transformations/6bZ9x2ZUx",
	},
	{
		operation: "updateNamedTransformation",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateNamedTransformation(ctx, "6bZ9x2ZUx", imagekit.UpdateNamedTransformationRequest{
				Name: new("menu_hero"), Transformation: new("w-1600,q-80"), Enabled: new(false),
			})
		},
		request: "PATCH /v1/named-transformations/6bZ9x2ZUx",
		body:    `{"name": "menu_hero", "transformation": "w-1600,q-80", "enabled": false}`,
	},
	{
		operation: "deleteNamedTransformation",
		call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteNamedTransformation(ctx, "6bZ9x2ZUx")
		},
		request: "DELETE /v1/named-transformations/6bZ9x2ZUx",
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
