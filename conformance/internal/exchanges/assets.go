package exchanges

import (
	"context"

	"github.com/openimagekit/imagekit"
)

// Ids of files and versions in the exchanges.
const (
	FileID    = "598821f949c0a938d57563bd"
	otherID   = "6673f99b37b244ef54d98f11"
	versionID = "66c97a41d3f9b0a1c2e4f508"
)

var assetExchanges = []Exchange{
	{
		Operation: "listFiles",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListFiles(ctx, &imagekit.ListFilesParams{
				Type:        new(imagekit.AssetTypeFilterAll),
				Sort:        new(imagekit.SortOrderDescCreated),
				Path:        new("/menu/drinks & more"),
				SearchQuery: new(`tags IN ["coffee"] AND createdAt > "7d"`),
				FileType:    new(imagekit.FileTypeFilterNonImage),
				Tags:        []string{"coffee", "süß"},
				Name:        new("100%+.png"),
				Limit:       new(100),
				Skip:        new(20),
			})
		},
		Request: "GET /v1/files?type=all&sort=DESC_CREATED&path=%2Fmenu%2Fdrinks+%26+more" +
			"&searchQuery=tags+IN+%5B%22coffee%22%5D+AND+createdAt+%3E+%227d%22" +
			"&fileType=non-image&tags=coffee%2Cs%C3%BC%C3%9F&name=100%25%2B.png&limit=100&skip=20",
	},
	{
		Operation: "listFiles",
		Name:      "by an experimental order",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.ListFiles(ctx, &imagekit.ListFilesParams{Sort: new(imagekit.SortOrderDescOriginalCreationDate)})
		},
		Request: "GET /v1/files?sort=DESC_ORIGINAL_CREATION_DATE",
	},
	{
		Operation: "generateSearchQuery",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GenerateSearchQuery(ctx, imagekit.GenerateSearchQueryRequest{
				Prompt: "pictures in this folder tagged summer", CurrentFolder: new("/menu/drinks"),
				Timezone: new("Asia/Kolkata"),
			})
		},
		Request: "POST /v1/ai-filter-search",
		Body: `{
			"prompt": "pictures in this folder tagged summer", "currentFolder": "/menu/drinks",
			"timezone": "Asia/Kolkata"
		}`,
	},
	{
		Operation: "getFileDetails",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileDetails(ctx, FileID)
		},
		Request: "GET /v1/files/598821f949c0a938d57563bd/details",
	},
	{
		Operation: "updateFileDetails",
		Name:      "with everything",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateFileDetails(ctx, FileID, imagekit.UpdateFileDetailsRequest{
				Tags:              imagekit.Value([]string{"coffee", "summer"}),
				RemoveAITags:      new(imagekit.NewRemoveAITags([]string{"Tableware", "Cup"})),
				CustomCoordinates: imagekit.Value("10,10,200,150"),
				CustomMetadata:    map[string]any{"price": 4.5, "season": nil},
				Description:       new("A cup of coffee on a wooden table."),
				Extensions:        EveryExtension,
				WebhookURL:        new("https://example.com/hooks/imagekit"),
				Publish:           &imagekit.PublishRequest{IsPublished: false, IncludeFileVersions: new(true)},
			})
		},
		Request: "PATCH /v1/files/598821f949c0a938d57563bd/details",
		Body: `{
			"tags": ["coffee", "summer"],
			"removeAITags": ["Tableware", "Cup"],
			"customCoordinates": "10,10,200,150",
			"customMetadata": {"price": 4.5, "season": null},
			"description": "A cup of coffee on a wooden table.",
			"extensions": ` + everyExtensionJSON + `,
			"webhookUrl": "https://example.com/hooks/imagekit",
			"publish": {"isPublished": false, "includeFileVersions": true}
		}`,
	},
	{
		Operation: "updateFileDetails",
		Name:      "without any AI tags",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.UpdateFileDetails(ctx, FileID, imagekit.UpdateFileDetailsRequest{
				RemoveAITags: new(imagekit.NewRemoveAITags(imagekit.AllAITags)),
			})
		},
		Request: "PATCH /v1/files/598821f949c0a938d57563bd/details",
		Body:    `{"removeAITags": "all"}`,
	},
	{
		Operation: "deleteFile",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFile(ctx, FileID)
		},
		Request: "DELETE /v1/files/598821f949c0a938d57563bd",
	},
	{
		Operation: "copyFile",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.CopyFile(ctx, imagekit.CopyFileRequest{
				SourceFilePath: "/menu/drinks/coffee.png", DestinationPath: "/archive/2024",
				IncludeFileVersions: new(true),
			})
		},
		Request: "POST /v1/files/copy",
		Body: `{
			"sourceFilePath": "/menu/drinks/coffee.png", "destinationPath": "/archive/2024",
			"includeFileVersions": true
		}`,
	},
	{
		Operation: "moveFile",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.MoveFile(ctx, imagekit.MoveFileRequest{
				SourceFilePath: "/menu/drinks/coffee.png", DestinationPath: "/archive/2024",
			})
		},
		Request: "POST /v1/files/move",
		Body:    `{"sourceFilePath": "/menu/drinks/coffee.png", "destinationPath": "/archive/2024"}`,
	},
	{
		Operation: "renameFile",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RenameFile(ctx, imagekit.RenameFileRequest{
				FilePath: "/menu/drinks/coffee.png", NewFileName: "espresso.png", PurgeCache: new(true),
			})
		},
		Request: "PUT /v1/files/rename",
		Body:    `{"filePath": "/menu/drinks/coffee.png", "newFileName": "espresso.png", "purgeCache": true}`,
	},
	{
		Operation: "bulkDeleteFiles",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkDeleteFiles(ctx, imagekit.BulkDeleteFilesRequest{FileIDs: []string{FileID, otherID}})
		},
		Request: "POST /v1/files/batch/deleteByFileIds",
		Body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"]}`,
	},
	{
		Operation: "bulkAddTags",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkAddTags(ctx, imagekit.BulkAddTagsRequest{
				FileIDs: []string{FileID, otherID}, Tags: []string{"coffee", "summer"},
			})
		},
		Request: "POST /v1/files/addTags",
		Body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "tags": ["coffee", "summer"]}`,
	},
	{
		Operation: "bulkRemoveTags",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkRemoveTags(ctx, imagekit.BulkRemoveTagsRequest{
				FileIDs: []string{FileID, otherID}, Tags: []string{"coffee", "summer"},
			})
		},
		Request: "POST /v1/files/removeTags",
		Body:    `{"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "tags": ["coffee", "summer"]}`,
	},
	{
		Operation: "bulkRemoveAITags",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.BulkRemoveAITags(ctx, imagekit.BulkRemoveAITagsRequest{
				FileIDs: []string{FileID, otherID}, AITags: []string{"Tableware", "Cup"},
			})
		},
		Request: "POST /v1/files/removeAITags",
		Body: `{
			"fileIds": ["598821f949c0a938d57563bd", "6673f99b37b244ef54d98f11"], "AITags": ["Tableware", "Cup"]
		}`,
	},
	{
		Operation: "getFileVersions",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileVersions(ctx, FileID)
		},
		Request: "GET /v1/files/598821f949c0a938d57563bd/versions",
	},
	{
		Operation: "getFileVersionDetails",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetFileVersionDetails(ctx, FileID, versionID)
		},
		Request: "GET /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508",
	},
	{
		Operation: "deleteFileVersion",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFileVersion(ctx, FileID, versionID)
		},
		Request: "DELETE /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508",
	},
	{
		Operation: "restoreFileVersion",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RestoreFileVersion(ctx, FileID, versionID)
		},
		Request: "PUT /v1/files/598821f949c0a938d57563bd/versions/66c97a41d3f9b0a1c2e4f508/restore",
	},
	{
		Operation: "purgeCache",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.PurgeCache(ctx,
				imagekit.PurgeCacheRequest{URL: "https://ik.imagekit.io/demo/menu/drinks/coffee.png"})
		},
		Request: "POST /v1/files/purge",
		Body:    `{"url": "https://ik.imagekit.io/demo/menu/drinks/coffee.png"}`,
	},
	{
		Operation: "getPurgeCacheStatus",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetPurgeCacheStatus(ctx, "598821f949c0a938d57563bd")
		},
		Request: "GET /v1/files/purge/598821f949c0a938d57563bd",
	},
}

var folderExchanges = []Exchange{
	{
		Operation: "createFolder",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.CreateFolder(ctx,
				imagekit.CreateFolderRequest{FolderName: "drinks", ParentFolderPath: "/menu"})
		},
		Request: "POST /v1/folder",
		Body:    `{"folderName": "drinks", "parentFolderPath": "/menu"}`,
	},
	{
		Operation: "deleteFolder",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return nil, c.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: "/menu/drinks"})
		},
		Request: "DELETE /v1/folder",
		Body:    `{"folderPath": "/menu/drinks"}`,
	},
	{
		Operation: "copyFolder",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.CopyFolder(ctx, imagekit.CopyFolderRequest{
				SourceFolderPath: "/menu/drinks", DestinationPath: "/archive/2024", IncludeVersions: new(true),
			})
		},
		Request: "POST /v1/bulkJobs/copyFolder",
		Body:    `{"sourceFolderPath": "/menu/drinks", "destinationPath": "/archive/2024", "includeVersions": true}`,
	},
	{
		Operation: "moveFolder",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.MoveFolder(ctx, imagekit.MoveFolderRequest{
				SourceFolderPath: "/menu/drinks", DestinationPath: "/archive/2024",
			})
		},
		Request: "POST /v1/bulkJobs/moveFolder",
		Body:    `{"sourceFolderPath": "/menu/drinks", "destinationPath": "/archive/2024"}`,
	},
	{
		Operation: "renameFolder",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.RenameFolder(ctx, imagekit.RenameFolderRequest{
				FolderPath: "/menu/drinks", NewFolderName: "beverages", PurgeCache: new(false),
			})
		},
		Request: "POST /v1/bulkJobs/renameFolder",
		Body:    `{"folderPath": "/menu/drinks", "newFolderName": "beverages", "purgeCache": false}`,
	},
	{
		Operation: "getBulkJobStatus",
		Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
			return c.GetBulkJobStatus(ctx, "5d5b1a9b4c8c4c0001f3e4a2")
		},
		Request: "GET /v1/bulkJobs/5d5b1a9b4c8c4c0001f3e4a2",
	},
}
