package exchanges

import (
	"context"

	"github.com/openimagekit/imagekit"
)

var uploadExchanges = []Exchange{
	{
		Operation: "upload",
		Name:      "authenticates with the private key",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.Upload(ctx, everyUploadField())
		},
		Request: "POST /api/v1/files/upload",
		Form:    everyUploadPart(nil),
		File:    "a cup of coffee",
	},
	{
		Operation: "upload",
		Name:      "authenticates with a signature instead",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			body := everyUploadField()
			body.Token = new("3f1c9a52-8f2e-4d0b-9d6a-1f4b7c2e5a60")
			body.Expire = new(int64(1724480081))
			body.Signature = new("7a1cf2a8b0d95c7c8e1f3b2a4d6e8f9012345678")
			body.PublicKey = new("public_0123456789")
			return c.Upload(ctx, body)
		},
		Request: "POST /api/v1/files/upload",
		Form: everyUploadPart(map[string]string{
			"token":     "3f1c9a52-8f2e-4d0b-9d6a-1f4b7c2e5a60",
			"expire":    "1724480081",
			"signature": "7a1cf2a8b0d95c7c8e1f3b2a4d6e8f9012345678",
			"publicKey": "public_0123456789",
		}),
		File:  "a cup of coffee",
		NoKey: true,
	},
	{
		Operation: "upload",
		Name:      "lets the service fetch a URL",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.Upload(ctx, imagekit.UploadRequest{
				File:     imagekit.FromURL("https://example.com/photos/coffee.png"),
				FileName: "coffee.png",
			})
		},
		Request: "POST /api/v1/files/upload",
		Form:    map[string]string{"fileName": "coffee.png"},
		File:    "https://example.com/photos/coffee.png",
	},
	{
		Operation: "uploadV2",
		Name:      "authenticates with the private key",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UploadV2(ctx, EveryUploadV2Field())
		},
		Request: "POST /api/v2/files/upload",
		Form:    everyUploadPart(nil),
		File:    "a cup of coffee",
	},
	{
		Operation: "uploadV2",
		Name:      "authenticates with a token instead",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			body := EveryUploadV2Field()
			body.Token = new("eyJhbGciOiJIUzI1NiJ9.eyJmaWxlTmFtZSI6ImNvZmZlZS5wbmcifQ.c2lnbmF0dXJl")
			return c.UploadV2(ctx, body)
		},
		Request: "POST /api/v2/files/upload",
		Form: everyUploadPart(map[string]string{
			"token": "eyJhbGciOiJIUzI1NiJ9.eyJmaWxlTmFtZSI6ImNvZmZlZS5wbmcifQ.c2lnbmF0dXJl",
		}),
		File:  "a cup of coffee",
		NoKey: true,
	},
}

// everyUploadField returns a request that sets every field except the credentials.
func everyUploadField() imagekit.UploadRequest {
	v2 := EveryUploadV2Field()
	return imagekit.UploadRequest{
		File:                    v2.File,
		FileName:                v2.FileName,
		Folder:                  v2.Folder,
		UseUniqueFileName:       v2.UseUniqueFileName,
		Tags:                    v2.Tags,
		IsPrivateFile:           v2.IsPrivateFile,
		IsPublished:             v2.IsPublished,
		CustomCoordinates:       v2.CustomCoordinates,
		CustomMetadata:          v2.CustomMetadata,
		Description:             v2.Description,
		ResponseFields:          v2.ResponseFields,
		Extensions:              v2.Extensions,
		WebhookURL:              v2.WebhookURL,
		OverwriteFile:           v2.OverwriteFile,
		OverwriteAITags:         v2.OverwriteAITags,
		OverwriteTags:           v2.OverwriteTags,
		OverwriteCustomMetadata: v2.OverwriteCustomMetadata,
		Transformation:          v2.Transformation,
		Checks:                  v2.Checks,
	}
}

// EveryUploadV2Field returns a request that sets every field except the token.
func EveryUploadV2Field() imagekit.UploadV2Request {
	return imagekit.UploadV2Request{
		File:              imagekit.FromBytes([]byte("a cup of coffee")),
		FileName:          "käffee \"1\".png",
		Folder:            new("/menu/drinks"),
		UseUniqueFileName: new(false),
		Tags:              []string{"coffee", "summer"},
		IsPrivateFile:     new(true),
		IsPublished:       new(false),
		CustomCoordinates: new("10,10,200,150"),
		CustomMetadata:    map[string]any{"price": 4.5, "season": []string{"summer"}},
		Description:       new("A cup of coffee\non a wooden table."),
		ResponseFields: []imagekit.UploadResponseField{
			imagekit.UploadResponseFieldTags, imagekit.UploadResponseFieldCustomMetadata,
			imagekit.UploadResponseFieldMetadata,
		},
		Extensions:              EveryExtension,
		WebhookURL:              new("https://example.com/hooks/imagekit"),
		OverwriteFile:           new(false),
		OverwriteAITags:         new(false),
		OverwriteTags:           new(false),
		OverwriteCustomMetadata: new(false),
		Transformation: &imagekit.UploadTransformation{
			Pre: new("w-1600,q-80"),
			Post: []imagekit.PostTransformation{
				imagekit.NewPostTransformation(imagekit.PostTransformationString{Value: "w-200,h-200"}),
				imagekit.NewPostTransformation(imagekit.PostGIFToVideo{Value: new("q-70")}),
				imagekit.NewPostTransformation(imagekit.PostThumbnail{Value: new("w-150,h-150")}),
				imagekit.NewPostTransformation(imagekit.PostAdaptiveStreaming{
					Protocol: imagekit.AdaptiveStreamingProtocolHLS, Value: "sr-240_360_480_720",
				}),
			},
		},
		Checks: new(`"file.size" < "2mb"`),
	}
}

// everyUploadPart returns the text parts that everyUploadField sends, and those in more.
func everyUploadPart(more map[string]string) map[string]string {
	parts := map[string]string{
		"fileName":                "käffee \"1\".png",
		"folder":                  "/menu/drinks",
		"useUniqueFileName":       "false",
		"tags":                    "coffee,summer",
		"isPrivateFile":           "true",
		"isPublished":             "false",
		"customCoordinates":       "10,10,200,150",
		"customMetadata":          `{"price": 4.5, "season": ["summer"]}`,
		"description":             "A cup of coffee\non a wooden table.",
		"responseFields":          "tags,customMetadata,metadata",
		"extensions":              everyExtensionJSON,
		"webhookUrl":              "https://example.com/hooks/imagekit",
		"overwriteFile":           "false",
		"overwriteAITags":         "false",
		"overwriteTags":           "false",
		"overwriteCustomMetadata": "false",
		"transformation": `{
			"pre": "w-1600,q-80",
			"post": [
				{"type": "transformation", "value": "w-200,h-200"},
				{"type": "gif-to-video", "value": "q-70"},
				{"type": "thumbnail", "value": "w-150,h-150"},
				{"type": "abs", "protocol": "hls", "value": "sr-240_360_480_720"}
			]
		}`,
		"checks": `"file.size" < "2mb"`,
	}
	for name, value := range more {
		parts[name] = value
	}
	return parts
}

// SavedExtensionID is the id of the saved extension in EveryExtension.
const SavedExtensionID = "65f1c2a4b7e8d90012345678"

// EveryExtension has one extension of each kind, with all fields set.
var EveryExtension = []imagekit.Extension{
	imagekit.NewExtension(everyRemoveBackground),
	imagekit.NewExtension(imagekit.AutoTaggingExtension{
		Name: imagekit.AutoTaggingExtensionNameGoogleAutoTagging, MaxTags: 5, MinConfidence: 80,
	}),
	imagekit.NewExtension(imagekit.AutoTaggingExtension{
		Name: imagekit.AutoTaggingExtensionNameAWSAutoTagging, MaxTags: 10, MinConfidence: 0,
	}),
	imagekit.NewExtension(imagekit.AutoDescriptionExtension{}),
	imagekit.NewExtension(imagekit.AITasksExtension{Tasks: everyAITask}),
	imagekit.NewExtension(imagekit.SavedExtensionReference{ID: SavedExtensionID}),
}

const everyExtensionJSON = `[` + everyRemoveBackgroundJSON + `,
	{"name": "google-auto-tagging", "maxTags": 5, "minConfidence": 80},
	{"name": "aws-auto-tagging", "maxTags": 10, "minConfidence": 0},
	{"name": "ai-auto-description"},
	{"name": "ai-tasks", "tasks": ` + everyAITaskJSON + `},
	{"name": "saved-extension", "id": "` + SavedExtensionID + `"}
]`

var everyRemoveBackground = imagekit.RemoveBackgroundExtension{Options: &imagekit.RemoveBackgroundOptions{
	AddShadow: new(false), BackgroundColor: new("white"), BackgroundImageURL: new("https://example.com/table.png"),
	Semitransparency: new(true),
}}

const everyRemoveBackgroundJSON = `{"name": "remove-bg", "options": {
	"add_shadow": false, "bg_color": "white", "bg_image_url": "https://example.com/table.png", "semitransparency": true
}}`

var everyAITask = []imagekit.AITask{
	imagekit.NewAITask(imagekit.SelectTagsTask{
		Instruction: "Which drinks are in the picture?", Vocabulary: []string{"coffee", "tea"},
		MinSelections: new(0), MaxSelections: new(2),
	}),
	imagekit.NewAITask(imagekit.SelectMetadataTask{
		Instruction: "Which season is it?", Field: "season", Vocabulary: []any{"summer", 2024, true},
		MinSelections: new(0), MaxSelections: new(1),
	}),
	imagekit.NewAITask(imagekit.YesNoTask{
		Instruction: "Are there people in the picture?",
		OnYes: &imagekit.AITaskActions{
			AddTags: []string{"people"}, RemoveTags: []string{"empty"},
			SetMetadata:   []imagekit.AITaskSetMetadata{{Field: "reviewed", Value: false}},
			UnsetMetadata: []imagekit.AITaskUnsetMetadata{{Field: "season"}},
		},
		OnNo:      &imagekit.AITaskActions{AddTags: []string{"empty"}},
		OnUnknown: &imagekit.AITaskActions{AddTags: []string{"look again"}},
	}),
}

const everyAITaskJSON = `[
	{
		"type": "select_tags", "instruction": "Which drinks are in the picture?", "vocabulary": ["coffee", "tea"],
		"min_selections": 0, "max_selections": 2
	},
	{
		"type": "select_metadata", "instruction": "Which season is it?", "field": "season",
		"vocabulary": ["summer", 2024, true], "min_selections": 0, "max_selections": 1
	},
	{
		"type": "yes_no", "instruction": "Are there people in the picture?",
		"on_yes": {
			"add_tags": ["people"], "remove_tags": ["empty"],
			"set_metadata": [{"field": "reviewed", "value": false}], "unset_metadata": [{"field": "season"}]
		},
		"on_no": {"add_tags": ["empty"]},
		"on_unknown": {"add_tags": ["look again"]}
	}
]`
